/**
 * The one error that leaves a connector. Its message says what happened and what to do next; it
 * never holds an address with a secret, a request or an answer body.
 */

/** What kind of failure: the whole of Ponte decides by these nine words. */
export type VendorErrorKind =
  | 'rate_limited'
  | 'unavailable'
  | 'timeout'
  | 'auth_expired'
  | 'auth_revoked'
  | 'rejected'
  | 'not_found'
  | 'conflict'
  | 'unexpected_answer';

/** What an operation does at the vendor: reads; may be repeated; makes a new thing each time. */
export type Effect = 'read' | 'idempotent' | 'create';

export interface VendorErrorFields {
  readonly vendor: string;
  readonly account: string;
  /** In our words: `getDeals`. */
  readonly operation: string;
  readonly kind: VendorErrorKind;
  /** A sentence or two, already free of secrets, that ends with what to do. */
  readonly message: string;
  /** HTTP status, when there was an answer. */
  readonly status?: number;
  /** The vendor's own code, as text; "" when the vendor sends an empty one. */
  readonly code?: string;
  readonly requestId?: string;
  /** Virtual time before which asking again is pointless. */
  readonly retryAt?: Date;
  readonly effect?: Effect;
  /** True when the vendor certainly did nothing; otherwise a write may have happened. */
  readonly notApplied?: boolean;
  readonly cause?: unknown;
}

export class VendorError extends Error {
  override readonly name = 'VendorError';
  readonly vendor: string;
  readonly account: string;
  readonly operation: string;
  readonly kind: VendorErrorKind;
  readonly status: number | undefined;
  readonly code: string | undefined;
  readonly requestId: string | undefined;
  readonly retryAt: Date | undefined;
  readonly effect: Effect | undefined;
  readonly notApplied: boolean;

  constructor(fields: VendorErrorFields) {
    const { vendor, account, operation, message, cause } = fields;
    super(
      `${vendor} (account ${account}), ${operation}: ${message}`,
      cause === undefined ? undefined : { cause },
    );
    this.vendor = vendor;
    this.account = account;
    this.operation = operation;
    this.kind = fields.kind;
    this.status = fields.status;
    this.code = fields.code;
    this.requestId = fields.requestId;
    this.retryAt = fields.retryAt;
    this.effect = fields.effect;
    this.notApplied = fields.notApplied ?? false;
  }
}

/** True for a `VendorError`, also one of another copy of this module. */
export function isVendorError(thrown: unknown): thrown is VendorError {
  return thrown instanceof Error && thrown.name === 'VendorError' && 'kind' in thrown;
}
