import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';
import { PrismaClient } from './generated/client.ts';

export type { PrismaClient } from './generated/client.ts';

/** What set-based statements need: a pool, or one connection inside a transaction. */
export interface Sql {
  query<Row extends pg.QueryResultRow>(
    text: string,
    values?: unknown[],
  ): Promise<pg.QueryResult<Row>>;
}

/** One connection inside a transaction; what streams rows needs it, because a pool cannot. */
export type Transaction = pg.PoolClient;

/** One pool, seen two ways: Prisma for plain records, SQL for whole sets. */
export interface Database {
  readonly prisma: PrismaClient;
  readonly pool: pg.Pool;
  readonly url: string;
  /** Resolves when PostgreSQL answers; rejects after `timeoutMs` real milliseconds. */
  ping(timeoutMs: number): Promise<void>;
  close(): Promise<void>;
}

export interface DatabaseOptions {
  url: string;
  /** Shown in pg_stat_activity: api, worker, cli. */
  applicationName: string;
  /** Connections at most; default 10. */
  poolSize?: number;
  /** How long a statement may wait for a free or new connection, real milliseconds; default 5,000. */
  connectTimeoutMs?: number | undefined;
  /** Idle connections stay open; absent, they end after a real minute. */
  keepsIdle?: boolean;
  /**
   * How long one statement may take, real milliseconds; default 60,000, which is enough for a batch
   * of a load. PostgreSQL itself ends it then, so that what was told to have failed never happens
   * later; a PostgreSQL that says nothing at all loses the connection a second after.
   */
  queryTimeoutMs?: number;
}

/** Making a connection takes PostgreSQL more than a hundred queries: it is kept for the next rush. */
const IDLE_MS = 60_000;

/** What PostgreSQL's own word "too late" may take on its way, real milliseconds. */
const SILENCE_MS = 1_000;

/** Opens the pool; connects on first use, so it does not throw when PostgreSQL is away. */
export function openDatabase(options: DatabaseOptions): Database {
  const queryTimeoutMs = Math.ceil(options.queryTimeoutMs ?? 60_000);
  const connectTimeoutMs = options.connectTimeoutMs ?? 5_000;
  const pool = new pg.Pool({
    connectionString: options.url,
    application_name: `ponte-${options.applicationName}`,
    max: options.poolSize ?? 10,
    connectionTimeoutMillis: connectTimeoutMs,
    idleTimeoutMillis: options.keepsIdle === true ? 0 : IDLE_MS,
    query_timeout: queryTimeoutMs + SILENCE_MS,
    // Not a start-up parameter, because poolers in front of PostgreSQL refuse those. The pool waits
    // for what this returns, although its type does not say so.
    onConnect: (client): unknown => client.query(`SET statement_timeout = ${queryTimeoutMs}`),
    keepAlive: true,
  });
  // An idle connection that PostgreSQL ends is replaced on next use; without a listener the
  // process would die of it.
  pool.on('error', () => undefined);
  const prisma = new PrismaClient({
    adapter: new PrismaPg(pool, { disposeExternalPool: false }),
    // The longer formats print the arguments of a call, password hashes included.
    errorFormat: 'minimal',
    // Not Prisma's own two and five seconds: a transaction waits as long as a statement does, and a
    // little longer, so that the driver's words say what was the matter.
    transactionOptions: {
      maxWait: connectTimeoutMs + SILENCE_MS,
      timeout: queryTimeoutMs + 2 * SILENCE_MS,
    },
  });
  return {
    prisma,
    pool,
    url: options.url,
    ping: (timeoutMs) => pingWithin(pool, timeoutMs),
    close: async () => {
      await prisma.$disconnect();
      await pool.end();
    },
  };
}

/** Runs `work` in one transaction: all of it or, when it throws, nothing. Never call a vendor inside. */
export async function inTransaction<T>(
  pool: pg.Pool,
  work: (sql: Transaction) => Promise<T>,
): Promise<T> {
  const client = await pool.connect();
  client.on('error', ignoreLoss);
  let broken: Error | undefined;
  try {
    await client.query('BEGIN');
    const result = await work(client);
    await client.query('COMMIT');
    return result;
  } catch (error) {
    broken = owesAnAnswer(error) ? error : await rollBack(client);
    throw error;
  } finally {
    client.off('error', ignoreLoss);
    client.release(broken);
  }
}

/**
 * A connection that is lost while it is out of the pool says so to the statement that runs or comes
 * next; what it says besides would end the process if nobody listened.
 */
export function ignoreLoss(): void {
  return undefined;
}

/** The driver gave the statement up, not PostgreSQL: whatever is sent next waits behind it. */
function owesAnAnswer(error: unknown): error is Error {
  return error instanceof Error && error.message === 'Query read timeout';
}

async function rollBack(client: pg.PoolClient): Promise<Error | undefined> {
  try {
    await client.query('ROLLBACK');
    return undefined;
  } catch (error) {
    // The connection is gone and with it the transaction: the pool must not hand it out again.
    return error instanceof Error ? error : new Error(String(error));
  }
}

async function pingWithin(pool: pg.Pool, timeoutMs: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new Error(`PostgreSQL did not answer within ${timeoutMs} ms.`)),
      timeoutMs,
    );
  });
  try {
    await Promise.race([pool.query('SELECT 1'), late]);
  } finally {
    clearTimeout(timer);
  }
}
