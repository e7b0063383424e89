import { afterAll, beforeEach, expect, inject, test } from 'vitest';
import { inTransaction } from './client.ts';
import { findLink, findLinkTo, LinkConflict, listLinks, removeLink, saveLink } from './links.ts';
import { openMigratedDatabase } from './testing.ts';

const database = await openMigratedDatabase(inject('postgresUrl'));
const sql = database.pool;
afterAll(() => database.remove());
beforeEach(() => sql.query('TRUNCATE link'));

const left = { integration: 'bling-shop', leftKind: 'order', leftId: '4711' };
const right = { integration: 'bling-shop', rightKind: 'bling-order', rightId: '900' };
const link = { ...left, ...right, fingerprint: 'f1' };

test('a pair is found from either side', async () => {
  const saved = await saveLink(sql, link);

  expect(saved).toMatchObject({ ...link, version: '1' });
  expect(await findLink(sql, left)).toEqual(saved);
  expect(await findLinkTo(sql, right)).toEqual(saved);
  expect(await findLink(sql, { ...left, leftKind: 'product' })).toBeUndefined();
  expect(await findLink(sql, { ...left, integration: 'reports' })).toBeUndefined();
});

test('links of many things come at once', async () => {
  await saveLink(sql, link);
  await saveLink(sql, { ...link, leftId: '4712', rightId: '901' });

  const links = await listLinks(sql, { ...left, leftIds: ['4711', '4712', '4713'] });

  expect(links.map(({ rightId }) => rightId)).toEqual(['900', '901']);
});

test('saving a known pair notes the new fingerprint and counts', async () => {
  await saveLink(sql, link);

  expect(await saveLink(sql, { ...link, fingerprint: 'f2' })).toMatchObject({
    fingerprint: 'f2',
    version: '2',
  });
});

test('neither side can be paired a second time', async () => {
  await saveLink(sql, link);

  await expect(saveLink(sql, { ...link, rightId: '901' })).rejects.toThrow(LinkConflict);
  await expect(saveLink(sql, { ...link, leftId: '4712' })).rejects.toThrow(
    'bling-order 900 is linked to another order than 4712 in bling-shop',
  );
  expect(await findLink(sql, left)).toMatchObject({ rightId: '900', version: '1' });
});

test('of many who pair one thing with different partners exactly one succeeds', async () => {
  const attempts = await Promise.allSettled(
    ['1', '2', '3', '4'].map((rightId) => saveLink(sql, { ...link, rightId })),
  );

  expect(attempts.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
});

test('a save that rests on an old reading is refused', async () => {
  const read = await saveLink(sql, link);
  await saveLink(sql, { ...link, fingerprint: 'f2' });

  const stale = { ...link, fingerprint: 'f3', readVersion: read.version };
  await expect(saveLink(sql, stale)).rejects.toThrow('Read the link again');
  expect(await saveLink(sql, { ...stale, readVersion: '2' })).toMatchObject({ version: '3' });
});

test('a save that rests on a reading of a link that is gone is refused', async () => {
  await expect(saveLink(sql, { ...link, readVersion: '1' })).rejects.toThrow(LinkConflict);
  expect(await findLink(sql, left)).toBeUndefined();
});

test('a link joins the transaction of its caller', async () => {
  const work = inTransaction(sql, async (transaction) => {
    await saveLink(transaction, link);
    throw new Error('undone');
  });

  await expect(work).rejects.toThrow('undone');
  expect(await findLink(sql, left)).toBeUndefined();
});

test('a removed pair leaves both sides free', async () => {
  await saveLink(sql, link);

  expect(await removeLink(sql, left)).toBe(true);
  expect(await removeLink(sql, left)).toBe(false);
  expect(await saveLink(sql, { ...link, rightId: '901' })).toMatchObject({ version: '1' });
});
