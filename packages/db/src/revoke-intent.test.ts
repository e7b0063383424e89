import { afterAll, beforeEach, expect, inject, test } from 'vitest';
import { beginIntent, resendIntent, settleIntent } from './intents.ts';
import { revokeIntent } from './revoke-intent.ts';
import { openMigratedDatabase } from './testing.ts';

const database = await openMigratedDatabase(inject('postgresUrl'));
const sql = database.pool;
afterAll(() => database.remove());
beforeEach(() => sql.query('TRUNCATE write_intent'));

const now = new Date('2026-11-22T10:00:00Z');
const key = { account: 'default', operation: 'onec.createInvoice', reference: 'ref-1' };
const place = { ...key, attempt: 1, fence: '7', now };
const begin = (fence = '7') =>
  beginIntent(sql, { ...key, bodyHash: 'body', fence, now, settleDelayMs: 60_000 });
const resend = (fence = '7') =>
  resendIntent(sql, { ...place, fence, bodyHash: 'body', notFoundAt: null });

test('an effect that is gone may be sent once more, as a new attempt', async () => {
  await begin();
  await settleIntent(sql, { ...place, outcome: 'applied', vendorId: 'ref-1' });
  expect(await resend()).toBeUndefined();
  expect(await revokeIntent(sql, place)).toBe(true);
  expect(await resend()).toEqual({ attempt: 2 });
  expect(await begin()).toMatchObject({ state: 'ambiguous', attempt: 2 });
});

test('only an effect that was there can be gone', async () => {
  await begin();
  expect(await revokeIntent(sql, place)).toBe(false);
});

test('the word of an earlier tenure does not count', async () => {
  await begin();
  await settleIntent(sql, { ...place, outcome: 'applied', vendorId: 'ref-1' });
  await begin('8');
  expect(await revokeIntent(sql, place)).toBe(false);
  expect(await revokeIntent(sql, { ...place, fence: '8' })).toBe(true);
});
