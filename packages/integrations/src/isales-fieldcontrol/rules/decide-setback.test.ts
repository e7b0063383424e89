import { expect, test } from 'vitest';
import { decideSetback } from './decide-setback.ts';

const now = new Date('2026-11-27T12:00:00Z');
function vendorError(kind: string, more: object = {}): Error {
  return Object.assign(new Error(kind), { name: 'VendorError', kind, ...more });
}
const storeError = (code: string): Error => Object.assign(new Error('x'), { code });
const after = (ms: number): Date => new Date(now.getTime() + ms);
const judge = (error: unknown, falhas = 0, isUncertain = false) =>
  decideSetback(error, { falhas, isUncertain, now });

test('each failure waits longer than the one before, an hour at most', () => {
  const waits = [0, 1, 2, 10, 500].map((falhas) => judge(vendorError('timeout'), falhas).until);
  expect(waits).toEqual([5_000, 15_000, 45_000, 3_600_000, 3_600_000].map(after));
});

test.each<[string, Error, number, boolean, string | undefined]>([
  ['FieldControl is away', vendorError('unavailable'), 0, false, undefined],
  ['for long', vendorError('unavailable'), 5, false, 'field_rejeitou'],
  ['a lost answer', vendorError('timeout'), 1, true, undefined],
  ['one that stays lost', vendorError('timeout'), 2, true, 'incerto'],
  ['a look-up that cannot be read', vendorError('unexpected_answer'), 2, true, 'incerto'],
  ['a look-up that is refused again and again', vendorError('rejected'), 2, true, 'incerto'],
  ['an answer that is nonsense', vendorError('unexpected_answer'), 0, false, 'field_rejeitou'],
  ['what PostgreSQL does not take', storeError('23505'), 0, false, 'field_rejeitou'],
  ['a fault of a rule', new TypeError('x'), 0, false, 'field_rejeitou'],
])('%s', (_says, error, falhas, isUncertain, motivo) => {
  expect(judge(error, falhas, isUncertain)).toMatchObject({ isTry: true });
  expect(judge(error, falhas, isUncertain).pending?.motivo).toBe(motivo);
});

test('the limit is no failure, and its own moment counts', () => {
  const retryAt = after(700);
  const limit = vendorError('rate_limited', { retryAt });
  expect(judge(limit, 30)).toEqual({ until: retryAt, isTry: false });
});

test.each([
  ['a lost access', vendorError('auth_revoked')],
  ['PostgreSQL that shuts down', storeError('57P01')],
])('%s is no delivery’s fault', (_says, error) => {
  expect(() => judge(error)).toThrow(error);
});
