/** How long an account rests after a 429: the vendor does not say, so that each one doubles it. */
import type { Clock } from '@ponte/clock';
import { FIRST_REST_MS, LONGEST_REST_MS } from './limits.ts';

export interface Rest {
  /** The vendor refused: the moment (virtual) before which nobody asks again. */
  refused(): Date;
  /** The vendor answered something else. */
  answered(): void;
}

/** `random` is 0 to 1; it spreads workers that were refused together. */
export function createRest(clock: Clock, random: () => number): Rest {
  let refusals = 0;
  let untilMs = 0;
  return {
    refused: () => {
      const nowMs = clock.nowMs();
      // Requests that were on their way together were refused for one reason.
      if (nowMs < untilMs) return new Date(untilMs);
      const waitMs = FIRST_REST_MS * 2 ** refusals * (1 + random() / 4);
      // The longest rest varies too, downwards.
      const longestMs = LONGEST_REST_MS * (1 - random() / 4);
      refusals = Math.min(refusals + 1, 10);
      untilMs = nowMs + Math.min(waitMs, longestMs);
      return new Date(untilMs);
    },
    answered: () => {
      // An answer that was on its way when the refusal came proves nothing.
      if (clock.nowMs() >= untilMs) refusals = 0;
    },
  };
}
