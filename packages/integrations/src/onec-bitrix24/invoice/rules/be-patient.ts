import type { HeldEnd, LaterEnd } from '../invoice-entry.ts';
import { toTrouble } from './judge-failure.ts';

/**
 * How late an effect may still show in 1C after its answer was lost. Published: a failing creation
 * takes 11 s, a cold start 15 s. Virtual milliseconds.
 */
export const SETTLE_DELAY_MS = 30_000;

/** How long the portal's names are waited for before they are asked for again. Virtual milliseconds. */
export const NAMES_WAIT_MS = 30_000;

/** A deal that failed so often, one time after another, is shown as stuck. */
export const STUCK_TRIES = 3;
/** And after so many a person has to look: an hour and more has gone by then. */
export const MOST_TRIES = 10;

const LONGEST_WAIT_MS = 10 * 60_000;

/** A failed deal waits longer each time, and in the end for a person. `tries` are the ones before. */
export function bePatient(
  end: LaterEnd,
  { tries, now }: { tries: number; now: Date },
): LaterEnd | HeldEnd {
  if (!end.isTry) return end;
  if (tries + 1 >= MOST_TRIES) {
    const detail = `Tried ${tries + 1} times: ${toTrouble(end.error).message}`;
    return { end: 'held', reason: 'keeps-failing', detail };
  }
  const waitMs = Math.min(LONGEST_WAIT_MS, SETTLE_DELAY_MS * 2 ** tries);
  return { ...end, until: new Date(Math.max(end.until.getTime(), now.getTime() + waitMs)) };
}
