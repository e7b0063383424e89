import type { RedisServer } from '@ponte/servers/redis';
import { afterEach, beforeEach, describe, expect, inject, test, vi } from 'vitest';
import { countEffects, type Effects } from './world/count-effects.ts';
import { expectNothingLeft } from './world/expect-nothing-left.ts';
import { holdFromOutside } from './world/hold-from-outside.ts';
import { queueHomes, startQueueHome } from './world/queue-homes.ts';
import { shutQueue } from './world/shut-queue.ts';
import { STEADY_LOCK, startWorld, type World } from './world/start-world.ts';
import { startWorkerProcess, type WorkerProcess } from './world/worker-process.ts';

/** Only writers wait: the drains go on reading names that are not there yet. */
const lockedAgainstWriters = (table: string): string => `LOCK TABLE ${table} IN EXCLUSIVE MODE`;

/** Who has this lock keeps everybody from changing the view. */
const lockedView = `SELECT pg_advisory_xact_lock(hashtextextended('view/deals_readable', 0))`;

/** Before the commit nothing is kept, after it the names are there already. */
const paragraphs = [
  {
    name: 'while it stores the names',
    ...{ lock: lockedAgainstWriters('dictionary_entry'), waits: 'dictionary_entry', isKept: false },
  },
  {
    name: 'while it stores the fields',
    ...{ lock: lockedAgainstWriters('deal_field'), waits: 'deal_field', isKept: false },
  },
  {
    name: 'while it rebuilds the views',
    ...{ lock: lockedView, waits: 'pg_advisory_lock', isKept: true },
  },
];

/** What a handler does is the same wherever the queue lives; who takes its job over is not. */
const toldFor = ({ usesRedis }: { usesRedis: boolean }) =>
  usesRedis ? paragraphs.slice(-1) : paragraphs;

for (const home of queueHomes) {
  describe.skipIf(home.isMissing)(`the first read of all names dies, with ${home.name}`, () => {
    let redis: RedisServer | undefined;
    let world: World;
    let readEffects: () => Promise<Effects>;
    const workers: WorkerProcess[] = [];
    const launch = (): WorkerProcess => {
      const worker = startWorkerProcess(world.workerEnv);
      workers.push(worker);
      return worker;
    };

    beforeEach(async () => {
      redis = await startQueueHome(home.usesRedis);
      world = await startWorld({
        postgresUrl: inject('postgresUrl'),
        ...(redis === undefined ? {} : { redisUrl: redis.url }),
      });
      readEffects = await countEffects(world);
      await world.screen.act('create-deal', { fields: { TITLE: 'waits for names' } });
      await expect.poll(async () => (await world.screen.state()).pendingEvents).toBe(0);
    });
    afterEach(async () => {
      await Promise.all(workers.splice(0).map((worker) => worker.kill()));
      await world.end();
      await redis?.stop();
    });

    /**
     * The next worker does all of it: the deal once; the names once, or once more when a drain found
     * them missing and asked for them while the dead run still stood in the queue.
     */
    const expectDoneAgain = async ({ isKept }: { isKept: boolean }): Promise<void> => {
      await world.startWorker({ lock: STEADY_LOCK }).ready;
      await world.expectRowsEqualPortal();
      await expectNothingLeft(world);
      const { pool, prisma } = world.database;
      const entries = await prisma.dictionaryEntry.count();
      const fields = await prisma.dealField.count();
      const toDone = (reads: number) => {
        const writes = reads + (isKept ? 1 : 0);
        return {
          written: { deal: 1, dictionary_entry: writes * entries, deal_field: writes * fields },
          ...{ dealReads: 1, nameReads: 1 + reads },
          runs: {
            ...{ 'absorb-events: done': 1, 'drain-deals: done': 1 },
            'refresh-dictionaries: done': reads,
          },
        };
      };
      // Runs end after what they did.
      const isDone = async (): Promise<void> => {
        const effects = await readEffects();
        const reads = effects.runs['refresh-dictionaries: done'] ?? 0;
        expect([1, 2]).toContain(reads);
        expect(effects).toMatchObject(toDone(reads));
      };
      await vi.waitFor(isDone, { timeout: 170_000 });
      expect(await prisma.dictionaryHistory.count()).toBe(0);
      expect((await pool.query('SELECT 1 FROM deals_readable')).rows).toHaveLength(1);
    };

    test.each(toldFor(home))('$name: all is done again', async ({ lock, waits, isKept }) => {
      const hold = await holdFromOutside(world, { lock, waits });
      const first = launch();
      await hold.someoneWaits();
      await first.kill();
      await hold.release();
      await expectDoneAgain({ isKept });
    });

    test('while the portal answers: all is done again', async () => {
      await world.screen.fault({ match: { method: 'user.get' }, kind: 'hang', count: 1 });
      const first = launch();
      await expect
        .poll(async () => (await world.screen.counters()).requestsByMethod['user.get'])
        .toBe(1);
      await first.kill();
      await expectDoneAgain({ isKept: false });
    });

    test('between the views and the ring for the deals that wait: they are brought', async () => {
      const views = await holdFromOutside(world, { lock: lockedView, waits: 'pg_advisory_lock' });
      const first = launch();
      await views.someoneWaits();
      const queue = await shutQueue(world, redis);
      await views.letPass();
      const findView = async (): Promise<unknown[]> =>
        (
          await world.database.pool.query<{ one: number }>(
            `SELECT 1 AS one WHERE to_regclass('deals_readable') > 0`,
          )
        ).rows;
      await expect.poll(findView).toHaveLength(1);
      await first.kill();
      await queue.open();
      await expectDoneAgain({ isKept: true });
    });
  });
}
