import { findRedisServer, REDIS_MISSING, startRedis, type RedisServer } from '@ponte/servers/redis';

/** Where the queues live; flows that must hold on both are told for each. */
export const queueHomes = [
  { name: 'queues in PostgreSQL', usesRedis: false, isMissing: false },
  findRedisServer() === undefined
    ? { name: `queues in Redis (${REDIS_MISSING})`, usesRedis: true, isMissing: true }
    : { name: 'queues in Redis', usesRedis: true, isMissing: false },
] as const;

/** A Redis of its own when the queues live there. */
export async function startQueueHome(usesRedis: boolean): Promise<RedisServer | undefined> {
  return usesRedis ? await startRedis() : undefined;
}
