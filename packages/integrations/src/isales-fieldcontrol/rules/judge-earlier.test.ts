import { expect, test } from 'vitest';
import { judgeEarlier } from './judge-earlier.ts';

const CLOSED = new Date('2026-03-01T13:00:00Z');
const AFTER = new Date('2026-03-02T13:00:00Z');
const SAME_DAY = new Date('2026-03-01T09:00:00Z');
const YEAR_BEFORE = new Date('2025-03-02T13:00:00Z');

test.each<[string, Date | null, boolean, Date | null, string]>([
  ['made after the project was sold, and live', AFTER, true, CLOSED, 'this'],
  ['made on the day of its closing', SAME_DAY, true, CLOSED, 'this'],
  ['made before it was sold', YEAR_BEFORE, true, CLOSED, 'other'],
  ['made before it was sold, and called off', YEAR_BEFORE, false, CLOSED, 'other'],
  ['called off since', AFTER, false, CLOSED, 'doubt'],
  ['of no day', null, true, CLOSED, 'doubt'],
  ['of a project without a closing date', AFTER, true, null, 'doubt'],
])('what was asked for earlier, %s', (_says, createdAt, isLive, closed, whose) => {
  expect(judgeEarlier({ createdAt, isLive }, closed)).toBe(whose);
});
