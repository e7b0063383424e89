import {
  createPostgresBackend,
  Queue,
  runMigrations,
  Worker,
  type BackendFactory,
  type KeepJobs,
  type PgPool,
} from 'bullmq';
import pg from 'pg';
import type { Logger } from '@ponte/logging';
import type { Backend, WorkerSettings } from './backend.ts';
import { takeKeptRingInPostgres } from './postgres-kept-ring.ts';
import { nudgeInPostgres } from './postgres-nudge.ts';
import { createQueueShelf } from './queue-shelf.ts';
import type { JobQueue, JobWorker, RunAttempt } from './queue-types.ts';
import { KEEP_FAILED, MAX_EVENTS } from './retention.ts';
import { createTroubleLog } from './trouble-log.ts';
import { QueueUnreachable, withinDeadline } from './unreachable.ts';
import { toWorkerOptions } from './worker-options.ts';

interface PostgresBackendOptions {
  databaseUrl: string;
  logger: Logger;
  mayWork: boolean;
  patienceMs: number;
}

const SCHEMA = 'bullmq';
const RING_CONNECTIONS = 5;
const WORK_CONNECTIONS = 10;
/** Another process's migration is waited for; a connection that fell silent is not. */
const MIGRATION_PATIENCE_MS = 60_000;
/** Making a connection takes PostgreSQL more than a hundred queries: it is kept for the next rush. */
const IDLE_MS = 60_000;
/** Queries of BullMQ take milliseconds: a connection that owes an answer for longer is a black hole. */
const WORK_PATIENCE_MS = 10_000;

/**
 * Keeping the last successes would cost a count and a trim in every commit. The backend takes `true`
 * for "delete this one row"; BullMQ's type of the worker option does not know it.
 */
const AT_ONCE = true as unknown as KeepJobs;

/** BullMQ's own PostgreSQL backend in schema `bullmq`: the embedded default. */
export function openPostgresBackend(options: PostgresBackendOptions): Backend {
  const { databaseUrl, logger, mayWork, patienceMs } = options;
  const note = createTroubleLog(logger, 'queue.troubled');
  const common = { databaseUrl, note };
  const ringing = createPool({
    ...{ ...common, patienceMs },
    ...{ purpose: 'ring', max: RING_CONNECTIONS },
  });
  const working = mayWork
    ? createPool({
        ...{ ...common, patienceMs: WORK_PATIENCE_MS },
        ...{ purpose: 'work', max: WORK_CONNECTIONS },
      })
    : undefined;
  const migrate = createMigration(databaseUrl, note);
  const inTurn = createTurns();
  const make = (name: string): JobQueue => {
    const settings = { connection: {}, streams: { events: { maxLen: MAX_EVENTS } } };
    const queue: JobQueue = new Queue(name, settings, toFactory(ringing));
    queue.on('error', (error) => note(error, { integration: name }));
    return queue;
  };
  const assertReachable = (): Promise<void> =>
    withinDeadline(migrate(), patienceMs, 'The PostgreSQL of the queues');
  const shelf = createQueueShelf({ make, assertReachable, patienceMs });
  return {
    ...{ kind: 'postgres', patienceMs },
    prepare: migrate,
    queue: shelf.open,
    queueAsItIs: shelf.peek,
    nudge: (name, jobId, wish) => nudgeInPostgres(ringing, { queueName: name, jobId, ...wish }),
    takeKeptRing: (queueName, coalescing) =>
      takeKeptRingInPostgres(ringing, { queueName, coalescing }),
    openWorker: async (name: string, run: RunAttempt, settings: WorkerSettings) => {
      if (working === undefined) {
        throw new Error('This process was opened as a producer: it runs no jobs.');
      }
      await migrate();
      const worker = await inTurn(() => openWorker(working, { name, run, settings }));
      worker.on('error', (error) => note(error, { integration: name }));
      return worker;
    },
    check: async () => {
      await withinDeadline(ringing.query('SELECT 1'), patienceMs, 'PostgreSQL');
      return [];
    },
    close: async () => {
      await shelf.close();
      await Promise.all([ringing.end(), working?.end()]);
    },
  };
}

