import { expect, test } from 'vitest';
import { DELTA_OVERLAP_MS, toDeltaFilter, toDeltaSince } from './delta-window.ts';

test('a delta begins before the last comparison began, by the overlap', () => {
  const last = new Date('2026-11-22T02:30:00Z');
  expect(toDeltaSince(last)).toEqual(new Date('2026-11-22T02:20:00Z'));
});

test('without a comparison before it there is no delta', () => {
  expect(toDeltaSince(undefined)).toBeUndefined();
});

test('a change made while the portal’s clock was late by less than the overlap is asked for', () => {
  const last = new Date('2026-11-22T02:30:00Z');
  const stamped = new Date(last.getTime() - DELTA_OVERLAP_MS + 1_000);
  expect(toDeltaSince(last)?.getTime()).toBeLessThan(stamped.getTime());
});

test('the portal is asked in whole seconds, rounded to the earlier', () => {
  expect(toDeltaFilter(new Date('2026-11-22T02:20:00.999Z'))).toEqual({
    '>=DATE_MODIFY': '2026-11-22T02:20:00.000Z',
  });
});
