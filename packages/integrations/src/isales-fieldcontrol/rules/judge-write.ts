/** What a failed write means: `refused`: FieldControl said no; `not-sent`: it never got there. */
export interface WriteVerdict {
  readonly verdict: 'refused' | 'not-sent' | 'unclear';
  readonly error: Error;
}

interface VendorShape extends Error {
  readonly kind: string;
  readonly notApplied?: unknown;
  readonly retryAt?: unknown;
  readonly status?: unknown;
}

const SAID_NO = new Set(['rejected', 'not_found', 'conflict']);

/**
 * Reads a failed write to FieldControl. Throws again what is no vendor's error (of those
 * `decideSetback` judges), and a lost access, without which nothing can be done for any card.
 */
export function judgeWrite(thrown: unknown): WriteVerdict {
  if (!isVendorShape(thrown) || thrown.kind === 'auth_revoked') throw thrown;
  if (SAID_NO.has(thrown.kind)) return { verdict: 'refused', error: thrown };
  const isNotSent = thrown.notApplied === true || thrown.kind === 'rate_limited';
  return { verdict: isNotSent ? 'not-sent' : 'unclear', error: thrown };
}

/** When the vendor, or its limit, said that asking again makes sense. */
export function toRetryAt(error: unknown): Date | undefined {
  if (!isVendorShape(error)) return undefined;
  return error.retryAt instanceof Date ? error.retryAt : undefined;
}

/** The HTTP status of the answer; null when there was none. */
export function toStatus(error: unknown): number | null {
  return isVendorShape(error) && typeof error.status === 'number' ? error.status : null;
}

/** True for an error of a vendor's. */
export function isVendorShape(thrown: unknown): thrown is VendorShape {
  return thrown instanceof Error && thrown.name === 'VendorError' && 'kind' in thrown;
}
