/** A bounded log: the newest `limit` entries stay, the number of all is remembered. */
export interface RingLog<T> {
  add(entry: T): void;
  /** Oldest first. */
  list(): readonly T[];
  readonly total: number;
  clear(): void;
}

/** Makes a bounded log. */
export function createRingLog<T>(limit: number): RingLog<T> {
  let entries: T[] = [];
  let total = 0;
  return {
    add: (entry) => {
      total += 1;
      entries.push(entry);
      // Trimmed in strides, so that a long run does not move the whole array at each entry.
      if (entries.length > limit * 2) entries = entries.slice(-limit);
    },
    list: () => entries.slice(-limit),
    get total() {
      return total;
    },
    clear: () => {
      entries = [];
      total = 0;
    },
  };
}
