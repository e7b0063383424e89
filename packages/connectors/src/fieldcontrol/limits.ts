/**
 * Field Control's limit: one request per second, the rest is answered 429, without a word of when to
 * come back (developers.fieldcontrol.com.br, introduction; about 75 a minute were measured on
 * 2026-05-22). Nothing is said about bursts, so that requests keep a distance.
 */
import type { VendorLimit } from '../http/limit-numbers.ts';

/** 1,150 ms apart: 87 % of what is allowed, the rest is for requests that are delayed on their way. */
export const REQUEST_LIMIT: VendorLimit = { burst: 1, perSecond: 1, spacingMs: 1_150 };

/** Virtual ms to wait after the first refusal; each further one doubles it. */
export const FIRST_REST_MS = 2_000;
export const LONGEST_REST_MS = 30_000;

/** Rows of one page, and the last row that can be asked for (same page). */
export const PAGE_SIZE = 100;
export const LAST_OFFSET = 200_000;

/** Real milliseconds for one attempt. */
export const ATTEMPT_TIMEOUT_MS = 30_000;

/** A page of a hundred orders with their forms is far below. */
export const MAX_ANSWER_BYTES = 16 * 1024 * 1024;

/** Characters of an order's description. */
export const MAX_DESCRIPTION = 2_000;
