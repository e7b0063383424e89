import { judgeOnecError } from '@ponte/connectors/onec/model';

export interface Failure {
  /** Certainly nothing happened; otherwise the document must be looked up first. */
  readonly isCertain: boolean;
  /** 1C says that the reference is taken: the document is there. */
  readonly isTaken: boolean;
  /** A word of the closed list when a person must act, once a look-up shows nothing. */
  readonly finalReason: string | undefined;
  readonly message: string;
}

type VendorErrorShape = Parameters<typeof judgeOnecError>[0] & Error;

/** What a failed write to 1C means; anything that is no vendor's failure is a fault of ours and thrown on. */
export function judgeFailure(error: unknown): Failure {
  if (!isVendorShape(error)) throw error;
  // Without access nothing can be done for any deal: the whole integration pauses.
  if (error.kind === 'auth_revoked') throw error;
  const verdict = judgeOnecError(error);
  return {
    isCertain: verdict.certainty === 'not-applied',
    isTaken: error.kind === 'conflict' || verdict.cause === 'duplicate-ref',
    finalReason: verdict.isFinal ? (verdict.cause ?? 'onec-refused') : undefined,
    message: error.message,
  };
}

function isVendorShape(error: unknown): error is VendorErrorShape {
  return error instanceof Error && error.name === 'VendorError' && 'kind' in error;
}

/** When the vendor said that asking again makes sense. */
export function toRetryAt(error: unknown): Date | undefined {
  if (!isVendorShape(error) || !('retryAt' in error)) return undefined;
  return error.retryAt instanceof Date ? error.retryAt : undefined;
}
