import { expect, onTestFinished, test, vi } from 'vitest';
import { createDayClock, toMorningMs } from './testing.ts';

const HOUR_MS = 3_600_000;
const at = (time: string): number => Date.parse(`2026-11-27T${time}:00Z`);

test.each([
  ['03:30', 0],
  ['17:59', 0],
  ['18:00', 9.5],
  ['23:59', 3.5 + 1 / 60],
  ['00:00', 3.5],
  ['03:29', 1 / 60],
])('at %s UTC it is %f hours until work can begin', (time, hours) => {
  expect(toMorningMs(at(time), 'UTC')).toBeCloseTo(hours * HOUR_MS, -3);
});

test('the hour is that of the zone', () => {
  expect(toMorningMs(at('18:00'), 'Asia/Almaty')).toBe(4.5 * HOUR_MS);
  expect(toMorningMs(at('18:00'), 'America/Sao_Paulo')).toBe(0);
});

test.each(['03:30', '12:00', '17:59', '18:00', '23:59', '00:00', '03:29'])(
  'a clock that is made at %s UTC starts by day',
  (time) => {
    vi.useFakeTimers({ now: at(time) });
    onTestFinished(() => void vi.useRealTimers());
    for (const zone of ['UTC', 'Asia/Almaty', 'America/Sao_Paulo', 'Asia/Tokyo']) {
      const clock = createDayClock({ scale: 60, zone });
      expect(toMorningMs(clock.nowMs(), zone)).toBe(0);
      expect(clock.nowMs() - Date.now()).toBeLessThan(10 * HOUR_MS);
    }
  },
);

test('a clock that keeps the pace of the wall is the wall clock', () => {
  expect(createDayClock({ scale: 1, zone: 'UTC' }).nowMs()).toBeCloseTo(Date.now(), -3);
});
