import { OUTCOME_NAMES, type Outcome } from './outcomes.ts';

/** How many POSTs ended how since this process started: plain numbers, read when somebody asks. */
export interface Tally {
  add(vendor: string, outcome: Outcome): void;
  list(): { vendor: string; outcome: Outcome; count: number; lastAt: number }[];
}

/** For requests that belong to no configured source. */
export const NO_VENDOR = 'none';

/** Counts without allocating; `nowMs` is asked only for refusals, which are rare. */
export function createTally(vendors: readonly string[], nowMs: () => number): Tally {
  const rows = new Map<string, Record<Outcome, { count: number; lastAt: number }>>();
  for (const vendor of [...vendors, NO_VENDOR]) rows.set(vendor, emptyRow());
  return {
    add: (vendor, outcome) => {
      const cell = rows.get(vendor)?.[outcome];
      if (cell === undefined) return;
      cell.count += 1;
      if (outcome !== 'stored') cell.lastAt = nowMs();
    },
    list: () =>
      [...rows].flatMap(([vendor, row]) =>
        OUTCOME_NAMES.map((outcome) => ({ vendor, outcome, ...row[outcome] })),
      ),
  };
}

function emptyRow(): Record<Outcome, { count: number; lastAt: number }> {
  return Object.fromEntries(
    OUTCOME_NAMES.map((outcome) => [outcome, { count: 0, lastAt: 0 }]),
  ) as Record<Outcome, { count: number; lastAt: number }>;
}
