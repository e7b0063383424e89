/** The vocabulary of the onion: what is asked, what comes back, what went wrong with one attempt. */
import type { InternalAxiosRequestConfig } from 'axios';
import type { AnswerBytes } from './answer-bytes.ts';
import type { RetryDecision } from './retry-decision.ts';
import type { Effect, VendorError, VendorErrorKind } from './vendor-error.ts';

/** bulk: at most 80 % of the account's limit; live: before all bulk work. */
export type Level = 'bulk' | 'live';

export interface Call {
  /** In our words: `getDeals`. */
  readonly operation: string;
  /** What it does at the vendor; decides whether an attempt may be repeated. */
  readonly effect: Effect;
  readonly level?: Level;
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Below the base address, without a leading slash. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  /** A JSON body. */
  readonly json?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** Path of a map in a large JSON answer whose entries stay bytes: each becomes a `JsonPart`. */
  readonly partsAt?: readonly string[];
  /** Real milliseconds for one attempt; at least 2,000. */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
}

export interface Answer {
  readonly status: number;
  /** The parsed JSON body; undefined when the vendor sent none and that was allowed. */
  readonly body: unknown;
  /** What `body` was read from; in use by parts of it, and released otherwise. */
  readonly bytes: Pick<AnswerBytes, 'length' | 'release'>;
  /** Virtual time at which the attempt that succeeded was sent. */
  readonly sentAt: Date;
}

/** What a vendor's `classify` is shown. */
export interface RawAnswer {
  readonly status: number;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  /** json: `body` is the parsed value; empty, text: there is no JSON in the answer. */
  readonly form: 'json' | 'empty' | 'text';
  readonly body: unknown;
}

/** A vendor's answer judged to be no success. */
export interface Refusal {
  readonly kind: VendorErrorKind;
  /** What happened and what to do next, as sentences; redacted before anybody sees it. */
  readonly message: string;
  readonly code?: string;
  /** Virtual time. */
  readonly retryAt?: Date;
  /** True when the vendor documents that a refused request was not executed. */
  readonly notApplied?: boolean;
  /** True when the account's request limit is used up: every process must back off. */
  readonly drainsLimit?: boolean;
}

/** Judges one answer; undefined means success. Pure. */
export type Classify = (answer: RawAnswer, call: Call) => Refusal | undefined;

/** What one attempt of a call came to, for metrics. Durations are real milliseconds. */
export interface CallReport {
  readonly vendor: string;
  readonly account: string;
  readonly operation: string;
  readonly level: Level;
  readonly attempt: number;
  readonly outcome: 'ok' | VendorErrorKind;
  readonly status?: number;
  readonly ms: number;
}

/**
 * What is remembered from attempt to attempt of one call. A class, because axios copies plain
 * objects in its configuration and passes instances through.
 */
export class CallProgress {
  readonly call: Call;
  attempt = 0;
  /** Planned waits (virtual) and time on the wire (real): the patience spent so far. */
  spentMs = 0;
  sentAt: Date | undefined;
  wireMs = 0;
  token: string | undefined;
  hasRefreshed = false;
  decision: RetryDecision | undefined;

  constructor(call: Call) {
    this.call = call;
  }
}

declare module 'axios' {
  interface AxiosRequestConfig {
    progress?: CallProgress;
  }
}

/** One failed attempt on its way from classify to retry; it never leaves the onion. */
export class AttemptFailed extends Error {
  readonly config: InternalAxiosRequestConfig;
  readonly error: VendorError;

  constructor(config: InternalAxiosRequestConfig, error: VendorError) {
    super(error.message);
    this.config = config;
    this.error = error;
  }
}

/** The progress of the call that a configuration belongs to. */
export function progressOf(config: { progress?: CallProgress }): CallProgress {
  if (config.progress === undefined) throw new TypeError('A request was made outside call().');
  return config.progress;
}
