import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startCuttingProxy, type CuttingProxy } from '@ponte/servers/cutting-proxy';
import { askRedis } from '@ponte/servers/redis-cluster';
import { findRedisServer, REDIS_MISSING, startRedis, type RedisServer } from '@ponte/servers/redis';
import { CLOSE_LOOK, createWorld, DONE, keyed, type World } from './contract.world.ts';
import { QueueUnreachable } from './unreachable.ts';

/** Whether the store of a world answers. */
async function isThere(world: World): Promise<boolean> {
  try {
    await world.backend.queue(world.slug);
    return true;
  } catch (error) {
    if (error instanceof QueueUnreachable) return false;
    throw error;
  }
}

const isMissing = findRedisServer() === undefined;

describe.skipIf(isMissing)(isMissing ? REDIS_MISSING : 'what only Redis can do to us', () => {
  let redis: RedisServer;
  let proxy: CuttingProxy;
  let world: World;
  beforeAll(async () => {
    redis = await startRedis();
    proxy = await startCuttingProxy(redis.port);
  });
  afterAll(async () => {
    await proxy.close();
    await redis.stop();
  });
  beforeEach(() => {
    world = createWorld({ redisUrl: redis.url });
  });
  afterEach(() => world.close());

  it('goes on with new jobs after it has forgotten everything in the middle of the work', async () => {
    const { ringer, specs, runs, work } = world;
    const gate = Promise.withResolvers<void>();
    let running = 0;
    await work({
      keyed: async () => {
        running += 1;
        await gate.promise;
        return DONE;
      },
    });
    await ringer.ring(specs.keyed, keyed('7', 1));
    await ringer.ring(specs.plain, { n: 1 }, { delayMs: 600_000 });
    await expect.poll(() => running, CLOSE_LOOK).toBe(1);
    await ringer.ring(specs.keyed, keyed('7', 2));
    await askRedis(redis.port, ['FLUSHALL']);
    gate.resolve();
    await ringer.ring(specs.keyed, keyed('7', 3));
    await ringer.ring(specs.plain, { n: 2 });
    const through = (): unknown[] =>
      runs.ended.map((run) => run.payload['version'] ?? run.payload['n']);
    await expect.poll(through, CLOSE_LOOK).toEqual(expect.arrayContaining([1, 3, 2]));
    expect(runs.ended).toHaveLength(3);
  });

  it('doubles no job when the connection is cut between the work and the answer', async () => {
    const near = createWorld({ redisUrl: `redis://127.0.0.1:${proxy.port}` }, { slug: world.slug });
    try {
      await expect.poll(() => near.backend.check(), CLOSE_LOOK).toEqual([]);
      const wanted = Array.from({ length: 20 }, (_, n) => n);
      for (const n of wanted) {
        await expect.poll(() => isThere(near), CLOSE_LOOK).toBe(true);
        proxy.cutNextAnswer();
        await near.ringer.ring(near.specs.plain, { n });
      }
      expect(proxy.cuts).toBe(wanted.length);
      const queue = await world.backend.queue(world.slug);
      expect(await queue.getWaitingCount()).toBe(wanted.length);
      await world.work({});
      await expect.poll(() => world.runs.ended, CLOSE_LOOK).toHaveLength(wanted.length);
      const ran = world.runs.ended.map((run) => Number(run.payload['n']));
      expect(ran.toSorted((a, b) => a - b)).toEqual(wanted);
    } finally {
      await near.close();
    }
  });

  it('warns about a Redis that may forget work', async () => {
    const careless = await startRedis({
      args: ['--maxmemory-policy', 'allkeys-lru', '--appendonly', 'no'],
    });
    const other = createWorld({ redisUrl: careless.url });
    try {
      await expect
        .poll(async () => (await isThere(other)) && other.backend.check(), CLOSE_LOOK)
        .toEqual([
          expect.stringContaining('noeviction') as string,
          expect.stringContaining('appendonly yes') as string,
        ]);
    } finally {
      await other.close();
      await careless.stop();
    }
  });
});
