import { expect, test } from 'vitest';
import { toCalendarDay } from './calendar-day.ts';

test.each([
  ['in Moscow', '2024-09-09T03:00:00+03:00'],
  ['in Berlin', '2024-09-09T02:00:00+02:00'],
  ['in UTC', '2024-09-09T00:00:00Z'],
  ['in São Paulo, where midnight in UTC is the evening before', '2024-09-08T21:00:00-03:00'],
  ['as the portal’s own midnight', '2024-09-09T00:00:00+03:00'],
  ['with a time of day', '2024-09-09T23:30:00-03:00'],
  ['without any time', '2024-09-09'],
])('the 9th of September is the 9th of September, written %s', (_where, written) => {
  expect(toCalendarDay(written)).toEqual(new Date('2024-09-09T00:00:00Z'));
});

test.each(['', 'amanhã', '09/10/2024x', '2024-13-01T00:00:00Z'])('%j is no day', (written) => {
  expect(toCalendarDay(written)).toBeUndefined();
});
