/** What was asked of one key: for benchmarks and for tests of a client's limiter. */
export interface RateFigures {
  /** Let through. */
  readonly accepted: number;
  /** Answered with 429 by the limit itself. */
  readonly refused: number;
  /** The most requests, refused ones included, that came within any virtual second. */
  readonly maxPerSecond: number;
}

export interface Rate {
  /** 0 = no limit. */
  readonly perMinute: number;
  readonly burst: number;
}

/** The limiter of one key. */
export interface TokenBucket {
  /** Counts one request; false means that it is refused. */
  take(nowMs: number): boolean;
  readonly figures: RateFigures;
  resetFigures(): void;
}

// What this machine's own unpunctuality comes to when time runs faster: real milliseconds.
const forgivenRealMs = 8;

/**
 * Makes a full bucket. With `scale` 1 it is as strict as the vendor's; in scaled time a few real
 * milliseconds are many virtual ones, so as much as these are worth may come early. The average
 * stays what it is.
 */
export function createTokenBucket(rate: () => Rate, scale: number): TokenBucket {
  let tokens = Number.MAX_SAFE_INTEGER;
  let takenMs = 0;
  let recent: number[] = [];
  const figures = { accepted: 0, refused: 0, maxPerSecond: 0 };
  return {
    figures,
    take: (nowMs) => {
      recent = recent.filter((at) => at > nowMs - 1_000);
      recent.push(nowMs);
      figures.maxPerSecond = Math.max(figures.maxPerSecond, recent.length);
      const { perMinute, burst } = rate();
      if (perMinute > 0) {
        const perMs = perMinute / 60_000;
        const forgiven = scale > 1 ? forgivenRealMs * scale * perMs : 0;
        tokens = Math.min(burst + forgiven, tokens + (nowMs - takenMs) * perMs);
        takenMs = nowMs;
        // A float's dust is no reason to refuse.
        if (tokens < 1 - 1e-9) {
          figures.refused += 1;
          return false;
        }
        tokens -= 1;
      }
      figures.accepted += 1;
      return true;
    },
    resetFigures: () => {
      recent = [];
      Object.assign(figures, { accepted: 0, refused: 0, maxPerSecond: 0 });
    },
  };
}
