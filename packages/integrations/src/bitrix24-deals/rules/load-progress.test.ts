import { expect, test } from 'vitest';
import { hasManyNewRows, isTimeToAnalyze, NO_ROWS } from './load-progress.ts';

const inserted = (count: number) => ({ ...NO_ROWS, read: count, inserted: count });

test('a first load lets the database look at its table early, and then at every tenfold', () => {
  const looks: number[] = [];
  for (let rows = 0; rows < 1_000_000; rows += 2_500) {
    if (isTimeToAnalyze(inserted(rows), inserted(rows + 2_500))) looks.push(rows + 2_500);
  }
  expect(looks).toEqual([20_000, 200_000]);
});

test('a load that finds its rows stored lets it be', () => {
  const unchanged = { ...NO_ROWS, read: 1_000_000, unchanged: 1_000_000 };
  expect(isTimeToAnalyze(NO_ROWS, unchanged)).toBe(false);
  expect(hasManyNewRows(unchanged)).toBe(false);
});

test('a load of many new rows ends with a look, a small one does not', () => {
  expect(hasManyNewRows(inserted(100_000))).toBe(true);
  expect(hasManyNewRows(inserted(300))).toBe(false);
});
