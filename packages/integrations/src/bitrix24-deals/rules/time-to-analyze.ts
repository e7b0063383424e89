import type { LoadRows } from '../ports.ts';

/** From so many new rows on, what the database knows of its table from before is wrong. */
const MANY_NEW_ROWS = 20_000;

/** Whether the database should look at its table again, now that these rows were saved. */
export function isTimeToAnalyze(before: LoadRows, after: LoadRows): boolean {
  return toStep(after.inserted) > toStep(before.inserted);
}

/** Whether a load that is through has brought so much that the database should look again. */
export function hasManyNewRows({ inserted }: LoadRows): boolean {
  return inserted >= MANY_NEW_ROWS;
}

/** 0 for few rows, then one more for every tenfold: each look is worth as much as the one before. */
function toStep(inserted: number): number {
  const times = inserted / MANY_NEW_ROWS;
  return times < 1 ? 0 : 1 + Math.floor(Math.log10(times));
}
