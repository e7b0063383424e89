import pg from 'pg';
import type { RedisServer } from '@ponte/servers/redis';
import { afterEach, beforeEach, describe, expect, inject, test } from 'vitest';
import { queueHomes, startQueueHome } from './world/queue-homes.ts';
import { startWorld, type World } from './world/start-world.ts';
import { startWorkerProcess, type WorkerProcess } from './world/worker-process.ts';

/** Where a handler is caught: its next statement needs a table that is locked from outside. */
const paragraphs = [
  { name: 'while it loads events', table: 'inbound_event', waits: 'ORDER BY inbound_event.id' },
  { name: 'while it marks deals', table: 'dirty', waits: 'INSERT INTO dirty' },
  { name: 'while it awaits its turn', table: 'checkpoint', waits: 'INSERT INTO checkpoint' },
  { name: 'while it loads names', table: 'deal_field', waits: 'FROM deal_field' },
  { name: 'while it applies its plan', table: 'deal', waits: 'INSERT INTO deal' },
  { name: 'while it records its end', table: 'run', waits: 'INSERT INTO run' },
] as const;

for (const home of queueHomes) {
  describe.skipIf(home.isMissing)(`a worker is killed, with ${home.name}`, () => {
    let redis: RedisServer | undefined;
    let world: World;
    const workers: WorkerProcess[] = [];
    const launch = (): WorkerProcess => {
      const worker = startWorkerProcess(world.workerEnv);
      workers.push(worker);
      return worker;
    };
    const start = async (): Promise<WorkerProcess> => {
      const worker = launch();
      await worker.ready;
      return worker;
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

    test.each(paragraphs)('$name: all is done again, once', async ({ table, waits }) => {
      const { screen } = world;
      const zeroth = await start();
      await screen.act('create-deal', { fields: { TITLE: 'before' } });
      await world.expectRowsEqualPortal();
      await zeroth.terminate();

      await screen.act('create-deal', { fields: { TITLE: 'in the middle' } });
      await expect.poll(async () => (await screen.state()).pendingEvents).toBe(0);
      const lock = await lockTable(world, { table, waits });
      const first = launch();
      await lock.someoneWaits();
      await first.kill();
      await lock.release();

      await start();
      await world.expectRowsEqualPortal();
      await expectNothingLeft(world);
    });

    test('while the portal answers: all is done again, once', async () => {
      const first = await start();
      await world.screen.act('create-deal', { fields: { TITLE: 'before' } });
      await world.expectRowsEqualPortal();
      await world.screen.fault({ match: { method: 'batch' }, kind: 'hang', count: 1 });
      const { requests } = await world.screen.counters();
      await world.screen.act('create-deal', { fields: { TITLE: 'in the middle' } });
      await expect.poll(async () => (await world.screen.counters()).requests).toBe(requests + 1);
      await first.kill();
      await start();
      await world.expectRowsEqualPortal();
      await expectNothingLeft(world);
    });

    test('told to end, it ends in order and leaves nothing behind', async () => {
      const worker = await start();
      await world.screen.act('create-deal', { fields: { TITLE: 'before' } });
      await world.expectRowsEqualPortal();
      expect(await worker.terminate()).toBe(0);
      expect(await world.database.prisma.worker.count()).toBe(0);
    });
  });
}

async function expectNothingLeft({ database }: World): Promise<void> {
  await expect
    .poll(async () => ({
      marks: await database.prisma.dirty.count(),
      received: await database.prisma.inboundEvent.count({ where: { state: 'received' } }),
      running: await database.prisma.run.count({ where: { state: 'running' } }),
      failed: await database.prisma.run.count({ where: { state: 'failed' } }),
    }))
    .toEqual({ marks: 0, received: 0, running: 0, failed: 0 });
}

interface TableLock {
  /** Resolves when a statement of a worker waits for the table. */
  someoneWaits(): Promise<void>;
  release(): Promise<void>;
}

async function lockTable(
  { database }: World,
  { table, waits }: { table: string; waits: string },
): Promise<TableLock> {
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  await client.query('BEGIN');
  await client.query(`LOCK TABLE ${table} IN ACCESS EXCLUSIVE MODE`);
  const countWaiting = async (): Promise<number> => {
    const { rows } = await database.pool.query(
      `SELECT 1 FROM pg_stat_activity
        WHERE datname = current_database() AND application_name = 'ponte-worker'
          AND wait_event_type = 'Lock' AND strpos(query, $1) > 0`,
      [waits],
    );
    return rows.length;
  };
  return {
    someoneWaits: async () => {
      await expect.poll(countWaiting, { timeout: 20_000 }).toBeGreaterThan(0);
    },
    release: async () => {
      await client.query('ROLLBACK');
      await client.end();
    },
  };
}
