import type { Effect, VendorErrorKind } from './vendor-error.ts';

export interface RetryQuestion {
  readonly kind: VendorErrorKind;
  readonly effect: Effect;
  /** The vendor certainly did nothing. */
  readonly notApplied: boolean;
  readonly retryAt?: Date | undefined;
  /** Attempts made so far, the failed one included. */
  readonly attempt: number;
  /** Patience spent so far in milliseconds. */
  readonly spentMs: number;
  /** A token can be renewed and has not been renewed in this call. */
  readonly canRefresh: boolean;
  /** Virtual now in epoch milliseconds. */
  readonly nowMs: number;
  /** 0 to 1, for jitter. */
  readonly random: number;
}

export type RetryReason =
  | 'token-refresh'
  | 'limit'
  | 'vendor-unavailable'
  | 'unreadable-answer'
  | 'kind-is-final'
  | 'may-have-been-applied'
  | 'attempts-used-up'
  | 'wait-belongs-to-the-job';

export interface RetryDecision {
  readonly retry: boolean;
  /** Virtual milliseconds. */
  readonly waitMs: number;
  readonly reason: RetryReason;
}

/** At most three tries and fifteen virtual seconds: longer patience is the job's. */
export const MAX_ATTEMPTS = 3;
export const PATIENCE_MS = 15_000;

const REASONS: Readonly<Partial<Record<VendorErrorKind, RetryReason>>> = {
  rate_limited: 'limit',
  unavailable: 'vendor-unavailable',
  timeout: 'vendor-unavailable',
  // Only garbled answers reach this question; a wrong shape is found above the onion.
  unexpected_answer: 'unreadable-answer',
};

/** Decides whether a failed attempt is repeated inside the connector, after how long, and why. */
export function decideRetry(question: RetryQuestion): RetryDecision {
  const { kind, effect, attempt } = question;
  if (attempt >= MAX_ATTEMPTS) return stop('attempts-used-up');
  if (kind === 'auth_expired') {
    return question.canRefresh
      ? { retry: true, waitMs: 0, reason: 'token-refresh' }
      : stop('kind-is-final');
  }
  const reason = REASONS[kind];
  if (reason === undefined) return stop('kind-is-final');
  if (effect === 'create' && !question.notApplied) return stop('may-have-been-applied');
  const waitMs = toWaitMs(question);
  if (question.spentMs + waitMs > PATIENCE_MS) return stop('wait-belongs-to-the-job');
  return { retry: true, waitMs, reason };
}

function toWaitMs({ retryAt, nowMs, attempt, random, kind }: RetryQuestion): number {
  if (retryAt !== undefined) return Math.max(0, retryAt.getTime() - nowMs) + random * 250;
  const first = kind === 'rate_limited' ? 1_000 : 400;
  return first * 2 ** (attempt - 1) * (1 + random / 2);
}

function stop(reason: RetryReason): RetryDecision {
  return { retry: false, waitMs: 0, reason };
}
