import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createClock } from '@ponte/clock';
import { findRedisServer, REDIS_MISSING, startRedis } from '@ponte/servers/redis';
import { startFakeAccount, type FakeAccount } from './fake-account.suite.ts';
import type { FieldControlClient, FieldControlOptions } from './index.ts';
import { REQUEST_LIMIT } from './limits.ts';
import { TEST_PATIENCE_MS, TEST_TIMEOUT_MS } from '../testing/test-patience.ts';

const clock = createClock({ scale: 3 });
let at: FakeAccount;

beforeAll(async () => {
  at = await startFakeAccount(clock);
});
beforeEach(async () => {
  await at.control.reset({ scenario: 'small' });
});
afterAll(() => at.stop());

const build = (overrides: Partial<FieldControlOptions> = {}): FieldControlClient =>
  at.build({
    http: { timeoutMs: TEST_TIMEOUT_MS, limit: REQUEST_LIMIT, patienceMs: TEST_PATIENCE_MS },
    ...overrides,
  });

const refused = async (): Promise<unknown> => (await at.control.get('counters'))['refused'];

test('one request a second at most, without a 429, pushes first', async () => {
  const field = build();
  const order: string[] = [];
  const run = async (level: 'bulk' | 'live'): Promise<void> => {
    await field.listServices({ level });
    order.push(level);
  };
  await run('bulk');
  const started = clock.nowMs();
  const sweeps = Array.from({ length: 8 }, () => run('bulk'));
  await sweeps[0];
  await Promise.all(Array.from({ length: 4 }, () => run('live')));
  // The first, one that was on its way, and one whose turn had come.
  expect(order.filter((level) => level === 'bulk').length).toBeLessThanOrEqual(4);
  await Promise.all(sweeps);
  expect(await refused()).toBe(0);
  expect(12_000 / (clock.nowMs() - started)).toBeLessThanOrEqual(1);
});

const redisTest = findRedisServer() === undefined ? test.skip : test;
const suffix = findRedisServer() === undefined ? ` (${REDIS_MISSING})` : '';
redisTest(`two workers share one request a second through Redis${suffix}`, async () => {
  const redis = await startRedis();
  try {
    const workers = [1, 2].map(() => build({ redis: { url: redis.url } }));
    await workers[0]!.listServices();
    const started = clock.nowMs();
    const calls = workers.flatMap((field) =>
      Array.from({ length: 5 }, (_, index) =>
        field.listServices({ level: index % 2 === 0 ? 'live' : 'bulk' }),
      ),
    );
    await Promise.all(calls);
    // Each by itself would take half of it.
    expect(10_000 / (clock.nowMs() - started)).toBeLessThanOrEqual(1);
    await Promise.all(workers.map((worker) => worker.close()));
  } finally {
    await redis.stop();
  }
});
