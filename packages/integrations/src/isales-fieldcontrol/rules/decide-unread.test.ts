import { expect, test } from 'vitest';
import { decideUnread, MOST_TRIES } from './decide-unread.ts';

function vendorError(kind: string): Error {
  return Object.assign(new Error(kind), { name: 'VendorError', kind });
}
const storeError = (code: string): Error => Object.assign(new Error('x'), { code });

test.each<[string, Error, number, string | undefined]>([
  ['iSales is away: again', vendorError('unavailable'), 0, undefined],
  ['for good: a person', vendorError('unavailable'), MOST_TRIES - 1, 'isales_incompleto'],
  ['the limit is used up: again', vendorError('rate_limited'), MOST_TRIES, undefined],
  ['nonsense: a person at once', vendorError('unexpected_answer'), 0, 'isales_incompleto'],
  ['what PostgreSQL does not take: a person', storeError('23505'), 0, 'isales_incompleto'],
  ['a fault of a rule: a person', new TypeError('x'), 0, 'isales_incompleto'],
])('%s', (_says, error, tries, motivo) => {
  expect(decideUnread(error, tries).pending?.motivo).toBe(motivo);
});

test('each try waits longer than the one before; the limit is no try', () => {
  const waits = [0, 1, 2].map((tries) => decideUnread(vendorError('timeout'), tries));
  expect(waits).toEqual([
    { pending: undefined, forMs: 5_000, isTry: true },
    { pending: undefined, forMs: 15_000, isTry: true },
    { pending: undefined, forMs: 45_000, isTry: true },
  ]);
  expect(decideUnread(vendorError('rate_limited'), 0)).toMatchObject({ isTry: false });
});

test.each([
  ['a lost access', vendorError('auth_revoked')],
  ['PostgreSQL that shuts down', storeError('57P01')],
  ['PostgreSQL that is away', storeError('ECONNREFUSED')],
  ['a pool without a connection', new Error('timeout exceeded when trying to connect')],
])('%s is no card’s fault', (_says, error) => {
  expect(() => decideUnread(error, 0)).toThrow(error);
});
