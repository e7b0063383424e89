import { expect, it } from 'vitest';
import { estimateLoad, toEtaWords, type LoadTurn } from './estimate-load.ts';

const START = new Date('2026-11-22T08:00:00Z');
const at = (seconds: number): Date => new Date(START.getTime() + seconds * 1_000);
const turn = (from: number, to: number | null, more: Partial<LoadTurn> = {}): LoadTurn => ({
  ...{ startedAt: at(from), finishedAt: to === null ? null : at(to), nextAt: null },
  ...{ read: undefined, ...more },
});

const half = { read: 5_000, share: 0.5 };

it('before anything is read nothing is promised', () => {
  const estimate = estimateLoad({ read: 0, share: 0, savedAt: at(5), turns: [turn(0, null)] });
  expect(estimate).toEqual({ totalRows: null, rowsPerSecond: null, eta: null });
});

it('a steady load ends about when its rate says; what is unread may hold more', () => {
  const estimate = estimateLoad({ ...half, savedAt: at(50), turns: [turn(0, null)] });
  expect(estimate).toMatchObject({ totalRows: 10_000, rowsPerSecond: 100 });
  expect(estimate.eta).toEqual({ fromMs: 45_000, toMs: 70_000 });
});

it('a load that has become slower ends between its late and its whole rate', () => {
  const turns = [turn(60, null), turn(0, 60, { read: 4_000 })];
  const { rowsPerSecond, eta } = estimateLoad({ ...half, savedAt: at(160), turns });
  expect(rowsPerSecond).toBe(10);
  expect(eta).toEqual({ fromMs: 144_000, toMs: 700_000 });
});

it('a night in which somebody let it rest does not count, waiting for the vendor does', () => {
  const night = 8 * 3_600;
  const rested = [turn(night, null), turn(0, 25, { read: 2_500 })];
  const rest = estimateLoad({ ...half, savedAt: at(night + 25), turns: rested });
  expect(rest.rowsPerSecond).toBe(100);

  const limited = [turn(425, null), turn(0, 25, { nextAt: at(425) })];
  const limit = estimateLoad({ ...half, savedAt: at(450), turns: limited });
  expect(limit.rowsPerSecond).toBeCloseTo(5_000 / 450);
});

it.each([
  ['less than 10 s', 2_000, 9_000],
  ['15 to 25 s', 16_000, 24_000],
  ['up to 5 min', 30_000, 280_000],
  ['2 to 4 min', 130_000, 200_000],
  ['about 3 h', 10_800_000, 10_800_000],
])('%s', (words, fromMs, toMs) => {
  expect(toEtaWords({ fromMs, toMs })).toBe(words);
});
