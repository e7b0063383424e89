import type { RetryPolicy } from './define.ts';

/**
 * Virtual milliseconds before the next attempt: the first delay, doubled with every attempt made,
 * up to the policy's limit; a fifth of it is chance, so that jobs that failed together do not come
 * back together. `chance` is from 0 up to 1.
 */
export function toRetryDelayMs(policy: RetryPolicy, attempt: number, chance: number): number {
  const full = Math.min(policy.firstDelayMs * 2 ** Math.min(attempt - 1, 40), policy.maxDelayMs);
  return Math.round(full * (0.8 + 0.2 * chance));
}
