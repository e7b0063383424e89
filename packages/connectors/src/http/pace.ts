import { setTimeout as sleep } from 'node:timers/promises';
import type { Spacing } from './limit-numbers.ts';

/**
 * Keeps the requests of this process apart. The limiter grants turns at the right distance, but a
 * timer of a busy process fires late, and the next one on time: here the least distance counts from
 * when the last request really left. And what left may arrive late: it has arrived when it is answered, so
 * that an answer that is slow pushes the next request back, up to a grace.
 */
export interface Pace {
  /**
   * Waits until the distance is kept and no rest is on; whoever asks first goes first. Gives what to
   * call when the request was answered. Rejects when the signal is aborted.
   */
  next(signal?: AbortSignal): Promise<() => void>;
  /** Nobody leaves for so many real milliseconds. */
  rest(ms: number): void;
}

/** Makes the pace of one account in this process. */
export function createPace({ leastMs, arrivalMs, graceMs }: Omit<Spacing, 'spacingMs'>): Pace {
  let turn: Promise<unknown> = Promise.resolve();
  let restsUntil = 0;
  let last = { earliest: 0, latest: 0, arrival: Promise.resolve() };

  async function leave(signal: AbortSignal | undefined): Promise<() => void> {
    const settings = signal === undefined ? {} : { signal };
    for (;;) {
      signal?.throwIfAborted();
      const now = performance.now();
      const waitMs = Math.max(last.earliest, restsUntil) - now;
      if (waitMs > 0) await sleep(waitMs, undefined, settings);
      else if (last.latest > now) {
        // Whichever is first; an answer moves both moments.
        await Promise.race([sleep(last.latest - now, undefined, settings), last.arrival]);
      } else break;
    }
    return note(performance.now());
  }

  function note(sentAt: number): () => void {
    const { promise: arrival, resolve } = Promise.withResolvers<void>();
    const mine = {
      earliest: sentAt + leastMs,
      latest: sentAt + Math.max(leastMs, graceMs + arrivalMs),
      arrival,
    };
    last = mine;
    return () => {
      const arrivedAt = Math.min(performance.now(), sentAt + graceMs);
      mine.earliest = Math.max(mine.earliest, arrivedAt + arrivalMs);
      mine.latest = mine.earliest;
      resolve();
    };
  }

  return {
    next: (signal) => {
      const mine = turn.then(() => leave(signal));
      // Whoever gave up makes room for the next.
      turn = Promise.allSettled([mine]);
      return mine;
    },
    rest: (ms) => {
      restsUntil = Math.max(restsUntil, performance.now() + ms);
    },
  };
}
