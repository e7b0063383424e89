import { expect, test } from 'vitest';
import { describeDrift } from './describe-drift.ts';

const none = { newFields: [], changedFields: [], vanishedFields: [] };
const counts = { names: 9, fields: 3 };
const well = { hasUsers: true, kept: [] };

test('when nothing is new there is nothing to say', () => {
  expect(describeDrift(none, counts, well)).toEqual({
    counts: { ...counts, newFields: 0, changedFields: 0, vanishedFields: 0 },
  });
});

test('the first read of a portal finds every field new, which is no news', () => {
  const drift = { ...none, newFields: ['A', 'B', 'C'] };
  expect(describeDrift(drift, counts, well).message).toBeUndefined();
});

test('fields that changed are named, each once', () => {
  const drift = { ...none, changedFields: [{ code: 'A' }, { code: 'A' }], vanishedFields: ['B'] };
  expect(describeDrift(drift, counts, well)).toMatchObject({
    ...{ reason: 'fields-changed', counts: { changedFields: 1, vanishedFields: 1 } },
    message: expect.stringContaining('changed A; vanished B') as string,
  });
});

test('a missing scope and a view that is read all the time are told beside them', () => {
  const drift = { ...none, newFields: ['A'] };
  const told = describeDrift(drift, counts, { hasUsers: false, kept: ['deals_readable'] });
  expect(told.reason).toBe('scope-missing');
  expect(told.message).toMatch(/scope "user".+new A.+reads deals_readable all the time/);
  expect(describeDrift(none, counts, { ...well, kept: ['bitrix'] }).reason).toBe('view-kept');
});
