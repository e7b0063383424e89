import { afterAll, beforeEach, describe, expect, inject, test } from 'vitest';
import { inTransaction } from './client.ts';
import {
  beginIntent,
  type BegunIntent,
  type IntentBeginning,
  listUnsettledIntents,
  resendIntent,
  settleIntent,
} from './intents.ts';
import { findLink, saveLink } from './links.ts';
import { openMigratedDatabase } from './testing.ts';

const database = await openMigratedDatabase(inject('postgresUrl'));
const sql = database.pool;
afterAll(() => database.remove());
beforeEach(() => sql.query('TRUNCATE write_intent, link'));

const start = Date.parse('2026-11-22T10:00:00Z');
const at = (seconds: number): Date => new Date(start + seconds * 1_000);

const key = { account: 'default', operation: 'bling.createOrder', reference: 'shop-4711' };
const beginning: IntentBeginning = {
  ...key,
  bodyHash: 'body-1',
  fence: '7',
  now: at(0),
  settleDelayMs: 60_000,
};
const settling = { ...key, attempt: 1, fence: '7', now: at(1) };
const resending = {
  ...key,
  attempt: 1,
  fence: '7',
  bodyHash: 'body-1',
  notFoundAt: at(61),
  now: at(62),
};

function begin(changes: Partial<IntentBeginning> = {}): Promise<BegunIntent> {
  return beginIntent(sql, { ...beginning, ...changes });
}

describe('beginning', () => {
  test('a reference that nobody used may be sent', async () => {
    expect(await begin()).toEqual({ state: 'new', attempt: 1 });
  });

  test('of many runs that begin one reference at once exactly one may send', async () => {
    const begun = await Promise.all(Array.from({ length: 12 }, () => begin()));

    expect(begun.filter(({ state }) => state === 'new')).toHaveLength(1);
    expect(begun.filter(({ state }) => state === 'ambiguous')).toHaveLength(11);
  });

  test('references are told apart by account and operation', async () => {
    await begin();

    expect(await begin({ account: 'second' })).toMatchObject({ state: 'new' });
    expect(await begin({ operation: 'bling.createContact' })).toMatchObject({ state: 'new' });
  });

  test('an applied intent hands back the vendor id and is not sent again', async () => {
    await begin();
    await settleIntent(sql, { ...settling, outcome: 'applied', vendorId: '900' });

    expect(await begin({ fence: '8' })).toEqual({ state: 'applied', attempt: 1, vendorId: '900' });
  });

  test('a refused intent says so, whatever is to be sent now', async () => {
    await begin();
    await settleIntent(sql, { ...settling, outcome: 'refused' });

    expect(await begin()).toEqual({ state: 'refused', attempt: 1 });
    expect(await begin({ bodyHash: 'body-2', fence: '8' })).toEqual({
      state: 'refused',
      attempt: 1,
    });
  });

  test('what a dead run left behind may be looked up when the settle delay is over', async () => {
    await begin();

    const later = await begin({ now: at(10), fence: '8' });
    expect(later).toEqual({ state: 'ambiguous', attempt: 1, lookUpAt: at(70) });

    const muchLater = await begin({ now: at(30), fence: '9' });
    expect(muchLater).toEqual({ state: 'ambiguous', attempt: 1, lookUpAt: at(70) });
  });

  test('an unknown end keeps the look-up time that its run gave it', async () => {
    await begin();
    await settleIntent(sql, { ...settling, outcome: 'unknown', lookUpAt: at(45) });

    expect(await begin({ now: at(2) })).toEqual({
      state: 'ambiguous',
      attempt: 1,
      lookUpAt: at(45),
    });
  });

  test('another content under a reference that was applied is told, with the vendor id', async () => {
    await begin();
    await settleIntent(sql, { ...settling, outcome: 'applied', vendorId: '900' });

    expect(await begin({ bodyHash: 'body-2' })).toEqual({
      state: 'body-differs',
      attempt: 1,
      storedState: 'applied',
      vendorId: '900',
      lookUpAt: null,
    });
  });

  test('another content under a reference that may have been applied must be looked up too', async () => {
    await begin();

    expect(await begin({ bodyHash: 'body-2', now: at(5) })).toEqual({
      state: 'body-differs',
      attempt: 1,
      storedState: 'ambiguous',
      vendorId: null,
      lookUpAt: at(65),
    });
  });

  test('a run of an earlier tenure is told that it was overtaken and changes nothing', async () => {
    await begin({ fence: '10' });

    expect(await begin({ fence: '9' })).toEqual({ state: 'overtaken', fence: '10' });
    expect(
      await settleIntent(sql, { ...settling, fence: '10', outcome: 'applied', vendorId: '1' }),
    ).toBe(true);
  });
});

