/**
 * One request per second and provider, for all workers together. Nominatim's policy demands it
 * (operations.osmfoundation.org/policies/nominatim); ViaCEP and BrasilAPI name no number and block
 * whoever asks too much (viacep.com.br; BrasilAPI's terms of use), so they get the same.
 */
import type { VendorLimit } from '../http/limit-numbers.ts';

export const PROVIDER_LIMIT: VendorLimit = { burst: 1, perSecond: 1, spacingMs: 1_150 };

/** Virtual ms to wait after a refusal that does not say how long. */
export const REST_MS = 60_000;

/** Real milliseconds for one attempt. */
export const ATTEMPT_TIMEOUT_MS = 10_000;

export const MAX_ANSWER_BYTES = 1024 * 1024;

/** Redirects that a link may take. */
export const MOST_HOPS = 5;

const DAY_MS = 86_400_000;

/** Virtual ms for which an answer is believed. */
export const CEP_AGE_MS = 90 * DAY_MS;
export const UNKNOWN_CEP_AGE_MS = DAY_MS;
export const PLACE_AGE_MS = 180 * DAY_MS;
export const UNKNOWN_PLACE_AGE_MS = 7 * DAY_MS;

/** Virtual ms to wait after a provider has blocked us. */
export const BLOCKED_MS = 3_600_000;
