import { randomUUID } from 'node:crypto';
import type { JobType } from 'bullmq';
import type { Backend } from './backend.ts';
import type { Json } from './define.ts';
import type { JobQueue, QueuedJob } from './queue-types.ts';

/** One queue as the status page, the CLI and the metrics show it. */
export interface QueueReport {
  name: string;
  /** Jobs that could start now. */
  waiting: number;
  active: number;
  /** Jobs that sleep: a spacing, a retry, a vendor's wait. */
  delayed: number;
  failed: number;
  paused: boolean;
  /** Real milliseconds since the longest waiting job was rung; 0 when none waits. */
  oldestWaitingMs: number;
  /** Connected workers, over all processes. */
  workers: number;
}

/** A job as it lies in its queue. */
export interface JobReport {
  id: string;
  name: string;
  state: string;
  payload: Json;
  attemptsMade: number;
  failedReason: string | null;
  /** When it was rung, real time. */
  rungAt: Date;
}

/** BullMQ's PostgreSQL backend counts the jobs of a paused queue under this name; its types forgot it. */
const PAUSED = 'paused' as JobType;

/** Looks into every queue. Rejects with `QueueUnreachable` when the store is away. */
export async function inspect(
  backend: Backend,
  queueNames: readonly string[],
): Promise<QueueReport[]> {
  return Promise.all(queueNames.map(async (name) => report(name, await backend.queue(name))));
}

async function report(name: string, queue: JobQueue): Promise<QueueReport> {
  const [counts, paused, workers, oldest] = await Promise.all([
    queue.getJobCounts('wait', PAUSED, 'prioritized', 'active', 'delayed', 'failed'),
    queue.isPaused(),
    queue.getWorkersCount(),
    queue.getJobs(['wait'], 0, 0, true),
  ]);
  const since = oldest[0]?.timestamp;
  return {
    name,
    waiting: sum(counts, ['wait', PAUSED, 'prioritized']),
    active: counts['active'] ?? 0,
    delayed: counts['delayed'] ?? 0,
    failed: counts['failed'] ?? 0,
    paused,
    oldestWaitingMs: since === undefined ? 0 : Math.max(0, Date.now() - since),
    workers,
  };
}

function sum(counts: Record<string, number>, names: readonly string[]): number {
  return names.reduce((total, name) => total + (counts[name] ?? 0), 0);
}

/** Finds a job by its queue id; undefined when it is gone. */
export async function findJob(
  backend: Backend,
  queueName: string,
  jobId: string,
): Promise<JobReport | undefined> {
  const job = await (await backend.queue(queueName)).getJob(jobId);
  if (job === undefined) return undefined;
  return {
    id: jobId,
    name: job.name,
    state: await job.getState(),
    payload: job.data,
    attemptsMade: job.attemptsMade,
    failedReason: job.failedReason ?? null,
    rungAt: new Date(job.timestamp),
  };
}

/**
 * Rings a failed job once more with fresh attempts and removes the failed one. Returns the id of
 * the job that will run: a new one, or the one that waits under the same coalescing key already.
 * Undefined when there is no such failed job.
 */
export async function retryFailed(
  backend: Backend,
  queueName: string,
  jobId: string,
): Promise<string | undefined> {
  const queue = await backend.queue(queueName);
  const job = await queue.getJob(jobId);
  if (job === undefined || (await job.getState()) !== 'failed') return undefined;
  return retryAfresh(queue, job);
}

/**
 * BullMQ's own retry would run beside a newer job of the same key and keep the count of deaths, so
 * the job is rung anew instead. The new one first: a crash in between leaves two, never none.
 */
export async function retryAfresh(queue: JobQueue, job: QueuedJob): Promise<string> {
  const { deduplication, lifo, attempts } = job.opts;
  const again = await queue.add(job.name, job.data, {
    jobId: `r-${randomUUID()}`,
    ...(attempts === undefined ? {} : { attempts }),
    ...(lifo === undefined ? {} : { lifo }),
    ...(deduplication === undefined ? {} : { deduplication }),
  });
  await job.remove();
  return again.id ?? '';
}

/** Lets the queue's jobs wait; running ones end. Does nothing when it is paused already. */
export async function pauseQueue(backend: Backend, queueName: string): Promise<void> {
  const queue = await backend.queue(queueName);
  if (!(await queue.isPaused())) await queue.pause();
}

/** Lets the queue's jobs run again. Does nothing when it is not paused. */
export async function resumeQueue(backend: Backend, queueName: string): Promise<void> {
  const queue = await backend.queue(queueName);
  if (await queue.isPaused()) await queue.resume();
}
