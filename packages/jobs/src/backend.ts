import type { BackoffStrategy } from 'bullmq';
import type { Clock } from '@ponte/clock';
import type { Logger } from '@ponte/logging';
import type { JsonObject } from './define.ts';
import { openPostgresBackend } from './postgres-backend.ts';
import type { JobQueue, JobWorker, RunAttempt } from './queue-types.ts';
import { openRedisBackend } from './redis-backend.ts';
import { PRODUCER_PATIENCE_MS } from './unreachable.ts';

export interface BackendOptions {
  /** REDIS_URL: single, `redis+sentinel://` or `redis+cluster://`. Decides for Redis when set. */
  redisUrl?: string | undefined;
  /** DATABASE_URL: carries the queues when there is no Redis. */
  databaseUrl?: string | undefined;
  clock: Clock;
  logger: Logger;
  /** A producer only rings and looks; a worker also runs jobs. */
  role: 'producer' | 'worker';
  /**
   * Real milliseconds that whoever rings or looks waits for the store, a handshake and an answer each:
   * two seconds when absent.
   */
  patienceMs?: number | undefined;
}

export interface WorkerSettings {
  concurrency: number;
  lock: LockTimes;
  backoff: BackoffStrategy;
}

/** Real milliseconds: locks protect against real processes that really die. */
export interface LockTimes {
  /** A worker that has not renewed its hold for this long is taken for dead. */
  durationMs: number;
  /** How often the dead are looked for. */
  stalledEveryMs: number;
}

/** What a ring that met a kept job wants of that job. */
export interface NudgeWish {
  payload: JsonObject;
  /** Only a sleep with more than this many real milliseconds left is cut short. */
  longerThanMs: number;
}

/** kept: it will run anyway; woken: its sleep was cut short; missed: ring again. */
export type Nudge = 'kept' | 'woken' | 'missed';

/** Where work waits. Everything that talks to BullMQ's stores goes through this. */
export interface Backend {
  readonly kind: 'redis' | 'postgres';
  /** Real milliseconds that a ring may take, all in all. */
  readonly patienceMs: number;
  /**
   * Does what the first ring would have to wait for: makes the tables of the queues, connects to Redis.
   * Rejects when the store is away; the next ring does it then. PostgreSQL has a minute to answer.
   */
  prepare(): Promise<void>;
  /** A queue whose store answers; rejects with `QueueUnreachable` when it does not in time. */
  queue(name: string): Promise<JobQueue>;
  /** The same without asking the store first. */
  queueAsItIs(name: string): JobQueue;
  nudge(queueName: string, jobId: string, wish: NudgeWish): Promise<Nudge>;
  /**
   * Takes the last ring that came while a job of this coalescing key ran, which BullMQ keeps for after
   * that job; gives its payload, undefined when there is none. While the job runs it is left there.
   */
  takeKeptRing(queueName: string, coalescing: string): Promise<JsonObject | undefined>;
  /** Opens a BullMQ worker; rejects when the store is away: try again. Role worker only. */
  openWorker(name: string, run: RunAttempt, settings: WorkerSettings): Promise<JobWorker>;
  /** Sentences about a store that works but may lose work; rejects when it does not answer. */
  check(): Promise<string[]>;
  /** Lets go of every connection; workers must be closed before. */
  close(): Promise<void>;
}

/**
 * The one decision where queues live: Redis when there is a REDIS_URL, else the PostgreSQL of
 * DATABASE_URL (schema `bullmq`). Opens nothing yet: connections are made when first needed, so
 * that a process starts while the store is away. Throws when neither address is given or the
 * Redis address cannot be read.
 */
export function openBackend(options: BackendOptions): Backend {
  const { redisUrl, databaseUrl, logger, patienceMs = PRODUCER_PATIENCE_MS } = options;
  const mayWork = options.role === 'worker';
  if (redisUrl !== undefined && redisUrl !== '') {
    return openRedisBackend({ redisUrl, logger, mayWork, patienceMs });
  }
  if (databaseUrl !== undefined && databaseUrl !== '') {
    return openPostgresBackend({ databaseUrl, logger, mayWork, patienceMs });
  }
  throw new Error('Queues have no home: set DATABASE_URL, or REDIS_URL for several machines.');
}
