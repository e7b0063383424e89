import { expect } from 'vitest';
import { askRedis } from '@ponte/servers/redis-cluster';
import type { RedisServer } from '@ponte/servers/redis';
import { holdFromOutside } from './hold-from-outside.ts';
import type { World } from './start-world.ts';

export interface ShutQueue {
  /** Lets writers in again; those who died at the door never come in. */
  open(): Promise<void>;
}

/** Keeps every write out of the queues, as if their store had stopped at this moment. */
export async function shutQueue(
  world: Pick<World, 'database'>,
  redis: RedisServer | undefined,
): Promise<ShutQueue> {
  if (redis === undefined) {
    const lock = 'LOCK TABLE bullmq.job IN EXCLUSIVE MODE';
    const { release } = await holdFromOutside(world, { lock, waits: '' });
    return { open: release };
  }
  await askRedis(redis.port, ['CLIENT', 'PAUSE', '600000', 'WRITE']);
  return {
    open: async () => {
      const isAnyoneWaiting = async (): Promise<boolean> =>
        / flags=[A-Za-z]*b/.test(await askRedis(redis.port, ['CLIENT', 'LIST']));
      await expect.poll(isAnyoneWaiting).toBe(false);
      await askRedis(redis.port, ['CLIENT', 'UNPAUSE']);
    },
  };
}
