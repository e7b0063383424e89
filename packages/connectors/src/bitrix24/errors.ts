/**
 * Bitrix24's errors in our words: one table, from the error table in b24restdocs
 * _includes/system-errors.md and the vendor's PHP modules. An error is present when the key `error`
 * is, whatever the HTTP status: its value may be a code, a number, or an empty string.
 */
import type { RawAnswer, Refusal } from '../http/call.ts';
import type { VendorErrorKind } from '../http/vendor-error.ts';

/** An error body, or one entry of a batch's `result_error`. */
export interface WireError {
  /** As text; "" when the vendor sent an empty code. */
  readonly code: string;
  readonly description: string;
}

interface Verdict {
  readonly kind: VendorErrorKind;
  /** What to do next. */
  readonly advice: string;
  /** The portal documents that it did not run the call. */
  readonly notApplied?: boolean;
}

const REFUSED = { notApplied: true } as const;
const ASK_ADMIN = 'Ask the portal’s administrator to renew the incoming webhook.';

const BY_CODE = new Map<string, Verdict>([
  [
    'QUERY_LIMIT_EXCEEDED',
    { kind: 'rate_limited', advice: 'All calls of this account slow down.', ...REFUSED },
  ],
  [
    'OPERATION_TIME_LIMIT',
    { kind: 'rate_limited', advice: 'The method rests until its time is up.', ...REFUSED },
  ],
  [
    'OVERLOAD_LIMIT',
    {
      kind: 'auth_revoked',
      advice: 'Bitrix24’s support closed the REST API: write to them, then resume the account.',
      ...REFUSED,
    },
  ],
  ['INVALID_CREDENTIALS', { kind: 'auth_revoked', advice: ASK_ADMIN, ...REFUSED }],
  ['NO_AUTH_FOUND', { kind: 'auth_revoked', advice: ASK_ADMIN, ...REFUSED }],
  [
    'INSUFFICIENT_SCOPE',
    { kind: 'rejected', advice: 'Tick the missing scope in the incoming webhook.', ...REFUSED },
  ],
  [
    'ACCESS_DENIED',
    {
      kind: 'auth_revoked',
      advice: 'REST needs a commercial plan: renew the portal’s plan, then resume the account.',
      ...REFUSED,
    },
  ],
  ['USER_ACCESS_ERROR', { kind: 'rejected', advice: 'Give its owner access.', ...REFUSED }],
  ['EXPIRED_TOKEN', { kind: 'auth_expired', advice: ASK_ADMIN, ...REFUSED }],
  [
    'PORTAL_DELETED',
    { kind: 'auth_revoked', advice: 'The portal is closed: remove the account.', ...REFUSED },
  ],
  [
    'ERROR_METHOD_NOT_FOUND',
    { kind: 'rejected', advice: 'The portal lacks the module for this method.', ...REFUSED },
  ],
  ['INVALID_REQUEST', { kind: 'rejected', advice: 'Use the https:// address.', ...REFUSED }],
  ['INVALID_ARG_VALUE', { kind: 'rejected', advice: 'Correct the filter.', ...REFUSED }],
  ['INTERNAL_SERVER_ERROR', { kind: 'unavailable', advice: 'The job tries again.' }],
  ['ERROR_UNEXPECTED_ANSWER', { kind: 'unavailable', advice: 'The job tries again.' }],
  [
    'ERROR_BATCH_LENGTH_EXCEEDED',
    { kind: 'rejected', advice: 'Send at most 50 commands.', ...REFUSED },
  ],
  [
    'ERROR_BATCH_METHOD_NOT_ALLOWED',
    { kind: 'rejected', advice: 'Call this method directly.', ...REFUSED },
  ],
]);

/** Legacy CRM methods send an empty code and mean the description (vendor's restservice.php). */
const BY_DESCRIPTION: readonly (readonly [RegExp, Verdict])[] = [
  [/^not found\b/i, { kind: 'not_found', advice: 'Nothing to do.', ...REFUSED }],
  [/^id is not defined or invalid/i, { kind: 'rejected', advice: 'Correct the id.', ...REFUSED }],
  [
    /^access denied/i,
    { kind: 'rejected', advice: 'Give the webhook’s owner the right to see this.', ...REFUSED },
  ],
  [/^parameter '.+' must be/i, { kind: 'rejected', advice: 'Correct the request.', ...REFUSED }],
  [/^failed to get list/i, { kind: 'unavailable', advice: 'The job tries again.' }],
];

const UNKNOWN_REFUSAL: Verdict = {
  kind: 'rejected',
  advice: 'Look the code up in the Bitrix24 REST documentation.',
};

/** The error in a body or in an entry of `result_error`, if there is one. */
export function findWireError(body: unknown): WireError | undefined {
  if (typeof body !== 'object' || body === null || !Object.hasOwn(body, 'error')) return undefined;
  const { error, error_description: description } = body as {
    error?: unknown;
    error_description?: unknown;
  };
  return { code: toText(error), description: toText(description) };
}

/** What an error means: kind and a sentence with what to do. `status` is the HTTP status. */
export function judgeWireError(error: WireError, status: number): Refusal {
  const verdict = findVerdict(error, status);
  const what = [error.code, error.description].filter((part) => part !== '').join(': ');
  return {
    kind: verdict.kind,
    code: error.code,
    message: `${what === '' ? 'Refused without a word' : what}. ${verdict.advice}`,
    ...(verdict.notApplied === true ? { notApplied: true } : {}),
    ...(error.code.toUpperCase() === 'QUERY_LIMIT_EXCEEDED' ? { drainsLimit: true } : {}),
  };
}

/**
 * Judges a whole answer; success is an object with `result` and without `error`. `restUntil` says
 * until when a method rests whose operating time is used up: the answer itself does not.
 */
export function classifyBitrix24(
  { status, form, body }: RawAnswer,
  restUntil: () => Date,
): Refusal | undefined {
  if (form !== 'json') return undefined;
  const error = findWireError(body);
  if (error !== undefined) {
    const refusal = judgeWireError(error, status);
    return error.code.toUpperCase() === 'OPERATION_TIME_LIMIT'
      ? { ...refusal, retryAt: restUntil() }
      : refusal;
  }
  if (status >= 200 && status < 300 && !hasResult(body)) {
    return {
      kind: 'unexpected_answer',
      message: 'The answer has neither a result nor an error. If it goes on, ask Bitrix24.',
    };
  }
  return undefined;
}

function findVerdict({ code, description }: WireError, status: number): Verdict {
  const known = BY_CODE.get(code.toUpperCase());
  if (known !== undefined) return known;
  const described = BY_DESCRIPTION.find(([pattern]) => pattern.test(description))?.[1];
  if (described !== undefined) return described;
  if (status >= 500) return { kind: 'unavailable', advice: 'The job tries again.' };
  if (status === 429) return { kind: 'rate_limited', advice: 'The job waits.', ...REFUSED };
  return UNKNOWN_REFUSAL;
}

function hasResult(body: unknown): boolean {
  return typeof body === 'object' && body !== null && Object.hasOwn(body, 'result');
}

function toText(value: unknown): string {
  if (typeof value === 'string') return value;
  return typeof value === 'number' ? String(value) : '';
}
