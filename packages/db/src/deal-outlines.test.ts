import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { findHighestDealId, listOutlinesOf, listStoredOutlines } from './deal-outlines.ts';
import { openMigratedDatabase, type TestDatabase } from './testing.ts';

let database: TestDatabase;
const at = new Date('2026-11-22T12:00:00Z');

beforeAll(async () => {
  database = await openMigratedDatabase(inject('postgresUrl'));
  const common = { categoryId: '9', stageId: 'C9:NEW', createdAt: at, modifiedAt: at, readAt: at };
  const rows = ['2', '9', '10', '100'].map((id) => ({
    ...{ ...common, account: 'a', id, custom: {}, fingerprint: 'f' },
    deletedAt: id === '9' ? at : null,
  }));
  await database.prisma.deal.createMany({ data: [...rows, { ...rows[0]!, account: 'b' }] });
});
afterAll(() => database.remove());

const outline = (id: string, isDeleted = false) => ({
  ...{ id, categoryId: '9', stageId: 'C9:NEW', modifiedAt: at, isDeleted },
});

test('outlines are found by ids of one account, tombstones included, others left out', async () => {
  const found = await listOutlinesOf(database.pool, { account: 'a', ids: ['2', '9', '7777'] });
  expect(found.toSorted((a, b) => Number(a.id) - Number(b.id))).toEqual([
    outline('2'),
    outline('9', true),
  ]);
  expect(await listOutlinesOf(database.pool, { account: 'a', ids: [] })).toEqual([]);
});

test('outlines are found by stretches of ids, which are numbers and not texts', async () => {
  const ranges = [{ after: 2, upTo: 10 }];
  const found = await listStoredOutlines(database.pool, { account: 'a', ranges });
  expect(found.map(({ id }) => id).toSorted()).toEqual(['10', '9']);
  expect(await findHighestDealId(database.pool, 'a')).toBe(100);
  expect(await findHighestDealId(database.pool, 'nobody')).toBe(0);
});
