import type { Logger } from '@ponte/logging';
import {
  openRedis,
  waitBeforeReconnect,
  type RedisClient,
  type RedisSettings,
} from './open-redis.ts';
import { createTroubleLog } from './trouble-log.ts';

export type { RedisClient } from './open-redis.ts';

/** ring: fail within milliseconds when Redis is away. work: wait for it, however long. */
export type RedisPurpose =
  | { readonly name: 'ring'; /** Real milliseconds. */ readonly patienceMs: number }
  | { readonly name: 'work' };

/**
 * A BZPOPMIN of BullMQ lasts at most 10 s, so a socket that owes an answer for longer than this is
 * a black hole and is opened anew.
 */
const SILENT_SOCKET_MS = 12_500;

function toSettings(purpose: RedisPurpose): RedisSettings {
  if (purpose.name === 'work') {
    return {
      enableOfflineQueue: true,
      maxRetriesPerRequest: null,
      connectTimeout: 5_000,
      socketTimeout: SILENT_SOCKET_MS,
    };
  }
  return {
    enableOfflineQueue: false,
    maxRetriesPerRequest: 1,
    connectTimeout: purpose.patienceMs,
    commandTimeout: purpose.patienceMs,
    // A command given up leaves its place in the line of answers: only a new socket is sure again.
    socketTimeout: purpose.patienceMs,
  };
}

const COMMON: RedisSettings = {
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
  const client = openRedis(redisUrl, { ...COMMON, ...toSettings(purpose) });
  const note = createTroubleLog(logger, 'redis.troubled');
  client.on('error', (error: unknown) => note(error, { purpose: purpose.name }));
  // Every worker hangs its own listeners on the shared client.
  client.setMaxListeners(0);
  return client;
}
