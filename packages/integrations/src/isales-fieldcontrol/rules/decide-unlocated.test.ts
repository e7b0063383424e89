import { expect, test } from 'vitest';
import { decideUnlocated, MOST_SEARCHES } from './decide-unlocated.ts';

function vendorError(kind: string): Error {
  return Object.assign(new Error(kind), { name: 'VendorError', kind });
}
const LAST = MOST_SEARCHES - 1;

test.each<[string, Error, number, number | null, boolean]>([
  ['a provider is away: again', vendorError('unavailable'), 0, 30_000, false],
  ['each time later', vendorError('timeout'), 2, 120_000, false],
  ['for long: a person is told, and again', vendorError('unavailable'), LAST, 480_000, true],
  ['never later than in an hour', vendorError('unavailable'), 50, 3_600_000, true],
  ['nonsense: again', vendorError('unexpected_answer'), 0, 30_000, false],
  ['always nonsense: a person', vendorError('unexpected_answer'), LAST, null, true],
  ['refused for good: a person', vendorError('rejected'), LAST, null, true],
  ['a fault of a rule: a person in the end', new TypeError('x'), LAST, null, true],
])('%s', (_says, error, tries, waitMs, isTold) => {
  expect(decideUnlocated(error, tries)).toEqual({ waitMs, isTry: true, isTold });
});

test('the limit is no fault of the place', () => {
  const unlocated = decideUnlocated(vendorError('rate_limited'), LAST);
  expect(unlocated).toEqual({ waitMs: 30_000, isTry: false, isTold: false });
});

test('a store that is away is thrown', () => {
  const away = Object.assign(new Error('x'), { code: '57P01' });
  expect(() => decideUnlocated(away, 0)).toThrow(away);
});
