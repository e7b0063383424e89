import { expect, it } from 'vitest';
import { retries } from './define.ts';
import { toRetryDelayMs } from './retry-delay.ts';

it('doubles up to the limit', () => {
  const delays = [1, 2, 3, 7, 8, 17].map((attempt) => toRetryDelayMs(retries.patient, attempt, 1));
  expect(delays).toEqual([5_000, 10_000, 20_000, 320_000, 600_000, 600_000]);
});

it('takes up to a fifth off by chance, so that jobs that failed together come back apart', () => {
  expect(toRetryDelayMs(retries.brisk, 1, 0)).toBe(800);
  expect(toRetryDelayMs(retries.brisk, 1, 0.5)).toBe(900);
});
