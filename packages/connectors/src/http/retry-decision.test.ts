import { expect, test } from 'vitest';
import { decideRetry, PATIENCE_MS, type RetryQuestion } from './retry-decision.ts';

const QUESTION: RetryQuestion = {
  kind: 'unavailable',
  effect: 'read',
  notApplied: false,
  attempt: 1,
  spentMs: 100,
  canRefresh: false,
  nowMs: 1_000_000,
  random: 0,
};

test.each([
  ['a read while the vendor is unavailable', {}, true, 'vendor-unavailable'],
  ['a write that may be repeated', { effect: 'idempotent' }, true, 'vendor-unavailable'],
  ['a create that may have happened', { effect: 'create' }, false, 'may-have-been-applied'],
  [
    'a create that did not happen',
    { effect: 'create', notApplied: true },
    true,
    'vendor-unavailable',
  ],
  ['a timeout of a read', { kind: 'timeout' }, true, 'vendor-unavailable'],
  ['a timeout of a create', { kind: 'timeout', effect: 'create' }, false, 'may-have-been-applied'],
  ['a used-up limit', { kind: 'rate_limited' }, true, 'limit'],
  ['a garbled answer to a read', { kind: 'unexpected_answer' }, true, 'unreadable-answer'],
  ['a refusal', { kind: 'rejected' }, false, 'kind-is-final'],
  ['a missing thing', { kind: 'not_found' }, false, 'kind-is-final'],
  ['a conflict', { kind: 'conflict' }, false, 'kind-is-final'],
  ['a revoked access', { kind: 'auth_revoked' }, false, 'kind-is-final'],
  [
    'an expired token that can be renewed',
    { kind: 'auth_expired', canRefresh: true },
    true,
    'token-refresh',
  ],
  ['an expired token that cannot', { kind: 'auth_expired' }, false, 'kind-is-final'],
  ['the third failure', { attempt: 3 }, false, 'attempts-used-up'],
  ['patience at its end', { spentMs: PATIENCE_MS }, false, 'wait-belongs-to-the-job'],
] as const)('%s: retry %#', (_, changes, retry, reason) => {
  expect(decideRetry({ ...QUESTION, ...changes })).toMatchObject({ retry, reason });
});

test('a moment named by the vendor is awaited when it is near', () => {
  const near = { ...QUESTION, kind: 'rate_limited', retryAt: new Date(1_003_000) } as const;
  expect(decideRetry(near)).toEqual({ retry: true, waitMs: 3_000, reason: 'limit' });
});

test('and left to the job when it is far', () => {
  const far = { ...QUESTION, kind: 'rate_limited', retryAt: new Date(1_600_000) } as const;
  expect(decideRetry(far)).toMatchObject({ retry: false, reason: 'wait-belongs-to-the-job' });
});

test('waits grow and never pass fifteen seconds in all', () => {
  const first = decideRetry(QUESTION).waitMs;
  const second = decideRetry({ ...QUESTION, attempt: 2 }).waitMs;
  expect(second).toBeGreaterThan(first);
  expect(first + second).toBeLessThan(PATIENCE_MS);
});
