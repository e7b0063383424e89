import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { holdRecords, listHeld, listHeldKeys } from './held.ts';
import { openMigratedDatabase, type TestDatabase } from './testing.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await openMigratedDatabase(inject('postgresUrl'));
});
afterAll(() => database.remove());

const where = { integration: 'bitrix24-deals', account: 'a', kind: 'deal' };
const hold = (key: string, detail: string) => ({ ...where, key, reason: 'x', detail });

test('a record that is held twice at once is one record, with the later words', async () => {
  await holdRecords(database.pool, [hold('1', 'first'), hold('2', 'other'), hold('1', 'second')]);
  const rows = await listHeld(database.pool, { limit: 10 });
  expect(rows.map(({ key, detail }) => [key, detail]).toSorted()).toEqual([
    ['1', 'second'],
    ['2', 'other'],
  ]);
});

test('of some records those that are held are told, or all of a kind', async () => {
  expect([...(await listHeldKeys(database.pool, { ...where, keys: ['2', '3'] }))]).toEqual(['2']);
  expect((await listHeldKeys(database.pool, where)).size).toBe(2);
});
