import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { listDirty, listMarkedIds, markDirty } from './dirty.ts';
import { openMigratedDatabase, type TestDatabase } from './testing.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await openMigratedDatabase(inject('postgresUrl'));
});
afterAll(() => database.remove());

const mark = (account: string, ids: string[], isDrift?: boolean) =>
  markDirty(database.pool, { account, kind: 'deal', ids, ...(isDrift ? { isDrift } : {}) });
const list = async (account: string) =>
  (await listDirty(database.pool, { account, kind: 'deal', limit: 10 })).map(({ id }) => id);

test('what a comparison has marked stands behind every event, however late that comes', async () => {
  await mark('a', ['1', '2'], true);
  await mark('a', ['9']);
  expect(await list('a')).toEqual(['9', '1', '2']);
});

test('an event of a deal that a comparison has marked brings it forward, never the other way', async () => {
  await mark('b', ['1', '2', '3'], true);
  await mark('b', ['3']);
  expect(await list('b')).toEqual(['3', '1', '2']);
  await mark('b', ['3'], true);
  expect(await list('b')).toEqual(['3', '1', '2']);
});

test('of some deals those that are marked are told', async () => {
  await mark('c', ['1', '3']);
  const where = { account: 'c', kind: 'deal', ids: ['1', '2'] };
  expect([...(await listMarkedIds(database.pool, where))]).toEqual(['1']);
});
