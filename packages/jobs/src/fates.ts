import { toMaskedMessage } from '@ponte/logging/mask';

/**
 * later: sleeps until the vendor's word, no attempt used, the slot is free.
 * retry: next attempt by the job's policy.
 * stop: failed for good, kept for a person.
 */
export type Fate = 'later' | 'retry' | 'stop';

/** What becomes of a job whose handler threw, by the error's `kind`. The only such table. */
const FATES: Readonly<Record<string, Fate>> = {
  rate_limited: 'later',
  unavailable: 'retry',
  timeout: 'retry',
  conflict: 'retry',
  unexpected_answer: 'retry',
  auth_expired: 'retry',
  auth_revoked: 'stop',
  rejected: 'stop',
  not_found: 'stop',
};

/** Virtual milliseconds to wait when the vendor says "too much" without saying how long. */
const UNTOLD_WAIT_MS = 10_000;

export interface Failure {
  fate: Fate;
  /** The error's kind; null for an error that has none we know. */
  kind: string | null;
  code: string | null;
  /** Masked, for a person. */
  message: string;
  /** Virtual time before which a `later` job must not come back. */
  retryAt: Date | null;
}

/** Reads anything thrown, by its shape only: this package knows no vendor. */
export function toFailure(thrown: unknown, now: Date): Failure {
  const shape = thrown !== null && typeof thrown === 'object' ? (thrown as ErrorShape) : {};
  const kind =
    typeof shape.kind === 'string' && Object.hasOwn(FATES, shape.kind) ? shape.kind : null;
  const fate = kind === null ? 'retry' : (FATES[kind] ?? 'retry');
  return {
    fate,
    kind,
    code:
      typeof shape.code === 'string' || typeof shape.code === 'number' ? String(shape.code) : null,
    message: toMaskedMessage(thrown),
    retryAt: fate === 'later' ? toRetryAt(shape.retryAt, now) : null,
  };
}

interface ErrorShape {
  kind?: unknown;
  code?: unknown;
  retryAt?: unknown;
}

function toRetryAt(told: unknown, now: Date): Date {
  const time = told instanceof Date ? told.getTime() : told;
  if (typeof time === 'number' && Number.isFinite(time)) {
    return new Date(Math.max(time, now.getTime()));
  }
  return new Date(now.getTime() + UNTOLD_WAIT_MS);
}
