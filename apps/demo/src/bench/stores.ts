import { openDatabase } from '@ponte/db/client';
import { migrate } from '@ponte/db/migrate';
import { startPostgres, type PostgresServer } from '@ponte/servers/postgres';
import { findRedisServer, REDIS_MISSING, startRedis, type RedisServer } from '@ponte/servers/redis';
import { createDatabase } from '@ponte/servers/test-database';
import { growWal } from './rows.ts';

/** The servers that both sides of every comparison use. */
export interface Stores {
  readonly postgres: PostgresServer;
  readonly postgresVersion: string;
  /** False: commits are not synced to the disk, so figures say only that the bench works. */
  readonly isDurable: boolean;
  /** Undefined when this machine has no redis-server. */
  readonly redis: RedisServer | undefined;
  stop(): Promise<void>;
}

export { REDIS_MISSING };

/**
 * Starts a PostgreSQL that syncs every commit to the disk, or leaves that to a machine with time when
 * only whether the bench works is of interest; and a Redis where there is one.
 */
export async function startStores({ isDurable }: { isDurable: boolean }): Promise<Stores> {
  const postgres = await startPostgres({ isDurable });
  if (isDurable) await growWal(postgres.url);
  const redis = findRedisServer() === undefined ? undefined : await startRedis();
  const database = openDatabase({ url: postgres.url, applicationName: 'bench', poolSize: 1 });
  const { rows } = await database.pool.query<{ server_version: string }>('SHOW server_version');
  await database.close();
  return {
    postgres,
    postgresVersion: `${rows[0]?.server_version ?? 'unknown'}${isDurable ? '' : ', not synced to the disk'}`,
    isDurable,
    redis,
    stop: async () => {
      await redis?.stop();
      await postgres.stop();
    },
  };
}

/** A database of its own with our tables; gives its address. */
export async function createBenchDatabase({ postgres }: Stores): Promise<string> {
  const url = await createDatabase(postgres.url);
  await migrate(url);
  return url;
}
