import { createDayClock } from '@ponte/clock/testing';
import { createOnec, type OnecClient } from '@ponte/connectors/onec';
import { openMigratedDatabase, type TestDatabase } from '@ponte/db/testing';
import { startOnecFake, type OnecFake } from '@ponte/fakes/start';
import { readCards, syncStock } from '@ponte/integrations/onec-bitrix24/jobs';
import { createLogger } from '@ponte/logging';
import { findRedisServer, REDIS_MISSING, startRedis, type RedisServer } from '@ponte/servers/redis';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, test } from 'vitest';
import { createOnecCache } from '../src/wiring/onec-cache.ts';
import { createOnecSlots } from '../src/wiring/onec-sessions.ts';
import { expectNumbers } from './world/look-at-invoices.ts';
import { closeDeal, prepareDeal, startExchange, type Exchange } from './world/start-exchange.ts';
import { startWorkerProcess, type WorkerProcess } from './world/worker-process.ts';

const isRedisMissing = findRedisServer() === undefined;
const clock = createDayClock({ scale: 60, zone: 'UTC' });
const logger = createLogger({
  ...{ service: 'test', level: 'debug' },
  destination: { write: () => undefined },
});

describe('clients of several workers', () => {
  let database: TestDatabase;
  let fake: OnecFake;
  const open: OnecClient[] = [];

  beforeAll(async () => {
    database = await openMigratedDatabase(inject('postgresUrl'));
  });
  beforeEach(async () => {
    await database.pool.query('TRUNCATE lease, checkpoint');
    fake = await startOnecFake({
      ...{ time: { scale: clock.scale, originMs: clock.originMs }, scenario: 'small' },
    });
    // More licences than the budget, so that a breach would show.
    await act({ do: 'set-licences', count: 20 });
  });
  afterEach(async () => {
    await Promise.all(open.splice(0).map((client) => client.close()));
    await fake.stop();
  });
  afterAll(() => database.remove());

  const act = async (body: object): Promise<void> => {
    await fetch(`${fake.control}/act`, { method: 'POST', body: JSON.stringify(body) });
  };
  const get = async (path: string): Promise<Record<string, unknown>> =>
    (await (await fetch(`${fake.control}/${path}`)).json()) as Record<string, unknown>;
  const sessions = async (): Promise<Record<string, number>> =>
    (await get('counters'))['sessions'] as Record<string, number>;
  const build = (worker: string, budget: number): OnecClient => {
    const client = createOnec({
      ...{ baseUrl: fake.url, username: fake.username, password: fake.password },
      ...{ account: 'default', sessions: budget, clock, logger },
      slots: createOnecSlots(
        { database, clock, logger, worker },
        { account: 'default', sessions: budget },
      ),
      cache: createOnecCache({ database, logger }, 'default'),
    });
    open.push(client);
    return client;
  };

  test.each([1, 2])('never have more than %s sessions open together', async (budget) => {
    const clients = ['one', 'two', 'three'].map((worker) => build(worker, budget));
    const calls = clients.flatMap((client) => [
      ...Array.from({ length: 4 }, () => client.listWarehouses({ level: 'bulk' })),
      ...Array.from({ length: 4 }, () => client.listOrganisations()),
    ]);
    for (const rows of await Promise.all(calls)) expect(rows.length).toBeGreaterThan(0);
    expect((await sessions())['peak']).toBeLessThanOrEqual(budget);
    await Promise.all(open.splice(0).map((client) => client.close()));
    expect(await sessions()).toMatchObject({ kept: 0 });
  });

  test('live work of one is done before the bulk work of another that began earlier', async () => {
    await act({ do: 'set-latency', read: 6_000 });
    const bulk = build('one', 1);
    const ended: string[] = [];
    const reads = Array.from({ length: 20 }, async (_, at) => {
      await bulk.listWarehouses({ level: 'bulk' });
      ended.push(`bulk ${at}`);
    });
    await expect.poll(() => ended.length).toBeGreaterThan(1);
    await build('two', 1).listOrganisations();
    expect(ended.length).toBeLessThan(20);
    await Promise.all(reads);
    expect((await sessions())['peak']).toBe(1);
  });

  test('a worker that ended without a word gives its place back once its session is over', async () => {
    const dead = build('dead', 1);
    await dead.listWarehouses();
    open.splice(0);
    await database.pool.query(`UPDATE lease SET owner = 'nobody' WHERE name LIKE 'onec-session:%'`);
    expect(await build('next', 1).listWarehouses()).toHaveLength(3);
    expect((await sessions())['peak']).toBe(1);
    await dead.close();
  });

  test('the metadata that one has read are known to the next', async () => {
    await build('one', 1).readMetadata();
    await Promise.all(open.splice(0).map((client) => client.close()));
    const { sets } = await build('two', 1).readMetadata();
    expect(sets.has('Document_РеализацияТоваровУслуг')).toBe(true);
    const { requests } = await get(`requests?method=${encodeURIComponent('get $metadata')}`);
    expect(requests).toHaveLength(1);
  });
});

describe.skipIf(isRedisMissing)(
  isRedisMissing ? `two worker processes (${REDIS_MISSING})` : 'two worker processes',
  () => {
    let redis: RedisServer;
    let exchange: Exchange;
    const workers: WorkerProcess[] = [];

    afterEach(async () => {
      await Promise.all(workers.splice(0).map((worker) => worker.kill()));
      await exchange.end();
      await redis.stop();
    });

    test('keep to the base’s budget with invoices, stock and catalogues at once, also when one is killed', async () => {
      redis = await startRedis();
      exchange = await startExchange({
        ...{ postgresUrl: inject('postgresUrl'), redisUrl: redis.url, sessions: 1 },
      });
      const { base, database, ports } = exchange;
      await base.act('set-licences', { count: 20 });
      await base.act('set-stock-control', { on: false });
      await exchange.link([0, 1]);
      const launch = async (): Promise<WorkerProcess> => {
        const worker = startWorkerProcess(exchange.workerEnv);
        workers.push(worker);
        await worker.ready;
        return worker;
      };
      const [first] = await Promise.all([launch(), launch()]);
      const ids: number[] = [];
      const sell = async (count: number): Promise<void> => {
        for (let deal = 0; deal < count; deal += 1) {
          const id = await prepareDeal(exchange, { goods: [deal % 2] });
          ids.push(id);
          await closeDeal(exchange, id);
        }
      };
      const listBusy = async (): Promise<number> => {
        // Bulk work beside the invoices, until both have had some of it.
        await ports.ringer.ring(readCards, { account: 'default' });
        await ports.ringer.ring(syncStock, { account: 'default' });
        const { rows } = await database.pool.query<{ worker: string }>(
          `SELECT DISTINCT worker FROM run
            WHERE integration = 'onec-bitrix24' AND state IN ('done', 'held')`,
        );
        return rows.length;
      };
      await sell(6);
      await expect.poll(listBusy, { interval: 250 }).toBe(2);
      await sell(6);
      await first.kill();
      await expectNumbers(exchange, ids);
      const { sessions } = (await base.counters()) as { sessions: Record<string, number> };
      expect(sessions['peak']).toBe(1);
      expect(sessions['refused']).toBe(0);
    });
  },
);
