import { createHash, randomUUID } from 'node:crypto';
import type { JobsOptions } from 'bullmq';
import type { Clock } from '@ponte/clock';
import type { Logger } from '@ponte/logging';
import { toMaskedMessage } from '@ponte/logging/mask';
import type { Backend } from './backend.ts';
import { queueOf, type JobSpec, type JsonObject } from './define.ts';
import { createRingSharing } from './ring-sharing.ts';
import { QueueUnreachable, withinDeadline } from './unreachable.ts';

/** rung: a job was added; coalesced: one that waits or runs covers it; woken: a sleeping one was. */
export type RingOutcome = 'rung' | 'coalesced' | 'woken';

export interface RingOptions {
  /** Virtual milliseconds until the job may start; without it at once. */
  delayMs?: number;
  /**
   * false: a job that sleeps goes on sleeping. For rings that only make sure, such as a sweep's,
   * which would otherwise cut every back-off short.
   */
  mayWake?: boolean;
  /**
   * A word that makes the ring itself repeatable: a second ring with the same word changes nothing
   * as long as the first job is kept (its run, its failure, the last 200 successes on Redis).
   */
  onceAs?: string;
}

export interface Ringer {
  /**
   * Puts a job into its queue, whatever process runs it. Rejects with the schema's words when the
   * payload is wrong, and with `QueueUnreachable` when the store is away, at the latest after the
   * backend's patience: then the row that asked for it stays un-rung and the sweep rings later.
   */
  ring<Payload extends JsonObject>(
    spec: JobSpec<string, Payload>,
    payload: Payload,
    options?: RingOptions,
  ): Promise<RingOutcome>;
  /**
   * What became of a ring with `onceAs` that may have been sent, for whoever never heard. Rejects as
   * `ring` does.
   */
  trace<Payload extends JsonObject>(
    spec: JobSpec<string, Payload>,
    payload: Payload,
    onceAs: string,
  ): Promise<RingTrace>;
  /** Waits for rings under way. The backend stays open. */
  close(): Promise<void>;
}

export interface RingTrace {
  /** The id that its job has if no other job covered the ring. */
  readonly queueJobId: string;
  /**
   * unfinished: this job, or another of its coalescing key, waits, sleeps or runs; ended: it is kept
   * as finished; unknown: it never was here, or has ended and is gone.
   */
  readonly state: 'unfinished' | 'ended' | 'unknown';
}

export interface RingerOptions {
  backend: Backend;
  clock: Clock;
  logger: Logger;
}

/** Virtual milliseconds: a sleep this short is a spacing between runs, not worth cutting. */
const SPACING_MS = 1_000;

/** A ring that loses the race against a job's start three times in a row would be a miracle. */
const MAX_TRIES = 3;

interface Wish {
  spec: Pick<JobSpec, 'name' | 'retry' | 'priority'>;
  payload: JsonObject;
  key: string | undefined;
  options: RingOptions;
}

/** Makes the producer. One per process; it needs a backend, which it does not close. */
export function createRinger({ backend, clock, logger }: RingerOptions): Ringer {
  const sharing = createRingSharing<RingOutcome>();
  const ringNow = async (wish: Wish): Promise<RingOutcome> => {
    const started = performance.now();
    const work = addOrNudge({ backend, clock }, wish);
    const outcome = await orUnreachable(work, {
      what: `Ringing ${wish.spec.name}`,
      patienceMs: backend.patienceMs,
    });
    const ms = Math.round(performance.now() - started);
    logger.debug(
      { integration: queueOf(wish.spec.name), job: wish.spec.name, outcome, ms },
      'job.rung',
    );
    return outcome;
  };
  return {
    ring: async (spec, payload, options = {}) => {
      const checked = parsePayload(spec, payload);
      const wish: Wish = { spec, payload: checked, key: spec.coalesceBy?.(checked), options };
      if (wish.key === undefined || options.onceAs !== undefined) return ringNow(wish);
      const same = JSON.stringify([spec.name, wish.key, options.delayMs ?? 0]);
      return sharing.share(same, () => ringNow(wish));
    },
    trace: async (spec, payload, onceAs) => {
      const name = String(spec.name);
      const work = traceJob(backend, {
        ...{ name, queueJobId: toOnceId(name, onceAs) },
        key: spec.coalesceBy?.(parsePayload(spec, payload)),
      });
      return orUnreachable(work, { what: `Looking for ${name}`, patienceMs: backend.patienceMs });
    },
    close: () => sharing.settle(),
  };
}

async function orUnreachable<T>(
  work: Promise<T>,
  { what, patienceMs }: { what: string; patienceMs: number },
): Promise<T> {
  try {
    return await withinDeadline(work, patienceMs, what);
  } catch (cause) {
    if (cause instanceof QueueUnreachable) throw cause;
    throw new QueueUnreachable(`${what} failed: ${toMaskedMessage(cause)}`, { cause });
  }
}

function parsePayload<Payload extends JsonObject>(
  spec: JobSpec<string, Payload>,
  payload: Payload,
): Payload {
  const parsed = spec.payload.safeParse(payload);
  if (parsed.success) return parsed.data;
  const words = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
  throw new Error(`The payload of ${spec.name} is wrong: ${words.join('; ')}`);
}

interface Tools {
  backend: Backend;
  clock: Clock;
}

async function addOrNudge({ backend, clock }: Tools, wish: Wish): Promise<RingOutcome> {
  const queueName = queueOf(wish.spec.name);
  const delayMs = wish.options.delayMs ?? 0;
  const longerThanMs =
    wish.options.mayWake === false
      ? Number.MAX_SAFE_INTEGER
      : Math.ceil(clock.toRealMs(Math.max(SPACING_MS, delayMs)));
  let missed: string | undefined;
  for (let tries = 1; ; tries += 1) {
    const queue = await backend.queue(queueName);
    const jobId = toJobId(wish);
    const job = await queue.add(wish.spec.name, wish.payload, toJobOptions(wish, jobId, clock));
    if (job.id === jobId || job.id === undefined) return 'rung';
    // It was running before this add already, so this add is kept for after it.
    if (job.id === missed) return 'coalesced';
    const nudge = await backend.nudge(queueName, job.id, { payload: wish.payload, longerThanMs });
    if (nudge === 'woken') return 'woken';
    if (nudge === 'kept' || tries === MAX_TRIES) return 'coalesced';
    missed = job.id;
  }
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

function toOnceId(jobName: string, onceAs: string): string {
  const word = `${jobName} ${onceAs}`;
  return `o-${createHash('sha256').update(word).digest('hex').slice(0, 32)}`;
}

interface Traced {
  name: string;
  queueJobId: string;
  key: string | undefined;
}

async function traceJob(backend: Backend, { name, queueJobId, key }: Traced): Promise<RingTrace> {
  const queue = await backend.queue(queueOf(name));
  if (key !== undefined && (await queue.getDeduplicationJobId(toCoalescing(name, key))) !== null) {
    return { queueJobId, state: 'unfinished' };
  }
  const job = await queue.getJob(queueJobId);
  if (job === undefined) return { queueJobId, state: 'unknown' };
  const hasEnded = (await job.isCompleted()) || (await job.isFailed());
  return { queueJobId, state: hasEnded ? 'ended' : 'unfinished' };
}

function toCoalescing(jobName: string, key: string): string {
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