interface WorkerWish {
  name: string;
  run: RunAttempt;
  settings: WorkerSettings;
}

async function openWorker(pool: pg.Pool, wish: WorkerWish): Promise<JobWorker> {
  // Each listening worker keeps one connection for itself.
  pool.options.max += 1;
  const worker: JobWorker = new Worker(
    wish.name,
    wish.run,
    {
      ...toWorkerOptions(wish.settings),
      connection: {},
      removeOnComplete: AT_ONCE,
      removeOnFail: KEEP_FAILED,
      autorun: false,
    },
    toFactory(pool),
  );
  worker.once('closed', () => {
    pool.options.max -= 1;
  });
  worker.on('error', () => undefined);
  try {
    await worker.waitUntilReady();
  } catch (cause) {
    await worker.close(true);
    throw new QueueUnreachable(`The worker of ${wish.name} cannot be opened.`, { cause });
  }
  void worker.run();
  return worker;
}

/**
 * One after the other. Workers that open at once ask at once, then and whenever they look for the dead:
 * each question would want a connection of its own, which takes PostgreSQL 20 ms to make.
 */
function createTurns(): <T>(work: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    // Whoever asked hears of a failure; the next one only waits for the end.
    const mine = Promise.allSettled([last]).then(work);
    last = mine;
    return mine;
  };
}

interface PoolOptions {
  /** Shown in pg_stat_activity: ponte-queue-ring, ponte-queue-work. */
  purpose: 'ring' | 'work';
  databaseUrl: string;
  max: number;
  patienceMs: number;
  note: (error: unknown) => void;
}

function createPool(options: PoolOptions): pg.Pool {
  const pool = new pg.Pool({
    connectionString: options.databaseUrl,
    application_name: `ponte-queue-${options.purpose}`,
    max: options.max,
    connectionTimeoutMillis: options.patienceMs,
    query_timeout: options.patienceMs,
    idleTimeoutMillis: IDLE_MS,
    keepAlive: true,
    options: `-c search_path=${SCHEMA}`,
  });
  // A database that stops (57P01) says so on every idle connection: without listeners we would die.
  pool.on('error', options.note);
  pool.on('connect', (client) => client.on('error', options.note));
  pool.setMaxListeners(0);
  return pool;
}

/** Lets BullMQ share our pool, and never sleep longer than ten seconds without a look. */
function toFactory(pool: pg.Pool): BackendFactory {
  // The driver's pool is what BullMQ asks for; only its overloads keep the types apart.
  const connection = pool as unknown as PgPool;
  return (name, opts, more) => {
    const backend = createPostgresBackend(name, { ...opts, connection }, more);
    Object.defineProperty(backend, 'maximumBlockTimeout', { get: () => 10 });
    return backend;
  };
}

/**
 * Brings the schema up to date once per process. BullMQ takes an advisory lock and one transaction,
 * so any number of processes may start at once. A failure is forgotten: the next caller tries again.
 */
function createMigration(databaseUrl: string, note: (error: unknown) => void): () => Promise<void> {
  let running: Promise<void> | undefined;
  const migrate = async (): Promise<void> => {
    // A connection of its own: waiting for another process's migration may take longer than a query.
    const client = new pg.Client({
      connectionString: databaseUrl,
      application_name: 'ponte-queue-tables',
      connectionTimeoutMillis: WORK_PATIENCE_MS,
      query_timeout: MIGRATION_PATIENCE_MS,
      keepAlive: true,
    });
    client.on('error', note);
    try {
      await client.connect();
      await runMigrations(client, SCHEMA);
    } catch (cause) {
      running = undefined;
      throw new QueueUnreachable('The PostgreSQL of the queues is not reachable.', { cause });
    } finally {
      await client.end();
    }
  };
  return () => (running ??= migrate());
}
