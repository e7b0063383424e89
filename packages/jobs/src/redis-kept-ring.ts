import type { JsonObject } from './define.ts';
import type { JobQueue } from './queue-types.ts';
import type { RedisClient } from './redis-connect.ts';

/** Takes the kept ring of a coalescing key out of BullMQ's hash; its payload, undefined without. */
export async function takeKeptRingInRedis(
  client: RedisClient,
  { queue, coalescing }: { queue: JobQueue; coalescing: string },
): Promise<JsonObject | undefined> {
  const key = queue.toKey(`dn:${coalescing}`);
  const answers = await client.multi().hget(key, 'data').del(key).exec();
  const data = answers?.[0]?.[1];
  return typeof data === 'string' ? (JSON.parse(data) as JsonObject) : undefined;
}
