import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startPortalUnderTest, type PortalUnderTest } from '../test-support/portal-under-test.ts';
import { waitFor } from '../test-support/wait-for.ts';
import { createLeakyBucket, plans } from './leaky-bucket.ts';
import { createOperatingLimiter } from './operating.ts';

const refused = '{"error":"QUERY_LIMIT_EXCEEDED","error_description":"Too many requests"}';
const blocked =
  '{"error":"OPERATION_TIME_LIMIT","error_description":"Method is blocked due to operation time limit."}';

describe('the leaky bucket', () => {
  const second = 1000;

  it('lets fifty through at once and refuses the fifty-first', () => {
    const bucket = createLeakyBucket(plans.standard);
    const taken = Array.from({ length: 52 }, () => bucket.take('a', 0));
    expect(taken.filter(Boolean)).toHaveLength(50);
    expect([bucket.maxLevel, bucket.refusals]).toEqual([50, 2]);
  });

  it('drains two at each whole second, not in between', () => {
    const bucket = createLeakyBucket(plans.standard);
    for (let step = 0; step < 50; step += 1) bucket.take('a', 500);
    expect(bucket.take('a', 999)).toBe(false);
    expect([bucket.take('a', second), bucket.take('a', 1100), bucket.take('a', 1999)]).toEqual([
      true,
      true,
      false,
    ]);
    expect(bucket.level('a', 11 * second)).toBe(30);
  });

  it('keeps one level per source address', () => {
    const bucket = createLeakyBucket({ size: 1, drainPerSecond: 1 });
    expect([bucket.take('a', 0), bucket.take('b', 0), bucket.take('a', 0)]).toEqual([
      true,
      true,
      false,
    ]);
  });
});

describe('the operating limiter', () => {
  it('lets the call that crosses the line finish and blocks the next until the bucket is old', () => {
    const limiter = createOperatingLimiter('documented');
    limiter.charge('1:m', 481, 30_000);
    expect(limiter.isBlocked('1:m', 40_000)).toBe(true);
    expect(limiter.isBlocked('1:other', 40_000)).toBe(false);
    expect(limiter.read('1:m', 40_000)).toEqual({ operating: 481, resetAt: 630 });
    expect([limiter.isBlocked('1:m', 629_999), limiter.isBlocked('1:m', 630_000)]).toEqual([
      true,
      false,
    ]);
  });

  it('of the older code does not count short calls and stops at 420', () => {
    const limiter = createOperatingLimiter('legacy-code');
    for (let step = 0; step < 9000; step += 1) limiter.charge('1:m', 0.1, 0);
    expect(limiter.read('1:m', 0)?.operating).toBe(0);
    limiter.charge('1:m', 421, 0);
    expect(limiter.isBlocked('1:m', 1)).toBe(true);
  });

  it('of the newer kind bills batches at half and bans for 300 s', () => {
    const limiter = createOperatingLimiter('batch-billed');
    limiter.charge('1:batch', 900, 0);
    expect([limiter.isBlocked('1:batch', 1), limiter.read('1:batch', 1)?.operating]).toEqual([
      false,
      450,
    ]);
    limiter.charge('1:batch', 100, 10_000);
    expect(limiter.read('1:batch', 20_000)).toEqual({ operating: 0, resetAt: 310 });
    expect([limiter.isBlocked('1:batch', 309_999), limiter.isBlocked('1:batch', 310_000)]).toEqual([
      true,
      false,
    ]);
  });
});

describe('limits over HTTP', () => {
  let portal: PortalUnderTest;
  beforeAll(async () => {
    portal = await startPortalUnderTest({ scenario: 'small' });
  });
  afterAll(() => portal.fake.stop());

  it('a batch of fifty counts as one request, a refused request does not run', async () => {
    await portal.act({ do: 'set-plan', size: 3, drainPerSecond: 0 });
    const cmd = Object.fromEntries(
      Array.from({ length: 50 }, (_, index) => [`k${index}`, 'server.time']),
    );
    expect((await portal.call('batch', { cmd })).status).toBe(200);
    expect((await portal.call('crm.deal.add', { fields: { TITLE: '1' } })).status).toBe(200);
    expect((await portal.call('crm.deal.add', { fields: { TITLE: '2' } })).status).toBe(200);
    const answer = await portal.call('crm.deal.add', { fields: { TITLE: '3' } });
    expect([answer.status, answer.text, answer.headers.get('retry-after')]).toEqual([
      503,
      refused,
      null,
    ]);
    expect(await portal.read('/counters')).toMatchObject({
      requests: 4,
      commands: 52,
      writes: 2,
      refusals: 1,
      maxBucketLevel: 3,
      requestsByMethod: { batch: 1, 'crm.deal.add': 3 },
      commandsByMethod: { 'server.time': 50, 'crm.deal.add': 2 },
    });
    await portal.act({ do: 'set-plan', size: 1000, drainPerSecond: 2 });
  });

  it('a used-up method answers 429, inside a batch only its own commands fail', async () => {
    await portal.act({ do: 'set-cost', base: 500 });
    expect((await portal.call('crm.deal.get', { id: 3 })).status).toBe(504);
    await portal.act({ do: 'set-cost', base: 0.01 });
    const answer = await portal.call('crm.deal.get', { id: 3 });
    expect([answer.status, answer.text]).toEqual([429, blocked]);
    const batch = await portal.call('batch', { cmd: { g: 'crm.deal.get?id=3', t: 'server.time' } });
    expect(batch.text).toContain(`"result_error":{"g":${blocked}}`);
    expect(batch.text).toContain('"result":{"t":"');
    await portal.control('/clock', { advanceMs: 600_000 });
    expect((await portal.call('crm.deal.get', { id: 3 })).status).toBe(200);
  });

  it('a request of more than a minute is cut after a minute of virtual time', async () => {
    await portal.act({ do: 'set-cost', base: 61, sleeps: true });
    let isDone = false;
    const answer = portal.call('server.time').finally(() => {
      isDone = true;
    });
    await waitFor('the request is under way', async () => {
      const counters = await portal.read<{ commandsByMethod: Record<string, number> }>('/counters');
      return counters.commandsByMethod['server.time'] === undefined ? undefined : true;
    });
    await portal.control('/clock', { advanceMs: 40_000 });
    await portal.read('/counters');
    expect(isDone).toBe(false);
    await portal.control('/clock', { advanceMs: 20_000 });
    expect((await answer).status).toBe(504);
    await portal.act({ do: 'set-cost', base: 0.01, sleeps: false });
  });

  it('charges a COUNT by the matched rows', async () => {
    await portal.act({ do: 'set-cost', base: 0, perCell: 0, perCountedRow: 1 });
    const ask = async (start: number) => {
      const params = { start, select: ['ID'], filter: { '<ID': 10 } };
      const { text } = await portal.call('crm.deal.list', params);
      const { total, time } = JSON.parse(text) as { total: number; time: { duration: number } };
      return { total, seconds: time.duration };
    };
    expect((await ask(-1)).seconds).toBe(0);
    const counted = await ask(0);
    expect(counted.total).toBeGreaterThan(3);
    expect(counted.seconds).toBe(counted.total);
  });
});
