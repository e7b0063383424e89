import type { z } from 'zod';

/** What survives a trip through a queue unchanged; a Date or a Map is refused at compile time. */
export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

/** A payload carries ids and small words, never a body. */
export type JsonObject = { [key: string]: Json };

/** How often and how patiently a failed attempt is repeated. All times in milliseconds. */
export interface RetryPolicy {
  attempts: number;
  firstDelayMs: number;
  maxDelayMs: number;
}

/** The named policies: nobody invents one in passing. */
export const retries = {
  /** For work that a person waits for: about half a minute in all. */
  brisk: { attempts: 4, firstDelayMs: 1_000, maxDelayMs: 15_000 },
  /** For work that must outlive a vendor's bad hour: 5 s doubling up to 10 min, about two hours in all. */
  patient: { attempts: 18, firstDelayMs: 5_000, maxDelayMs: 600_000 },
  /** For cheap work on our own rows; the sweep rings it again anyway. */
  own: { attempts: 5, firstDelayMs: 500, maxDelayMs: 30_000 },
} as const satisfies Record<string, RetryPolicy>;

/** When a job runs by itself. */
export interface Schedule {
  /** Five-field cron pattern. */
  cron: string;
  /** IANA zone, or 'company' for COMPANY_TIME_ZONE. */
  zone: string;
}

export interface JobSpec<Name extends string = string, Payload extends JsonObject = JsonObject> {
  readonly name: Name;
  readonly payload: z.ZodType<Payload>;
  readonly retry: RetryPolicy;
  /** One job per key at a time; a ring that comes while it runs makes it run once more. */
  readonly coalesceBy?: (payload: Payload) => string;
  readonly schedule?: Schedule & { payload: Payload };
  /** Any number: a person waits for this job, so it goes ahead of all jobs without one. */
  readonly priority?: number;
}

/**
 * Declares a job once: producer and consumer take their types from it.
 * The name is `<integration slug>.<verb-noun>`; the slug names the queue.
 */
export function defineJob<const Name extends `${string}.${string}`, Payload extends JsonObject>(
  spec: JobSpec<Name, Payload>,
): JobSpec<Name, Payload> {
  return spec;
}

/** The integration slug of a job name, which is also its queue. */
export function queueOf(jobName: string): string {
  return jobName.slice(0, jobName.indexOf('.'));
}

// `any` stands for "whatever this job's payload is": the only place where the variance must be open.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type AnyJobSpec = JobSpec<any, any>;
export type Catalogue = readonly AnyJobSpec[];
export type PayloadOf<Spec> = Spec extends JobSpec<string, infer Payload> ? Payload : never;
export type JobNameOf<C extends Catalogue> = C[number]['name'];
export type SpecOf<C extends Catalogue, Name extends JobNameOf<C>> = Extract<
  C[number],
  { name: Name }
>;

/** What a handler says when it is through. */
export interface JobEnding {
  /**
   * done: the effect is there; skipped: nothing to do; held: something waits for a person; waiting:
   * something fails and is tried again by itself, so `againInMs` says when.
   */
  outcome: 'done' | 'skipped' | 'held' | 'waiting';
  /** A closed word that says why, for skipped, held and waiting. */
  reason?: string;
  /** One masked sentence for the reader of the run. */
  message?: string;
  /** Business keys that this run touched: `deal:7405`. */
  keys?: readonly string[];
  /** Figures for the run row: stored, held, removed … */
  counts?: Readonly<Record<string, number>>;
  /** Run this job once more after this many virtual milliseconds; uses up no attempt. */
  againInMs?: number;
}

/** What the runtime tells a handler about its execution. */
export interface JobContext {
  readonly runId: string;
  /** 1 on the first attempt. */
  readonly attempt: number;
  /** Aborted when the worker must stop. */
  readonly signal: AbortSignal;
}

export type Handler<Payload> = (payload: Payload, context: JobContext) => Promise<JobEnding>;

/** Exactly one handler per job of the catalogue. */
export type Handlers<C extends Catalogue> = {
  readonly [Name in JobNameOf<C>]: Handler<PayloadOf<SpecOf<C, Name>>>;
};
