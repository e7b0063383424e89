import { expect, test } from 'vitest';
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

test('a clock that was made at whatever time starts by day', () => {
  for (const zone of ['UTC', 'Asia/Almaty', 'America/Sao_Paulo', 'Pacific/Auckland']) {
    const clock = createDayClock({ scale: 60, zone });
    expect(toMorningMs(clock.nowMs(), zone)).toBe(0);
  }
});
