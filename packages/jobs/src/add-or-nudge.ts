import { createHash, randomUUID } from 'node:crypto';
import type { JobsOptions } from 'bullmq';
import type { Clock } from '@ponte/clock';
import type { Backend } from './backend.ts';
import { queueOf, type JobSpec, type JsonObject } from './define.ts';
import type { JobQueue } from './queue-types.ts';

/** rung: a job was added; coalesced: one that waits or runs covers it; woken: a sleeping one was. */
export type RingOutcome = 'rung' | 'coalesced' | 'woken';

export interface RingOptions {
  /** Virtual milliseconds until the job may start; without it at once. */
  delayMs?: number;
  /**
   * false: nothing is added or woken while a job of the coalescing key waits, sleeps or runs. For
   * rings that only make sure, such as a sweep's, which would otherwise cut every back-off short.
   */
  mayWake?: boolean;
  /**
   * A word that makes the ring itself repeatable: a second ring with the same word changes nothing
   * as long as the first job is kept (its run, its failure, the last 200 successes on Redis).
   */
  onceAs?: string;
}

/** Virtual milliseconds: a sleep this short is a spacing between runs, not worth cutting. */
const SPACING_MS = 1_000;

/** A ring that loses the race against a job's start three times in a row would be a miracle. */
const MAX_TRIES = 3;

/** What a ring asks for, its payload checked. */
export interface Wish {
  spec: Pick<JobSpec, 'name' | 'retry' | 'priority'>;
  payload: JsonObject;
  key: string | undefined;
  options: RingOptions;
}

export interface RingTools {
  readonly backend: Backend;
  readonly clock: Clock;
}

/**
 * Adds a job, or sees to it that the one of its coalescing key runs: woken when it sleeps, with the
 * newest payload while it waits, once more when it runs. Rejects with what the store says.
 */
export async function addOrNudge({ backend, clock }: RingTools, wish: Wish): Promise<RingOutcome> {
  const { spec, payload, key, options } = wish;
  const queueName = queueOf(spec.name);
  const { delayMs = 0, mayWake = true } = options;
  const longerThanMs = Math.ceil(clock.toRealMs(Math.max(SPACING_MS, delayMs)));
  let missed: string | undefined;
  for (let tries = 1; ; tries += 1) {
    const queue = await backend.queue(queueName);
    // Adding would be kept for after a run, and would then cut that run's sleep short.
    if (!mayWake && key !== undefined && (await hasJob(queue, toCoalescing(spec.name, key)))) {
      return 'coalesced';
    }
    const jobId = toJobId(wish);
    const job = await queue.add(spec.name, payload, toJobOptions(wish, jobId, clock));
    if (job.id === jobId || job.id === undefined) return 'rung';
    if (!mayWake) return 'coalesced';
    // It was running before this add already, so this add is kept for after it.
    if (job.id === missed) return 'coalesced';
    const nudge = await backend.nudge(queueName, job.id, { payload, longerThanMs });
    if (nudge === 'woken') return 'woken';
    if (nudge === 'kept' || tries === MAX_TRIES) return 'coalesced';
    missed = job.id;
  }
}

/** Whether a job of this key has not ended yet. A key whose job an outage took says nothing. */
async function hasJob(queue: JobQueue, coalescing: string): Promise<boolean> {
  const id = await queue.getDeduplicationJobId(coalescing);
  return id !== null && (await queue.getJob(id)) !== undefined;
}

/**
 * Every ring brings its own id. A command that the driver sends twice, because the connection was
 * cut before the answer, then meets its own first delivery. Never a bare vendor id: BullMQ refuses
 * integers and colons.
 */
function toJobId(wish: Wish): string {
  const { onceAs } = wish.options;
  return onceAs === undefined ? `r-${randomUUID()}` : toOnceId(wish.spec.name, onceAs);
}

/** The id of the one job of a ring with `onceAs`. */
export function toOnceId(jobName: string, onceAs: string): string {
  const word = `${jobName} ${onceAs}`;
  return `o-${createHash('sha256').update(word).digest('hex').slice(0, 32)}`;
}

/** A coalescing key as BullMQ knows it. */
export function toCoalescing(jobName: string, key: string): string {
  return `${jobName}/${key}`;
}

function toJobOptions(wish: Wish, jobId: string, clock: Clock): JobsOptions {
  const { spec, key } = wish;
  const delay = Math.ceil(clock.toRealMs(wish.options.delayMs ?? 0));
  return {
    jobId,
    attempts: spec.retry.attempts,
    ...(delay > 0 ? { delay } : {}),
    // BullMQ puts numbered priorities behind the jobs without one; the head of the line is "lifo".
    ...(spec.priority === undefined ? {} : { lifo: true }),
    ...(key === undefined
      ? {}
      : { deduplication: { id: toCoalescing(spec.name, key), keepLastIfActive: true } }),
  };
}
