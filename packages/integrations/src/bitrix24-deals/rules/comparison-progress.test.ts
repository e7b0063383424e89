import { expect, test } from 'vitest';
import {
  advanceComparison,
  beginSweep,
  planDelta,
  planSweep,
  takeUpComparison,
} from './comparison-progress.ts';
import { OPEN_END } from './plan-ranges.ts';
import { NO_DRIFT } from './sum-drift.ts';

const now = new Date('2026-11-22T02:30:00Z');
const hours = (count: number): Date => new Date(now.getTime() + count * 3_600_000);
const fresh = takeUpComparison(undefined, now);
const bounds = { first: '5', last: '90', isOpenEnded: false };

test('an interrupted comparison is gone on with, with what it has found', () => {
  const sum = { ...NO_DRIFT, checked: 50, changed: 3 };
  const plan = { open: [{ after: 50, upTo: 90 }], density: 1, commands: 50 };
  const interrupted = advanceComparison(planDelta(fresh, bounds), { plan, sum });
  expect(takeUpComparison(interrupted, hours(11))).toBe(interrupted);
  expect(interrupted.found.delta).toBe(sum);
});

test('one of yesterday is begun anew, because what it compared first may differ by now', () => {
  const again = takeUpComparison(planDelta(fresh, bounds), hours(13));
  expect(again).toMatchObject({ startedAt: hours(13).toISOString(), step: 'delta', plan: null });
});

test('the step by time reads the ids that changed, the sweep every id of portal and rows', () => {
  const delta = planDelta(fresh, bounds);
  expect(delta.plan?.open).toEqual([{ after: 4, upTo: 90 }]);
  expect(planDelta(fresh, undefined).plan?.open).toEqual([]);
  const sweep = planSweep(beginSweep(delta), { ...bounds, isOpenEnded: true }, 120);
  expect(sweep.plan?.open).toEqual([
    { after: 0, upTo: 120 },
    { after: 120, upTo: OPEN_END },
  ]);
  expect(sweep.found).toMatchObject({ delta: { requests: 1 }, sweep: { requests: 1 } });
});
