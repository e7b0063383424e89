import { Cluster, Redis, type RedisOptions } from 'ioredis';
import { parseRedisAddress } from './redis-address.ts';

export type RedisClient = Redis | Cluster;

/** How patient a connection is. */
export type RedisSettings = Pick<
  RedisOptions,
  | 'enableOfflineQueue'
  | 'maxRetriesPerRequest'
  | 'connectTimeout'
  | 'commandTimeout'
  | 'socketTimeout'
  | 'keepAlive'
  | 'retryStrategy'
  | 'reconnectOnError'
>;

/** Real milliseconds before the n-th try: quickly at first, then once a second. */
export const waitBeforeReconnect = (times: number): number =>
  Math.min(50 * 2 ** Math.min(times, 6), 1_000);

/**
 * A new connection to REDIS_URL in any of its forms: `redis://`, `rediss://`,
 * `redis+sentinel://`, `redis+cluster://`. Throws when the address cannot be read; a Redis that is
 * away is the connection's own business.
 */
export function openRedis(redisUrl: string, options: RedisSettings): RedisClient {
  const address = parseRedisAddress(redisUrl);
  if (address.form === 'single') return new Redis(address.url, options);
  const login: Pick<RedisOptions, 'username' | 'password' | 'tls'> = {
    ...(address.username === undefined ? {} : { username: address.username }),
    ...(address.password === undefined ? {} : { password: address.password }),
    ...(address.isTls ? { tls: {} } : {}),
  };
  if (address.form === 'sentinel') {
    return new Redis({
      ...options,
      ...login,
      sentinels: address.hosts,
      name: address.master,
      db: address.db,
      sentinelRetryStrategy: waitBeforeReconnect,
      ...(address.isTls ? { enableTLSForSentinelMode: true } : {}),
    });
  }
  const { enableOfflineQueue = true, retryStrategy: _unused, ...perNode } = options;
  return new Cluster(address.hosts, {
    enableOfflineQueue,
    clusterRetryStrategy: waitBeforeReconnect,
    redisOptions: { ...perNode, ...login },
  });
}
