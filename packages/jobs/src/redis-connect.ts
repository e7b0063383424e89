import { Cluster, Redis, type RedisOptions } from 'ioredis';
import type { Logger } from '@ponte/logging';
import { parseRedisAddress, type RedisAddress } from './redis-address.ts';
import { PRODUCER_PATIENCE_MS } from './unreachable.ts';
import { createTroubleLog } from './trouble-log.ts';

export type RedisClient = Redis | Cluster;

/** ring: fail within milliseconds when Redis is away. work: wait for it, however long. */
export type RedisPurpose = 'ring' | 'work';

/**
 * A BZPOPMIN of BullMQ lasts at most 10 s, so a socket that owes an answer for longer than this is
 * a black hole and is opened anew.
 */
const SILENT_SOCKET_MS = 12_500;

type Settings = Pick<
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

const OPTIONS: Record<RedisPurpose, Settings> = {
  ring: {
    enableOfflineQueue: false,
    maxRetriesPerRequest: 1,
    connectTimeout: PRODUCER_PATIENCE_MS,
    commandTimeout: PRODUCER_PATIENCE_MS,
    // A command given up leaves its place in the line of answers: only a new socket is sure again.
    socketTimeout: PRODUCER_PATIENCE_MS,
  },
  work: {
    enableOfflineQueue: true,
    maxRetriesPerRequest: null,
    connectTimeout: 5_000,
    socketTimeout: SILENT_SOCKET_MS,
  },
};

const waitBeforeReconnect = (times: number): number =>
  Math.min(50 * 2 ** Math.min(times, 6), 1_000);

const COMMON: Settings = {
  keepAlive: 10_000,
  retryStrategy: waitBeforeReconnect,
  // After a failover the old master answers READONLY: reconnect and send the command again.
  reconnectOnError: (error) => (error.message.startsWith('READONLY') ? 2 : false),
};

/**
 * Opens a connection to a single Redis, a Sentinel group or a Cluster. It reconnects by itself for
 * ever; its errors go to the log, never to the process.
 */
export function connectRedis(redisUrl: string, purpose: RedisPurpose, logger: Logger): RedisClient {
  const client = open(parseRedisAddress(redisUrl), { ...COMMON, ...OPTIONS[purpose] });
  const note = createTroubleLog(logger, 'redis.troubled');
  client.on('error', (error: unknown) => note(error, { purpose }));
  // Every worker hangs its own listeners on the shared client.
  client.setMaxListeners(0);
  return client;
}

function open(address: RedisAddress, options: Settings): RedisClient {
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
