import { afterEach, describe, expect, test } from 'vitest';
import { createClock, type Clock } from '@ponte/clock';
import { findRedisServer, REDIS_MISSING, startRedis, type RedisServer } from '@ponte/servers/redis';
import { Redis } from 'ioredis';
import { collectLogLines } from '../testing/log-lines.ts';
import { createVendorBucket } from '../testing/vendor-bucket.ts';
import { TEST_PATIENCE_MS } from '../testing/test-patience.ts';
import type { PatientSettings } from './limiter-redis.ts';
import { createLimiters, type Limiters, type LimitersOptions } from './limiter.ts';

const LIMIT = { burst: 50, perSecond: 2 };
const LIVE = { operation: 'read', level: 'live' } as const;
const BULK = { operation: 'load', level: 'bulk' } as const;

const open: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});

function build(clock: Clock, overrides: Partial<LimitersOptions> = {}): Limiters {
  const { logger } = collectLogLines();
  const limiters = createLimiters({
    vendor: 'vendor',
    account: 'default',
    limit: LIMIT,
    clock,
    logger,
    patienceMs: TEST_PATIENCE_MS,
    ...overrides,
  });
  open.push(() => limiters.close());
  return limiters;
}

function callMany(limiters: Limiters, count: number, arrive: () => void): Promise<unknown> {
  const turns = Array.from({ length: count }, (_, index) => (index % 2 === 0 ? LIVE : BULK));
  return Promise.all(turns.map((turn) => limiters.schedule(turn, async () => arrive())));
}

describe('in one process', () => {
  test.each([1, 50])('at scale %i the vendor never sees more than it allows', async (scale) => {
    const clock = createClock({ scale });
    const bucket = createVendorBucket(clock, LIMIT);
    bucket.fill();
    await callMany(build(clock), scale === 1 ? 4 : 150, bucket.arrive);
    expect(bucket.highest).toBeLessThanOrEqual(LIMIT.burst);
  });

  test('live work does not wait behind a load', async () => {
    const limiters = build(createClock({ scale: 10 }));
    const order: string[] = [];
    const load = Array.from({ length: 30 }, () =>
      limiters.schedule(BULK, async () => void order.push('bulk')),
    );
    await load[0];
    await limiters.schedule(LIVE, async () => void order.push('live'));
    expect(order.indexOf('live')).toBeLessThan(12);
    await Promise.all(load);
  });

  test('a limit without bursts keeps its distance, uses over 80 % and lets live work overtake', async () => {
    const clock = createClock({ scale: 2 });
    const limit = { burst: 1, perSecond: 1, spacingMs: 1_150 };
    const limiters = build(clock, { limit });
    const left: { level: string; at: number }[] = [];
    const leave = (turn: typeof LIVE | typeof BULK) =>
      limiters.schedule(turn, async () => {
        left.push({ level: turn.level, at: clock.nowMs() });
      });
    const load = Array.from({ length: 6 }, () => leave(BULK));
    await load[0];
    await Promise.all([leave(LIVE), leave(LIVE)]);
    expect(left.map(({ level }) => level).indexOf('live')).toBeLessThanOrEqual(2);
    await Promise.all(load);
    const gaps = left.slice(1).map(({ at }, index) => at - (left[index]?.at ?? 0));
    // A moment is taken a little after the request has left.
    expect(Math.min(...gaps)).toBeGreaterThan(980);
    // Without the longest one: a machine that stood still once says nothing about the limit.
    const others = gaps.toSorted((one, other) => one - other).slice(0, -1);
    const ms = others.reduce((sum, gap) => sum + gap, 0);
    expect((others.length * 1_000) / ms).toBeGreaterThan(0.8);
  });

  test('a rest that is told holds everybody, and a long one sends them back at once', async () => {
    const clock = createClock({ scale: 20 });
    const limiters = build(clock, { limit: { burst: 1, perSecond: 1, spacingMs: 1_150 } });
    await limiters.schedule(LIVE, async () => undefined);
    const until = new Date(clock.nowMs() + 4_000);
    await limiters.drain(until);
    await limiters.schedule(LIVE, async () => undefined);
    expect(clock.nowMs()).toBeGreaterThanOrEqual(until.getTime() - 40);
    const later = new Date(clock.nowMs() + 3_600_000);
    await limiters.drain(later);
    await expect(limiters.schedule(LIVE, async () => undefined)).rejects.toMatchObject({
      ...{ kind: 'rate_limited', notApplied: true, retryAt: later },
    });
  });

  test('a drain makes everybody start from nothing', async () => {
    const clock = createClock({ scale: 50 });
    const bucket = createVendorBucket(clock, LIMIT);
    const limiters = build(clock);
    await callMany(limiters, 20, bucket.arrive);
    await clock.sleep(100_000);
    bucket.fill();
    await limiters.drain();
    await callMany(limiters, 60, bucket.arrive);
    expect(bucket.highest).toBeLessThanOrEqual(LIMIT.burst);
  });

  test('a turn that does not come in time goes back to the job', async () => {
    const limit = { burst: 50, perSecond: 0.001 };
    const limiters = build(createClock(), { limit, patienceMs: 50 });
    await expect(limiters.schedule(LIVE, async () => 1)).rejects.toMatchObject({
      kind: 'rate_limited',
      operation: 'read',
      notApplied: true,
      retryAt: expect.any(Date) as Date,
    });
  });

  test('a caller that gives up is let go at once, and its work is not done later', async () => {
    const limiters = build(createClock({ scale: 4 }));
    const abort = new AbortController();
    let ran = false;
    const turn = { ...LIVE, signal: abort.signal };
    const waiting = limiters.schedule(turn, async () => void (ran = true));
    abort.abort(new Error('enough'));
    await expect(waiting).rejects.toThrow('enough');
    await limiters.schedule(LIVE, async () => 1);
    expect(ran).toBe(false);
  });

  test('closing rejects whoever waits', async () => {
    const limiters = build(createClock(), { limit: { burst: 50, perSecond: 0.001 } });
    const waiting = limiters.schedule(LIVE, async () => 1);
    const rejected = expect(waiting).rejects.toThrow('closed');
    await limiters.close();
    await rejected;
  });

  test('what the work throws is what the caller gets', async () => {
    const limiters = build(createClock({ scale: 10 }));
    const work = limiters.schedule(LIVE, () => Promise.reject(new Error('own failure')));
    await expect(work).rejects.toThrow('own failure');
  });
});

