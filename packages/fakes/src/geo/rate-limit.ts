/** A bucket of requests in virtual time, with what was refused. */
export interface RateLimit {
  readonly rate: Rate | undefined;
  /** True when the request may go; then it counts. */
  take(nowMs: number): boolean;
}

export interface Rate {
  readonly perSecond: number;
  /** How many may come at once. */
  readonly burst: number;
}

// A client that waits exactly its second may arrive some milliseconds early; the average stays.
const slack = 0.1;

/** Makes a full bucket; undefined never refuses. */
export function createRateLimit(rate: Rate | undefined): RateLimit {
  let level = rate?.burst ?? 0;
  let lastMs = 0;
  return {
    rate,
    take: (nowMs) => {
      if (!rate) return true;
      level = Math.min(rate.burst, level + ((nowMs - lastMs) / 1_000) * rate.perSecond);
      lastMs = nowMs;
      if (level < 1 - slack) return false;
      level -= 1;
      return true;
    },
  };
}
