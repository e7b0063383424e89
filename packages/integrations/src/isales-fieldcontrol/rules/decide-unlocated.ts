import { isStoreAway, isVendorUnwell } from './decide-unread.ts';
import { isVendorShape } from './judge-write.ts';

/** The problem of a place whose search failed again and again. */
export const SEARCH_FAILED = 'busca_falhou';

/** Searches after which a place that alone cannot be found out about is shown to a person. */
export const MOST_SEARCHES = 5;

const FIRST_WAIT_MS = 30_000;
const WAIT_GROWS_BY = 2;
const LONGEST_WAIT_MS = 3_600_000;

/** What becomes of a place whose search failed. */
export interface Unlocated {
  /** Virtual milliseconds until the next search; null: only another address or a person asks again. */
  readonly waitMs: number | null;
  /** Whether the failure counts against the place. */
  readonly isTry: boolean;
  /** A person is told, whether or not the search goes on. */
  readonly isTold: boolean;
}

/**
 * A place is looked for again behind the others, longer after each failure. Providers that are away
 * come back, so their places are never given up; an answer that cannot be understood stays what it
 * is. Throws a store that is away, with which no other place would fare better.
 */
export function decideUnlocated(error: unknown, tries: number): Unlocated {
  if (isStoreAway(error)) throw error;
  // The limit, ours or the vendor's, says nothing of the place.
  if (isVendorShape(error) && error.kind === 'rate_limited') {
    return { waitMs: FIRST_WAIT_MS, isTry: false, isTold: false };
  }
  const isTold = tries + 1 >= MOST_SEARCHES;
  const grown = FIRST_WAIT_MS * WAIT_GROWS_BY ** Math.min(tries, 10);
  const waitMs = isTold && !isVendorUnwell(error) ? null : Math.min(grown, LONGEST_WAIT_MS);
  return { waitMs, isTry: true, isTold };
}