describe('settling', () => {
  test.each([
    ['of an earlier tenure', { fence: '6' }],
    ['of an earlier attempt', { attempt: 0 }],
    ['of another reference', { reference: 'shop-1' }],
  ])('the word of a run %s does not count', async (_, changes) => {
    await begin();
    const settlement = { ...settling, ...changes, outcome: 'refused' as const };

    expect(await settleIntent(sql, settlement)).toBe(false);
    expect(await begin()).toMatchObject({ state: 'ambiguous' });
  });

  test('a run that was taken for dead cannot overwrite what its successor found', async () => {
    await begin({ fence: '7' });
    await begin({ fence: '8', now: at(10) });
    await settleIntent(sql, { ...settling, fence: '8', outcome: 'applied', vendorId: '900' });

    expect(await settleIntent(sql, { ...settling, outcome: 'refused' })).toBe(false);
    expect(await begin({ fence: '8' })).toMatchObject({ state: 'applied', vendorId: '900' });
  });

  test('an end is final: a later word under the same tenure changes nothing', async () => {
    await begin();
    await settleIntent(sql, { ...settling, outcome: 'applied', vendorId: '900' });

    const late = { ...settling, outcome: 'unknown' as const, lookUpAt: at(90) };
    expect(await settleIntent(sql, late)).toBe(false);
    expect(await begin()).toMatchObject({ state: 'applied', vendorId: '900' });
  });

  test('a look-up that finds the effect settles an ambiguous intent', async () => {
    await begin();
    await settleIntent(sql, { ...settling, outcome: 'unknown', lookUpAt: at(60) });

    const found = { ...settling, now: at(61), outcome: 'applied' as const, vendorId: '900' };
    expect(await settleIntent(sql, found)).toBe(true);
    expect(await begin()).toMatchObject({ state: 'applied', vendorId: '900' });
  });

  test('the end and the link are saved together or not at all', async () => {
    await begin();
    const link = {
      ...{ integration: 'bling-shop', leftKind: 'order', leftId: '4711' },
      ...{ rightKind: 'bling-order', rightId: '900', fingerprint: null },
    };
    const applied = { ...settling, outcome: 'applied' as const, vendorId: '900' };
    const crash = inTransaction(sql, async (transaction) => {
      await settleIntent(transaction, applied);
      await saveLink(transaction, link);
      throw new Error('killed');
    });
    await expect(crash).rejects.toThrow('killed');
    expect(await findLink(sql, link)).toBeUndefined();
    expect(await begin({ now: at(2) })).toMatchObject({ state: 'ambiguous' });

    await inTransaction(sql, async (transaction) => {
      await settleIntent(transaction, applied);
      await saveLink(transaction, link);
    });
    expect(await findLink(sql, link)).toMatchObject({ rightId: '900' });
    expect(await begin()).toMatchObject({ state: 'applied', vendorId: '900' });
  });
});

describe('sending again', () => {
  test('an effect looked up after its delay and not found is sent with the next attempt', async () => {
    await begin();
    await settleIntent(sql, { ...settling, outcome: 'unknown', lookUpAt: at(60) });

    expect(await resendIntent(sql, resending)).toEqual({ attempt: 2 });
    expect(
      await settleIntent(sql, { ...settling, attempt: 2, outcome: 'applied', vendorId: '901' }),
    ).toBe(true);
  });

  test('a look-up before the delay is over proves nothing', async () => {
    await begin();
    await settleIntent(sql, { ...settling, outcome: 'unknown', lookUpAt: at(60) });

    expect(await resendIntent(sql, { ...resending, notFoundAt: at(59) })).toBeUndefined();
    expect(await resendIntent(sql, { ...resending, notFoundAt: null })).toBeUndefined();
  });

  test('a refused intent is sent again without a look-up, with a corrected body', async () => {
    await begin();
    await settleIntent(sql, { ...settling, outcome: 'refused' });

    const corrected = { ...resending, bodyHash: 'body-2', notFoundAt: null };
    expect(await resendIntent(sql, corrected)).toEqual({ attempt: 2 });
    expect(await begin({ bodyHash: 'body-2', now: at(100) })).toEqual({
      state: 'ambiguous',
      attempt: 2,
      lookUpAt: at(160),
    });
  });

  test('an intent that is being sent, is applied or belongs to others is not sent again', async () => {
    await begin();
    expect(await resendIntent(sql, resending)).toBeUndefined();

    await settleIntent(sql, { ...settling, outcome: 'unknown', lookUpAt: at(60) });
    expect(await resendIntent(sql, { ...resending, fence: '6' })).toBeUndefined();

    await settleIntent(sql, { ...settling, outcome: 'applied', vendorId: '900' });
    expect(await resendIntent(sql, resending)).toBeUndefined();
  });

  test('of many who saw it missing exactly one sends again', async () => {
    await begin();
    await settleIntent(sql, { ...settling, outcome: 'unknown', lookUpAt: at(60) });

    const answers = await Promise.all([1, 2, 3, 4, 5].map(() => resendIntent(sql, resending)));

    expect(answers.filter((answer) => answer !== undefined)).toEqual([{ attempt: 2 }]);
  });

  test('the answer to the first request does not settle the second', async () => {
    await begin();
    await settleIntent(sql, { ...settling, outcome: 'unknown', lookUpAt: at(60) });
    await resendIntent(sql, resending);

    expect(await settleIntent(sql, { ...settling, outcome: 'refused' })).toBe(false);
    expect(await begin({ now: at(70) })).toMatchObject({ state: 'ambiguous', attempt: 2 });
  });
});

test('the reconciler sees what is due and what died, and nothing else', async () => {
  await begin({ reference: 'died' });
  await begin({ reference: 'in-flight', now: at(100) });
  const states = [
    { reference: 'due', outcome: 'unknown', lookUpAt: at(60) },
    { reference: 'not-due', outcome: 'unknown', lookUpAt: at(500) },
    { reference: 'refused', outcome: 'refused' },
    { reference: 'applied', outcome: 'applied', vendorId: '1' },
  ] as const;
  for (const state of states) {
    await begin({ reference: state.reference, now: at(10) });
    await settleIntent(sql, { ...settling, ...state });
  }

  const due = { dueBy: at(100), sentBefore: at(50), limit: 10 };

  expect(await listUnsettledIntents(sql, due)).toMatchObject([
    { reference: 'died', state: 'sending', attempt: 1, sentAt: at(0), lookUpAt: null },
    { reference: 'due', state: 'unknown', attempt: 1, sentAt: at(10), lookUpAt: at(60) },
  ]);
  expect(await listUnsettledIntents(sql, { ...due, limit: 1 })).toHaveLength(1);
  expect(await listUnsettledIntents(sql, { ...due, account: 'second' })).toEqual([]);
});
