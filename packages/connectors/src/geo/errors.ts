/** The providers' refusals in our words. They quote what they were asked, so nothing is repeated. */
import type { RawAnswer, Refusal } from '../http/call.ts';
import { readRetryAfter } from '../http/retry-after.ts';
import { BLOCKED_MS, REST_MS } from './limits.ts';

/** The code of a `not_found` by which BrasilAPI says that nobody knows the CEP. */
export const CEP_UNKNOWN = 'service_error';

/** Judges one answer of any provider; undefined leaves it to status and form. `now` is virtual. */
export function classifyGeo(answer: RawAnswer, now: Date): Refusal | undefined {
  const { status, headers, body } = answer;
  const later = (ms: number): Date =>
    readRetryAfter(headers['retry-after'], now) ?? new Date(now.getTime() + ms);
  const refused = { code: String(status), notApplied: true } as const;
  switch (status) {
    case 429:
      return {
        ...{ ...refused, kind: 'rate_limited', drainsLimit: true, retryAt: later(REST_MS) },
        message: 'The provider has had enough requests for now. The job waits.',
      };
    case 403:
      // Whoever asks on is blocked for longer.
      return {
        ...{ ...refused, kind: 'rate_limited', drainsLimit: true, retryAt: later(BLOCKED_MS) },
        message:
          'The provider has blocked this server. Use a server of your own (GEO_NOMINATIM_URL, GEO_VIACEP_URL, GEO_BRASILAPI_URL), or write to its operators.',
      };
    case 404:
      return readType(body) === CEP_UNKNOWN
        ? { ...refused, kind: 'not_found', code: CEP_UNKNOWN, message: 'Nobody knows this CEP.' }
        : {
            ...{ ...refused, kind: 'rejected' },
            message: 'The provider has no such address. Check the GEO_… addresses.',
          };
    default:
      return undefined;
  }
}

function readType(body: unknown): string | undefined {
  if (typeof body !== 'object' || body === null || !('type' in body)) return undefined;
  return typeof body.type === 'string' ? body.type : undefined;
}
