import type { StoredState } from '../reconcile-ports.ts';
import type { Known } from './compare-outlines.ts';
import { decideAbsorb } from './decide-absorb.ts';
import { isLoaded, isRowExpected } from './load-coverage.ts';

/** What is known of deals: those whose events are stored are on their way as much as marked ones. */
export function toKnown({ marked, held, events, load }: StoredState): Known {
  const told = events.length === 0 ? [] : decideAbsorb(events, []).dealIds;
  return {
    marked: told.length === 0 ? marked : new Set([...marked, ...told]),
    held,
    isLoaded: isLoaded(load),
    isExpected: (deal) => isRowExpected(load, deal),
  };
}
