import type { Clock } from '@ponte/clock';
import { isVendorError } from '@ponte/connectors/http/vendor-error';

/** Virtual milliseconds after which an old answer is worth nothing. */
const WORTH_SOMETHING_MS = 4 * 60 * 60_000;
/** Failures that say nothing about the answer: the vendor is unwell. */
const UNWELL: readonly string[] = [
  ...['unavailable', 'timeout', 'rate_limited', 'unexpected_answer', 'auth_expired'],
];

export interface KeptReads {
  /** The kept answer while it is fresh (virtual milliseconds), else read anew. */
  read<Value>(key: string, freshMs: number, readNow: () => Promise<Value>): Promise<Value>;
  /** Forgets the answers of keys that begin so: something is not right yet. */
  forget(prefix: string): void;
}

/**
 * Answers that change rarely, each kept for itself: one that fails does not cost the others. While the
 * vendor is unwell an older answer does.
 */
export function createKeptReads(clock: Pick<Clock, 'nowMs'>): KeptReads {
  const kept = new Map<string, { readonly readMs: number; readonly value: unknown }>();
  return {
    read: async <Value>(key: string, freshMs: number, readNow: () => Promise<Value>) => {
      const known = kept.get(key);
      const ageMs = clock.nowMs() - (known?.readMs ?? Number.NEGATIVE_INFINITY);
      // What stands under a key was put there by the same caller.
      if (known !== undefined && ageMs < freshMs) return known.value as Value;
      const readMs = clock.nowMs();
      try {
        const value = await readNow();
        kept.set(key, { readMs, value });
        return value;
      } catch (error) {
        const isUnwell = isVendorError(error) && UNWELL.includes(error.kind);
        if (known === undefined || !isUnwell || ageMs > WORTH_SOMETHING_MS) throw error;
        return known.value as Value;
      }
    },
    forget: (prefix) => {
      for (const key of kept.keys()) if (key.startsWith(prefix)) kept.delete(key);
    },
  };
}
