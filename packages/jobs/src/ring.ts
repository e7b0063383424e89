import type { Clock } from '@ponte/clock';
import type { Logger } from '@ponte/logging';
import { toMaskedMessage } from '@ponte/logging/mask';
import {
  addOrNudge,
  toCoalescing,
  toOnceId,
  type RingOptions,
  type RingOutcome,
  type Wish,
} from './add-or-nudge.ts';
import type { Backend } from './backend.ts';
import { queueOf, type JobSpec, type JsonObject } from './define.ts';
import { createRingSharing } from './ring-sharing.ts';
import { QueueUnreachable, withinDeadline } from './unreachable.ts';

export type { RingOptions, RingOutcome } from './add-or-nudge.ts';

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
      const { delayMs = 0, mayWake = true } = options;
      const same = JSON.stringify([spec.name, wish.key, delayMs, mayWake]);
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
