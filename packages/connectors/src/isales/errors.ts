/**
 * iSales' refusals in our words. Nothing about them is documented; addresses and answers look like a
 * Laravel application, whose token guard answers 401 `{"message":"Unauthenticated."}` and whose
 * throttle answers 429 with `Retry-After`. Its own words are not repeated: they may carry what was asked.
 */
import type { RawAnswer, Refusal } from '../http/call.ts';
import { readRetryAfter } from '../http/retry-after.ts';

const NEW_TOKEN =
  'iSales refuses the token. Put a new one into ISALES_API_TOKEN, restart and resume isales-fieldcontrol.';

/** Judges one answer; undefined leaves it to status and form. `now` is virtual. */
export function classifyIsales(answer: RawAnswer, now: Date): Refusal | undefined {
  const { status, headers, body } = answer;
  const refused = { code: String(status), notApplied: true } as const;
  if (status === 401 || (status < 300 && saysUnauthenticated(body))) {
    return { ...refused, kind: 'auth_revoked', message: NEW_TOKEN };
  }
  if (status === 403) {
    const message =
      'iSales refuses this company’s token for this request. Ask the administrator of iSales for the right to read boards and clients.';
    return { ...refused, kind: 'rejected', message };
  }
  if (status === 429) {
    const retryAt = readRetryAfter(headers['retry-after'], now);
    return {
      ...refused,
      kind: 'rate_limited',
      message: 'iSales has had enough requests for now. The job waits.',
      drainsLimit: true,
      ...(retryAt === undefined ? {} : { retryAt }),
    };
  }
  return undefined;
}

function saysUnauthenticated(body: unknown): boolean {
  if (typeof body !== 'object' || body === null || !('message' in body)) return false;
  return typeof body.message === 'string' && /^unauthenticated/i.test(body.message);
}
