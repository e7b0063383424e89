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
      // What waits at the door is turned away: the dead's, and the living who will ring again.
      const listWaiting = async (): Promise<string[]> => {
        const clients = (await askRedis(redis.port, ['CLIENT', 'LIST'])).split('\n');
        const waiting = clients.filter((client) => / flags=[A-Za-z]*b/.test(client));
        return waiting.flatMap((client) => /\bid=(\d+)/.exec(client)?.[1] ?? []);
      };
      for (const id of await listWaiting())
        await askRedis(redis.port, ['CLIENT', 'KILL', 'ID', id]);
      await expect.poll(listWaiting).toEqual([]);
      await askRedis(redis.port, ['CLIENT', 'UNPAUSE']);
    },
  };
}
