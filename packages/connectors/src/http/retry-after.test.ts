import { expect, test } from 'vitest';
import { readRetryAfter } from './retry-after.ts';

const NOW = new Date('2026-03-01T10:00:00Z');

test.each([
  ['120', '2026-03-01T10:02:00.000Z'],
  ['0', '2026-03-01T10:00:00.000Z'],
  ['Sun, 01 Mar 2026 10:05:00 GMT', '2026-03-01T10:05:00.000Z'],
  ['Sun, 01 Mar 2026 09:00:00 GMT', '2026-03-01T10:00:00.000Z'],
  // Nobody is believed for longer than an hour.
  ['999999', '2026-03-01T11:00:00.000Z'],
])('%s is %s', (header, at) => expect(readRetryAfter(header, NOW)?.toISOString()).toBe(at));

test.each([[undefined], [''], ['soon'], ['-5 minutes']])('%j is nothing', (header) => {
  expect(readRetryAfter(header, NOW)).toBeUndefined();
});
