import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findRedisServer, REDIS_MISSING } from '@ponte/servers/redis';
import { startSentinel, type RedisSentinel } from '@ponte/servers/redis-sentinel';
import { CLOSE_LOOK, createWorld, tryRing } from './contract.world.ts';

const isMissing = findRedisServer() === undefined;

describe.skipIf(isMissing)(isMissing ? REDIS_MISSING : 'jobs on Redis behind Sentinel', () => {
  let sentinel: RedisSentinel;
  beforeAll(async () => {
    sentinel = await startSentinel();
  });
  afterAll(() => sentinel.stop());

  it('goes on with the new master after a failover', async () => {
    const world = createWorld({ redisUrl: sentinel.url });
    const { ringer, specs, runs, work } = world;
    const ran = (): unknown[] => runs.ended.map((run) => run.payload['n']);
    try {
      await work({});
      await expect
        .poll(() => tryRing(() => ringer.ring(specs.plain, { n: 1 })), CLOSE_LOOK)
        .toBe('rung');
      await expect.poll(ran, CLOSE_LOOK).toContain(1);
      await sentinel.failOver();
      await expect
        .poll(() => tryRing(() => ringer.ring(specs.plain, { n: 2 })), CLOSE_LOOK)
        .toBe('rung');
      await ringer.ring(specs.plain, { n: 3 }, { delayMs: 1_500 });
      await expect.poll(ran, CLOSE_LOOK).toEqual(expect.arrayContaining([1, 2, 3]));
    } finally {
      await world.close();
    }
  });
});