const redisTests = findRedisServer() === undefined ? describe.skip : describe;
const suffix = findRedisServer() === undefined ? ` (${REDIS_MISSING})` : '';

redisTests(`shared through Redis${suffix}`, () => {
  async function start(): Promise<{ redis: RedisServer; admin: Redis }> {
    const redis = await startRedis();
    const admin = new Redis(redis.url, { retryStrategy: () => 100, maxRetriesPerRequest: null });
    admin.on('error', () => {});
    open.push(async () => {
      admin.disconnect();
      await redis.stop();
    });
    return { redis, admin };
  }

  test('three processes together never exceed what the vendor allows', async () => {
    const { redis } = await start();
    const clock = createClock({ scale: 50 });
    const bucket = createVendorBucket(clock, LIMIT);
    bucket.fill();
    const three = [1, 2, 3].map(() => build(clock, { redis: { url: redis.url } }));
    await Promise.all(three.map((limiters) => callMany(limiters, 60, bucket.arrive)));
    expect(bucket.arrivals).toBe(180);
    expect(bucket.highest).toBeLessThanOrEqual(LIMIT.burst);
  });

  test('FLUSHALL in the middle loses no call and allows no burst', async () => {
    const { redis, admin } = await start();
    const clock = createClock({ scale: 50 });
    const bucket = createVendorBucket(clock, LIMIT);
    bucket.fill();
    const two = [1, 2].map(() => build(clock, { redis: { url: redis.url } }));
    const work = Promise.all(two.map((limiters) => callMany(limiters, 60, bucket.arrive)));
    await expect.poll(() => bucket.arrivals).toBeGreaterThan(20);
    await admin.flushall();
    await expect.poll(() => bucket.arrivals).toBeGreaterThan(60);
    await admin.flushall();
    await work;
    expect(bucket.arrivals).toBe(120);
    expect(bucket.highest).toBeLessThanOrEqual(LIMIT.burst);
  });

  test('a restart of Redis in the middle loses no call that waits for it, and allows no burst', async () => {
    const { redis } = await start();
    const clock = createClock({ scale: 50 });
    const bucket = createVendorBucket(clock, LIMIT);
    bucket.fill();
    // A restart takes as long as the machine likes; how patient a connection is is not shown here.
    const patient = { maxRetriesPerRequest: null, commandTimeout: 60_000 };
    const connect = (settings: PatientSettings) =>
      new Redis(redis.url, { ...settings, ...patient });
    const two = [1, 2].map(() => build(clock, { redis: { connect } }));
    const work = Promise.all(two.map((limiters) => callMany(limiters, 60, bucket.arrive)));
    await expect.poll(() => bucket.arrivals).toBeGreaterThan(20);
    await redis.restart();
    await work;
    expect(bucket.arrivals).toBe(120);
    expect(bucket.highest).toBeLessThanOrEqual(LIMIT.burst);
  });

  test('without Redis a call is given back to its job, and works again when Redis is there', async () => {
    const { redis } = await start();
    const clock = createClock({ scale: 50 });
    await redis.kill();
    const limiters = build(clock, { redis: { url: redis.url }, patienceMs: 1_500 });
    await expect(limiters.schedule(LIVE, async () => 1)).rejects.toMatchObject({
      name: 'VendorError',
      notApplied: true,
    });
    await redis.restart();
    await expect.poll(() => limiters.schedule(LIVE, async () => 'back').catch(String)).toBe('back');
  });

  test('numbers of an older configuration in Redis are replaced', async () => {
    const { redis, admin } = await start();
    const slow = build(createClock(), { redis: { url: redis.url } });
    await slow.schedule(LIVE, async () => 1);
    const fast = build(createClock({ scale: 50 }), { redis: { url: redis.url } });
    await fast.schedule(LIVE, async () => 1);
    const amount = await admin.hget('b_{vendor:default}:all_settings', 'reservoirIncreaseAmount');
    expect(Number(amount)).toBeGreaterThan(1);
  });

  test('a connection made by a factory is used', async () => {
    const { redis } = await start();
    let made = 0;
    const limiters = build(createClock({ scale: 50 }), {
      redis: {
        connect: (settings) => {
          made += 1;
          return new Redis(redis.url, { ...settings });
        },
      },
    });
    expect(await limiters.schedule(LIVE, async () => 'ran')).toBe('ran');
    expect(made).toBe(1);
  });
});
