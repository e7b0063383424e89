import type { JsonObject } from './define.ts';
import type { JobQueue } from './queue-types.ts';
import type { RedisClient } from './redis-connect.ts';

/** Where BullMQ keeps the last ring that came while a job ran; a run under way has its own. */
const TAKE = `
local job = redis.call('GET', KEYS[2])
if job and redis.call('LPOS', KEYS[3], job) then return false end
local data = redis.call('HGET', KEYS[1], 'data')
redis.call('DEL', KEYS[1])
return data`;

/** Takes the kept ring of a coalescing key out of BullMQ's hash; its payload, undefined without. */
export async function takeKeptRingInRedis(
  client: RedisClient,
  { queue, coalescing }: { queue: JobQueue; coalescing: string },
): Promise<JsonObject | undefined> {
  const keys = [`dn:${coalescing}`, `de:${coalescing}`, 'active'].map((type) => queue.toKey(type));
  const data = await client.eval(TAKE, keys.length, ...keys);
  return typeof data === 'string' ? (JSON.parse(data) as JsonObject) : undefined;
}
