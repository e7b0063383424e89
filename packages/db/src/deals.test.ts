import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { countDeals, markDealsDeleted, saveDeals, type DealRow } from './deals.ts';
import {
  clearDirty,
  countDirty,
  listDirty,
  listDirtyAccounts,
  listDue,
  markDirty,
  postponeDirty,
} from './dirty.ts';
import { openMigratedDatabase, type TestDatabase } from './testing.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await openMigratedDatabase(inject('postgresUrl'));
});
afterAll(() => database.remove());

const at = (second: number): Date => new Date(Date.UTC(2026, 10, 22, 12, 0, second));

function deal(id: string, change: Partial<DealRow> = {}): DealRow {
  return {
    ...EMPTY,
    account: 'a',
    id,
    title: 'Deal',
    categoryId: '0',
    stageId: 'NEW',
    createdAt: at(0),
    modifiedAt: at(1),
    custom: { UF_CRM_1: ['45', '47'] },
    fingerprint: 'f',
    readAt: at(2),
    ...change,
  };
}

const EMPTY = Object.fromEntries(
  [
    ...['title', 'typeId', 'stageSemantic', 'probability', 'opportunity', 'currencyId', 'taxValue'],
    ...['isManualOpportunity', 'leadId', 'companyId', 'contactId', 'quoteId', 'beginAt', 'closeAt'],
    ...['movedAt', 'lastActivityAt', 'assignedById', 'createdById', 'modifiedById', 'movedById'],
    ...['lastActivityById', 'isOpenToAll', 'isClosed', 'isNew', 'isRecurring', 'isReturnCustomer'],
    ...['isRepeatedApproach', 'sourceId', 'sourceDescription', 'comments', 'additionalInfo'],
    ...['locationId', 'originatorId', 'originId', 'utmSource', 'utmMedium', 'utmCampaign'],
    ...['utmContent', 'utmTerm'],
  ].map((name) => [name, null]),
) as unknown as DealRow;

async function titleOf(id: string): Promise<string | null | undefined> {
  const row = await database.prisma.deal.findUnique({
    where: { account_id: { account: 'a', id } },
  });
  return row?.title;
}

test('a deal is stored with its types', async () => {
  await saveDeals(database.pool, [deal('1', { opportunity: '1000000.05', isClosed: true })]);
  const row = await database.prisma.deal.findUniqueOrThrow({
    where: { account_id: { account: 'a', id: '1' } },
  });
  expect(row.opportunity?.toFixed(2)).toBe('1000000.05');
  expect(row).toMatchObject({
    isClosed: true,
    modifiedAt: at(1),
    custom: { UF_CRM_1: ['45', '47'] },
  });
});

test('an older state never overwrites a newer one, in whatever order they arrive', async () => {
  await saveDeals(database.pool, [deal('2', { title: 'new', modifiedAt: at(9), readAt: at(10) })]);
  expect(
    await saveDeals(database.pool, [
      deal('2', { title: 'old', modifiedAt: at(8), readAt: at(11) }),
    ]),
  ).toEqual([]);
  expect(await titleOf('2')).toBe('new');
});

test('within one second of the portal the later read wins', async () => {
  await saveDeals(database.pool, [deal('3', { title: 'later read', readAt: at(5) })]);
  await saveDeals(database.pool, [deal('3', { title: 'earlier read', readAt: at(4) })]);
  expect(await titleOf('3')).toBe('later read');
});

test('a deletion is a tombstone, and a later read that finds the deal lifts it', async () => {
  await saveDeals(database.pool, [deal('4')]);
  const before = await countDeals(database.pool, 'a');
  expect(
    await markDealsDeleted(database.pool, { account: 'a', ids: ['4', 'never'], readAt: at(6) }),
  ).toEqual(['4']);
  expect((await countDeals(database.pool, 'a')).live).toBe(before.live - 1);
  expect(await saveDeals(database.pool, [deal('4', { readAt: at(5) })])).toEqual([]);
  expect(await saveDeals(database.pool, [deal('4', { readAt: at(7) })])).toEqual(['4']);
  expect(await countDeals(database.pool, 'a')).toEqual(before);
});

test('a deletion that was seen before a later read does not remove the deal', async () => {
  await saveDeals(database.pool, [deal('5', { readAt: at(20) })]);
  expect(
    await markDealsDeleted(database.pool, { account: 'a', ids: ['5'], readAt: at(19) }),
  ).toEqual([]);
});

test('clearing takes the version that was read and leaves a mark that came meanwhile', async () => {
  const address = { account: 'a', kind: 'deal' };
  await markDirty(database.pool, { ...address, ids: ['7', '8', '7'] });
  const read = await listDirty(database.pool, { ...address, limit: 50 });
  const versions = read.map(({ version }) => version);
  await markDirty(database.pool, { ...address, ids: ['8'] });
  expect(await clearDirty(database.pool, { ...address, read })).toBe(1);
  const left = await listDirty(database.pool, { ...address, limit: 50 });
  expect(left.map(({ id }) => id)).toEqual(['8']);
  expect(versions).not.toContain(left[0]?.version);
});

test('a mark that waits is nobody’s to read or to ring for until its time has come', async () => {
  const address = { account: 'w', kind: 'waiting-deal' };
  await markDirty(database.pool, { ...address, ids: ['1', '2', '3'] });
  const read = await listDue(database.pool, { ...address, limit: 50 });
  const fates = new Map([
    ['1', { forMs: 600_000, isTry: true }],
    ['2', { forMs: 0, isTry: false }],
  ]);
  await postponeDirty(database.pool, {
    ...address,
    read: read.flatMap((mark) => {
      const fate = fates.get(mark.id);
      return fate === undefined ? [] : [{ ...mark, ...fate }];
    }),
  });
  const due = await listDue(database.pool, { ...address, limit: 50 });
  expect(due.map(({ id, tries }) => [id, tries])).toEqual([
    ['3', 0],
    ['2', 0],
  ]);
  await clearDirty(database.pool, { ...address, read: due });
  expect(await listDirty(database.pool, { ...address, limit: 50 })).toMatchObject([
    { id: '1', tries: 1 },
  ]);
  expect(await countDirty(database.pool, address.kind)).toMatchObject([{ account: 'w', count: 1 }]);
  expect(await listDirtyAccounts(database.pool, [address.kind], 0)).toEqual([]);
});

test('two writers that mark the same deals in opposite order do not block each other', async () => {
  const ids = Array.from({ length: 200 }, (_, n) => String(n + 1_000));
  const address = { account: 'b', kind: 'deal' };
  await Promise.all(
    Array.from({ length: 10 }, (_, n) =>
      markDirty(database.pool, { ...address, ids: n % 2 === 0 ? ids : ids.toReversed() }),
    ),
  );
  const rows = await listDirty(database.pool, { ...address, limit: 500 });
  expect(rows).toHaveLength(200);
});

test('a reader who was asleep cannot clear a mark that he never read', async () => {
  const address = { account: 'c', kind: 'deal' };
  await markDirty(database.pool, { ...address, ids: ['7'] });
  const asleep = await listDirty(database.pool, { ...address, limit: 50 });
  await clearDirty(database.pool, { ...address, read: asleep });
  await markDirty(database.pool, { ...address, ids: ['7'] });
  expect(await clearDirty(database.pool, { ...address, read: asleep })).toBe(0);
});
