import type { RedisServer } from '@ponte/servers/redis';
import { afterEach, beforeEach, describe, expect, inject, test } from 'vitest';
import { countEffects, type Effects } from './world/count-effects.ts';
import { expectNothingLeft } from './world/expect-nothing-left.ts';
import { holdFromOutside } from './world/hold-from-outside.ts';
import { queueHomes, startQueueHome } from './world/queue-homes.ts';
import { shutQueue } from './world/shut-queue.ts';
import { startWorld, type World } from './world/start-world.ts';
import { startWorkerProcess, type WorkerProcess } from './world/worker-process.ts';

/** Only writers wait: the drains go on reading names that are not there yet. */
const lockedAgainstWriters = (table: string): string => `LOCK TABLE ${table} IN EXCLUSIVE MODE`;

/** Who has this lock keeps everybody from changing the view. */
const lockedView = `SELECT pg_advisory_xact_lock(hashtextextended('view/deals_readable', 0))`;

/** Before the commit nothing is kept, after it all is there and is read and written a second time. */
const paragraphs = [
  {
    name: 'while it stores the names',
    ...{ lock: lockedAgainstWriters('dictionary_entry'), waits: 'dictionary_entry', times: 1 },
  },
  {
    name: 'while it stores the fields',
    ...{ lock: lockedAgainstWriters('deal_field'), waits: 'deal_field', times: 1 },
  },
  {
    name: 'while it rebuilds the views',
    ...{ lock: lockedView, waits: 'pg_advisory_lock', times: 2 },
  },
];

/** Two workers start one after the other, and the first is dead for the length of its lease. */
const SLOW = { timeout: 120_000 };

for (const home of queueHomes) {
  describe.skipIf(home.isMissing)(
    `the first read of all names dies, with ${home.name}`,
    SLOW,
    () => {
      let redis: RedisServer | undefined;
      let world: World;
      let readEffects: () => Promise<Effects>;
      const workers: WorkerProcess[] = [];
      const launch = ({ isSteady } = { isSteady: false }): WorkerProcess => {
        const worker = startWorkerProcess(world.workerEnv, { isSteady });
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

      /** The next worker does all of it; names are written `times` and read from the portal `reads` times. */
      const expectDoneAgain = async ({ times, reads }: { times: number; reads: number }) => {
        await launch({ isSteady: true }).ready;
        await world.expectRowsEqualPortal();
        await expectNothingLeft(world);
        const { prisma } = world.database;
        await expect
          .poll(async () => (await readEffects()).runs)
          .toEqual({
            ...{
              'absorb-events: done': 1,
              'refresh-dictionaries: done': 1,
              'drain-deals: done': 1,
            },
          });
        expect(await readEffects()).toMatchObject({
          written: {
            deal: 1,
            dictionary_entry: times * (await prisma.dictionaryEntry.count()),
            deal_field: times * (await prisma.dealField.count()),
          },
          dealReads: 1,
          nameReads: reads,
        });
        expect(await prisma.dictionaryHistory.count()).toBe(0);
        const { rows } = await world.database.pool.query('SELECT 1 FROM deals_readable');
        expect(rows).toHaveLength(1);
      };

      test.each(paragraphs)('$name: all is done again', async ({ lock, waits, times }) => {
        const hold = await holdFromOutside(world, { lock, waits });
        const first = launch();
        await hold.someoneWaits();
        await first.kill();
        await hold.release();
        await expectDoneAgain({ times, reads: 2 });
      });

      test('while the portal answers: all is done again', async () => {
        await world.screen.fault({ match: { method: 'user.get' }, kind: 'hang', count: 1 });
        const first = launch();
        await expect
          .poll(async () => (await world.screen.counters()).requestsByMethod['user.get'])
          .toBe(1);
        await first.kill();
        await expectDoneAgain({ times: 1, reads: 2 });
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
        await expectDoneAgain({ times: 2, reads: 2 });
      });
    },
  );
}
