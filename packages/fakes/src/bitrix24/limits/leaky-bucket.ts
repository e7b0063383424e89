/** The two plans of b24restdocs limits.md: X = size, Y = drained per second. */
export const plans = {
  standard: { size: 50, drainPerSecond: 2 },
  enterprise: { size: 250, drainPerSecond: 5 },
} as const;
export type PlanName = keyof typeof plans;
export interface Plan {
  readonly size: number;
  readonly drainPerSecond: number;
}

/**
 * The request limiter, one level per source IP of the portal. It drains stepwise at each whole
 * virtual second; a refused request does not raise it unless the portal is set so.
 */
export interface LeakyBucket {
  /** Counts one HTTP request; false means it is refused. */
  take(sourceIp: string, nowMs: number): boolean;
  level(sourceIp: string, nowMs: number): number;
  levels(nowMs: number): Readonly<Record<string, number>>;
  readonly maxLevel: number;
  readonly refusals: number;
  setPlan(plan: Plan): void;
  setCountsRefused(counts: boolean): void;
  /** Raises or lowers the level by hand, as other programs behind the same address would. */
  setLevel(sourceIp: string, level: number, nowMs: number): void;
  /** Zeroes refusals and the highest level; the present levels stay. */
  resetCounts(): void;
  reset(): void;
}

/** Makes an empty bucket. */
export function createLeakyBucket(first: Plan): LeakyBucket {
  let plan = first;
  let countsRefused = false;
  let maxLevel = 0;
  let refusals = 0;
  const sources = new Map<string, { level: number; second: number }>();

  const drained = (ip: string, nowMs: number): { level: number; second: number } => {
    const second = Math.floor(nowMs / 1000);
    const source = sources.get(ip) ?? { level: 0, second };
    const steps = Math.max(0, second - source.second);
    source.level = Math.max(0, source.level - steps * plan.drainPerSecond);
    source.second = second;
    sources.set(ip, source);
    return source;
  };

  return {
    take: (ip, nowMs) => {
      const source = drained(ip, nowMs);
      const isFull = source.level >= plan.size;
      if (isFull) refusals += 1;
      if (!isFull || countsRefused) source.level += 1;
      maxLevel = Math.max(maxLevel, source.level);
      return !isFull;
    },
    level: (ip, nowMs) => drained(ip, nowMs).level,
    levels: (nowMs) =>
      Object.fromEntries([...sources.keys()].map((ip) => [ip, drained(ip, nowMs).level])),
    get maxLevel() {
      return maxLevel;
    },
    get refusals() {
      return refusals;
    },
    setPlan: (next) => {
      plan = next;
    },
    setCountsRefused: (counts) => {
      countsRefused = counts;
    },
    setLevel: (ip, level, nowMs) => {
      drained(ip, nowMs).level = level;
    },
    resetCounts: () => {
      maxLevel = 0;
      refusals = 0;
    },
    reset: () => {
      sources.clear();
      maxLevel = 0;
      refusals = 0;
    },
  };
}
