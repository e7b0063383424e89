import { describe, expect, test } from 'vitest';
import { classifyBitrix24 } from './errors.ts';

const REST_UNTIL = new Date('2026-01-01T00:00:00Z');

function judge(status: number, body: unknown) {
  return classifyBitrix24({ status, headers: {}, form: 'json', body }, () => REST_UNTIL);
}

test.each([
  [503, 'QUERY_LIMIT_EXCEEDED', 'Too many requests', 'rate_limited'],
  [429, 'OPERATION_TIME_LIMIT', 'Method is blocked', 'rate_limited'],
  [503, 'OVERLOAD_LIMIT', 'REST API is blocked due to overload', 'auth_revoked'],
  [401, 'INVALID_CREDENTIALS', 'Invalid request credentials', 'auth_revoked'],
  [403, 'INVALID_CREDENTIALS', 'Invalid request credentials', 'auth_revoked'],
  [401, 'NO_AUTH_FOUND', 'Wrong authorization data', 'auth_revoked'],
  [403, 'insufficient_scope', 'The request requires higher privileges', 'rejected'],
  [401, 'ACCESS_DENIED', 'REST API is available only on commercial plans', 'auth_revoked'],
  [401, 'expired_token', 'The access token provided has expired', 'auth_expired'],
  [404, 'ERROR_METHOD_NOT_FOUND', 'Method not found!', 'rejected'],
  [400, 'INVALID_REQUEST', 'Https required', 'rejected'],
  [400, '', 'Not found', 'not_found'],
  [400, '', 'Access denied.', 'rejected'],
  [400, '', 'ID is not defined or invalid.', 'rejected'],
  [400, '', "Parameter 'filter' must be array.", 'rejected'],
  [400, '', 'Failed to get list. General error.', 'unavailable'],
  [400, '', '', 'rejected'],
  [400, 'INVALID_ARG_VALUE', 'Invalid filter', 'rejected'],
  [400, 200040300010, 'Access Denied', 'rejected'],
  [400, 100, 'Could not find value', 'rejected'],
  [400, 0, '', 'rejected'],
  [200, '0', '', 'rejected'],
  [200, '', 'Not found', 'not_found'],
  [200, 'QUERY_LIMIT_EXCEEDED', 'Too many requests', 'rate_limited'],
  [500, 'INTERNAL_SERVER_ERROR', 'Internal server error', 'unavailable'],
  [500, 'SOMETHING_NEW', '', 'unavailable'],
  [403, 'PORTAL_DELETED', 'Portal was deleted', 'auth_revoked'],
])('status %i with error %j (%s) is %s', (status, error, description, kind) => {
  const refusal = judge(status, { error, error_description: description });
  expect(refusal).toMatchObject({ kind, code: String(error) });
  expect(refusal?.message).toMatch(/\.$/);
});

test('a method whose operating time is used up rests until its gate opens', () => {
  expect(judge(429, { error: 'OPERATION_TIME_LIMIT' })?.retryAt).toEqual(REST_UNTIL);
});

test('only the request limit drains the limiter', () => {
  expect(judge(503, { error: 'QUERY_LIMIT_EXCEEDED' })?.drainsLimit).toBe(true);
  expect(judge(429, { error: 'OPERATION_TIME_LIMIT' })?.drainsLimit).toBeUndefined();
});

describe('success', () => {
  test.each([[{ result: false }], [{ result: null, time: {} }], [{ result: [], total: 0 }]])(
    '%j',
    (body) => expect(judge(200, body)).toBeUndefined(),
  );

  test.each([[{}], [[]], ['text'], [null], [{ data: 1 }]])('%j is an unexpected answer', (body) => {
    expect(judge(200, body)).toMatchObject({ kind: 'unexpected_answer' });
  });
});

test('what is not JSON is left to the onion', () => {
  const answer = { status: 502, headers: {}, form: 'text', body: undefined } as const;
  expect(classifyBitrix24(answer, () => REST_UNTIL)).toBeUndefined();
});
