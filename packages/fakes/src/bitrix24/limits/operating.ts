import type { OperatingReading } from '../wire/time-block.ts';

/**
 * How the portal counts execution time. `documented`: ten one-minute buckets per webhook and
 * method, 480 s. `legacy-code`: 420 s, calls of 0.1 s or less are free. `batch-billed`: batches are
 * billed as `batch` at half weight and an excess bans for 300 s. `off`: self-hosted default.
 */
export const operatingModes = ['documented', 'legacy-code', 'batch-billed', 'off'] as const;
export type OperatingMode = (typeof operatingModes)[number];

const bucketMs = 60_000;
const windowMs = 600_000;
const banMs = 300_000;
const freeSeconds = 0.1;
const batchWeight = 0.5;

interface Bucket {
  readonly firstMs: number;
  seconds: number;
}

/** The execution-time limiter; keys are one webhook's methods. */
export interface OperatingLimiter {
  readonly mode: OperatingMode;
  /** True when the next call of this key is refused (checked before the call). */
  isBlocked(key: string, nowMs: number): boolean;
  /** Charges the seconds of a finished call. */
  charge(key: string, seconds: number, nowMs: number): void;
  /** The figures for the `time` block; undefined when the limiter is off. */
  read(key: string, nowMs: number): OperatingReading | undefined;
  setMode(mode: OperatingMode, limitSeconds?: number): void;
  list(nowMs: number): Readonly<Record<string, number>>;
  readonly refusals: number;
  countRefusal(): void;
  resetCounts(): void;
  reset(): void;
}

/** Makes an empty limiter. */
export function createOperatingLimiter(firstMode: OperatingMode): OperatingLimiter {
  let mode = firstMode;
  let limit = defaultLimit(firstMode);
  let refusals = 0;
  const buckets = new Map<string, Bucket[]>();
  const bans = new Map<string, number>();

  const live = (key: string, nowMs: number): Bucket[] => {
    const kept = (buckets.get(key) ?? []).filter((bucket) => nowMs < bucket.firstMs + windowMs);
    buckets.set(key, kept);
    return kept;
  };
  const sum = (key: string, nowMs: number): number =>
    live(key, nowMs).reduce((total, bucket) => total + bucket.seconds, 0);

  return {
    get mode() {
      return mode;
    },
    isBlocked: (key, nowMs) => {
      if (mode === 'off') return false;
      if (nowMs < (bans.get(key) ?? 0)) return true;
      return mode !== 'batch-billed' && sum(key, nowMs) > limit;
    },
    charge: (key, seconds, nowMs) => {
      if (mode === 'off' || (mode === 'legacy-code' && seconds <= freeSeconds)) return;
      const kept = live(key, nowMs);
      const newest = kept.at(-1);
      const amount = isBatchKey(key) && mode === 'batch-billed' ? seconds * batchWeight : seconds;
      if (newest && nowMs < newest.firstMs + bucketMs) newest.seconds += amount;
      else kept.push({ firstMs: nowMs, seconds: amount });
      if (mode === 'batch-billed' && sum(key, nowMs) > limit) {
        bans.set(key, nowMs + banMs);
        buckets.delete(key);
      }
    },
    read: (key, nowMs) => {
      if (mode === 'off') return undefined;
      const ban = bans.get(key) ?? 0;
      const oldest = live(key, nowMs)[0];
      const resetMs = nowMs < ban ? ban : (oldest?.firstMs ?? nowMs) + windowMs;
      return { operating: sum(key, nowMs), resetAt: Math.floor(resetMs / 1000) };
    },
    setMode: (next, limitSeconds) => {
      mode = next;
      limit = limitSeconds ?? defaultLimit(next);
      buckets.clear();
      bans.clear();
    },
    list: (nowMs) => Object.fromEntries([...buckets.keys()].map((key) => [key, sum(key, nowMs)])),
    get refusals() {
      return refusals;
    },
    countRefusal: () => {
      refusals += 1;
    },
    resetCounts: () => {
      refusals = 0;
    },
    reset: () => {
      buckets.clear();
      bans.clear();
      refusals = 0;
    },
  };
}

function defaultLimit(mode: OperatingMode): number {
  return mode === 'legacy-code' ? 420 : 480;
}

function isBatchKey(key: string): boolean {
  return key.endsWith(':batch');
}
