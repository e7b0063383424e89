import { expect, test } from 'vitest';
import { isLoadSince, toLoadSince } from './load-since.ts';

const now = new Date('2026-11-22T08:00:00Z');

test.each([
  [null, null],
  ['30d', new Date('2026-10-23T08:00:00Z')],
  ['2026-01-01', new Date('2026-01-01T00:00:00Z')],
  ['2026-01-01T12:00:00+03:00', new Date('2026-01-01T09:00:00Z')],
])('a scheduled load since %j begins there', (since, from) => {
  expect(toLoadSince(since, now)).toEqual(from);
  expect(since === null || isLoadSince(since)).toBe(true);
});

test.each(['', '30', '30h', 'yesterday', '2026-13-01', '01/01/2026'])('%j is refused', (text) => {
  expect(isLoadSince(text)).toBe(false);
});
