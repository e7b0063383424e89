import type { RedisServer } from '@ponte/servers/redis';
import { afterEach, beforeEach, describe, expect, inject, test } from 'vitest';
import type { RunningWorker } from '../src/start.ts';
import { countEffects, type Effects } from './world/count-effects.ts';
import { expectNothingLeft } from './world/expect-nothing-left.ts';
import { holdFromOutside, lockedTable } from './world/hold-from-outside.ts';
import { queueHomes, startQueueHome } from './world/queue-homes.ts';
import { shutQueue } from './world/shut-queue.ts';
import { STEADY_LOCK, startWorld, type World } from './world/start-world.ts';
import { startWorkerProcess, type WorkerProcess } from './world/worker-process.ts';

/** A change of one deal, done once: what is there after any death. */
const ONCE: Effects = {
  written: { deal: 1 },
  dealReads: 1,
  nameReads: 0,
  runs: { 'absorb-events: done': 1, 'drain-deals: done': 1 },
};

/** Where a handler is caught: its next statement needs a table that is locked from outside. */
const paragraphs: { name: string; table: string; waits: string; effects: Effects }[] = [
  {
    name: 'while it loads events',
    ...{ table: 'inbound_event', waits: 'ORDER BY inbound_event.id', effects: ONCE },
  },
  {
    name: 'while it marks deals',
    ...{ table: 'dirty', waits: 'INSERT INTO dirty', effects: ONCE },
  },
  {
    name: 'while it awaits its turn',
    ...{ table: 'checkpoint', waits: 'INSERT INTO checkpoint', effects: ONCE },
  },
  {
    name: 'while it loads names',
    ...{ table: 'deal_field', waits: 'FROM deal_field', effects: ONCE },
  },
  {
    name: 'while it applies its plan',
    ...{ table: 'deal', waits: 'INSERT INTO deal', effects: { ...ONCE, dealReads: 2 } },
  },
];

/** What a handler does is the same wherever the queue lives; who takes its job over is not. */
const toldFor = ({ usesRedis }: { usesRedis: boolean }) =>
  usesRedis ? paragraphs.slice(-1) : paragraphs;

for (const home of queueHomes) {
  describe.skipIf(home.isMissing)(`a worker is killed, with ${home.name}`, () => {
    let redis: RedisServer | undefined;
    let world: World;
    const workers: WorkerProcess[] = [];
    /** A worker that will be killed. */
    const launch = (): WorkerProcess => {
      const worker = startWorkerProcess(world.workerEnv);
      workers.push(worker);
      return worker;
    };
    const start = async (): Promise<RunningWorker> => {
      const worker = world.startWorker({ lock: STEADY_LOCK });
      await worker.ready;
      return worker;
    };
    /** A deal was brought in, the worker has ended, and a new deal waits for the next one. */
    const prepare = async (): Promise<() => Promise<Effects>> => {
      const { screen } = world;
      const zeroth = await start();
      await screen.act('create-deal', { fields: { TITLE: 'before' } });
      await world.expectRowsEqualPortal();
      await expectNothingLeft(world);
      await zeroth.close();
      const effects = await countEffects(world);
      await screen.act('create-deal', { fields: { TITLE: 'in the middle' } });
      await expect.poll(async () => (await screen.state()).pendingEvents).toBe(0);
      return effects;
    };
    const expectDoneAgain = async (): Promise<void> => {
      await start();
      await world.expectRowsEqualPortal();
      await expectNothingLeft(world);
    };

    beforeEach(async () => {
      redis = await startQueueHome(home.usesRedis);
      world = await startWorld({
        postgresUrl: inject('postgresUrl'),
        ...(redis === undefined ? {} : { redisUrl: redis.url }),
      });
    });
    afterEach(async () => {
      await Promise.all(workers.splice(0).map((worker) => worker.kill()));
      await world.end();
      await redis?.stop();
    });

    test.each(toldFor(home))(
      '$name: all is done again, once',
      async ({ table, waits, effects }) => {
        const readEffects = await prepare();
        const hold = await holdFromOutside(world, { lock: lockedTable(table), waits });
        const first = launch();
        await hold.someoneWaits();
        await first.kill();
        await hold.release();
        await expectDoneAgain();
        await expect.poll(readEffects).toEqual(effects);
      },
    );

    test('between the marks and the ring for the drain: the drain is rung all the same', async () => {
      const readEffects = await prepare();
      const lock = lockedTable('dirty');
      const marks = await holdFromOutside(world, { lock, waits: 'INSERT INTO dirty' });
      const first = launch();
      await marks.someoneWaits();
      const queue = await shutQueue(world, redis);
      await marks.letPass();
      await expect
        .poll(() => world.database.prisma.inboundEvent.count({ where: { state: 'received' } }))
        .toBe(0);
      await first.kill();
      await queue.open();
      expect(await world.database.prisma.dirty.count()).toBe(1);
      await expectDoneAgain();
      // The run that marked the deal never came to be written down.
      const { 'drain-deals: done': drained } = ONCE.runs;
      const runs = { 'drain-deals: done': drained };
      await expect.poll(readEffects).toEqual({ ...ONCE, runs });
    });

    test('while a drain records its end: nothing is read or written again', async () => {
      const readEffects = await prepare();
      const lock = 'LOCK TABLE run IN EXCLUSIVE MODE';
      const hold = await holdFromOutside(world, { lock, waits: 'INSERT INTO run' });
      const first = launch();
      await hold.someoneWaits();
      await expect.poll(async () => (await readEffects()).written).toEqual({ deal: 1 });
      await expect.poll(() => world.database.prisma.dirty.count()).toBe(0);
      await first.kill();
      await hold.release();
      await expectDoneAgain();
      await expect.poll(readEffects).toEqual({ ...ONCE, runs: {} });
    });

    test('while the portal answers: all is done again, once', async () => {
      const { screen } = world;
      const first = launch();
      await first.ready;
      await screen.act('create-deal', { fields: { TITLE: 'before' } });
      await world.expectRowsEqualPortal();
      await expectNothingLeft(world);
      // Its run ends after that, and is not one of those that are counted.
      const drained = { job: 'bitrix24-deals.drain-deals', state: 'done' };
      await expect
        .poll(() => world.database.prisma.run.count({ where: drained }))
        .toBeGreaterThan(0);
      const readEffects = await countEffects(world);
      await screen.fault({ match: { method: 'batch' }, kind: 'hang', count: 1 });
      const { requests } = await screen.counters();
      await screen.act('create-deal', { fields: { TITLE: 'in the middle' } });
      await expect.poll(async () => (await screen.counters()).requests).toBe(requests + 1);
      await first.kill();
      await expectDoneAgain();
      await expect.poll(readEffects).toEqual(ONCE);
    });

    test('told to end, it ends in order and leaves nothing behind', async () => {
      const worker = launch();
      await worker.ready;
      await world.screen.act('create-deal', { fields: { TITLE: 'before' } });
      await world.expectRowsEqualPortal();
      expect(await worker.terminate()).toBe(0);
      expect(await world.database.prisma.worker.count()).toBe(0);
    });
  });
}
