/**
 * iSales publishes no limit. The program that this connector replaces asked over ten threads without
 * a pause and was never refused, so that these numbers are courtesy: one card's details a second in
 * the long run, and twenty cards at once after a rest. A 429 is obeyed.
 */
import type { VendorLimit } from '../http/limit-numbers.ts';

export const REQUEST_LIMIT: VendorLimit = { burst: 60, perSecond: 3 };

/** Real milliseconds for one attempt; the board of some years is one large answer. */
export const ATTEMPT_TIMEOUT_MS = 30_000;

/** A board row is below 1 KB: room for tens of thousands of cards. */
export const MAX_ANSWER_BYTES = 32 * 1024 * 1024;
