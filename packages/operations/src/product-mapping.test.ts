import { listAudit } from '@ponte/db/audit';
import { saveCards, type CatalogueCard } from '@ponte/db/catalogue-cards';
import { listDirty } from '@ponte/db/dirty';
import { holdForProducts, listHeldForProduct } from '@ponte/db/held-products';
import { holdRecords, listHeld } from '@ponte/db/held';
import { listMappingChanges } from '@ponte/db/product-mapping-changes';
import { listMappedProducts, listMappings } from '@ponte/db/product-mappings';
import { openMigratedDatabase, type TestDatabase } from '@ponte/db/testing';
import { afterAll, beforeAll, beforeEach, expect, inject, it } from 'vitest';
import { mapProduct, refuseProduct, unmapProduct } from './map-product.ts';
import { exportMappings, importMappings } from './mapping-files.ts';
import { OperationRefused } from './ports.ts';
import { suggestMappings } from './suggest-mappings.ts';
import { undoMapping } from './undo-mapping.ts';

let database: TestDatabase;
const rung: string[] = [];
const ringer = {
  ring: (job: { name: string }) => {
    rung.push(job.name);
    return Promise.resolve('rung' as const);
  },
};
const ports = (): { database: TestDatabase; ringer: typeof ringer } => ({ database, ringer });
const account = 'default';
const anna = { by: 'anna', reason: 'They are the same.' };

beforeAll(async () => {
  database = await openMigratedDatabase(inject('postgresUrl'));
});
beforeEach(async () => {
  rung.length = 0;
  await database.pool.query(
    'TRUNCATE product_mapping, product_mapping_change, catalogue_card, held, held_product, dirty, audit',
  );
});
afterAll(() => database.remove());

const pair = (id: string, code: string) => ({
  ...{ account, bitrix24ProductId: id, bitrix24ProductName: `Карточка ${id}` },
  ...{ onecProductCode: code, onecProductName: `Товар ${code}` },
});

async function linkedPairs(): Promise<Record<string, string>> {
  const rows = await listMappedProducts(database.pool, { account });
  return Object.fromEntries(rows.map((row) => [row.bitrix24ProductId, row.onecProductCode]));
}

async function holdDeal(deal: string, productIds: readonly string[]): Promise<void> {
  const record = { integration: 'bitrix24-deals', account, kind: 'deal', key: deal };
  await holdRecords(database.pool, [
    { ...record, reason: 'product-unmapped', detail: `Products ${productIds.join(', ')}` },
  ]);
  await holdForProducts(database.pool, { ...record, productIds });
}

async function heldDeals(): Promise<string[]> {
  return (await listHeld(database.pool, { limit: 100 })).map(({ key }) => key).toSorted();
}

it('five deals that wait for three products go on once the last of their products is mapped', async () => {
  await holdDeal('1', ['71']);
  await holdDeal('2', ['71']);
  await holdDeal('3', ['71', '72']);
  await holdDeal('4', ['72', '73']);
  await holdDeal('5', ['71', '72', '73']);
  expect(await listHeldForProduct(database.pool, { account, productId: '72' })).toHaveLength(3);
  const first = await mapProduct(ports(), pair('71', 'A'), anna);
  expect(first.released).toHaveLength(2);
  expect(await heldDeals()).toEqual(['3', '4', '5']);
  await mapProduct(ports(), pair('72', 'B'), anna);
  expect(await heldDeals()).toEqual(['4', '5']);
  await mapProduct(ports(), pair('73', 'C'), anna);
  expect(await heldDeals()).toEqual([]);
  const dirty = await listDirty(database.pool, { account, kind: 'deal', limit: 10 });
  expect(dirty.map(({ id }) => id).toSorted()).toEqual(['1', '2', '3', '4', '5']);
  expect(rung).toHaveLength(3);
});

it('a record held for another reason, or that names no product, stays held', async () => {
  const record = { integration: 'bitrix24-deals', account, kind: 'deal', detail: '' };
  await holdRecords(database.pool, [
    { ...record, key: '8', reason: 'product-unmapped' },
    { ...record, key: '9', reason: 'rule-failed' },
  ]);
  await mapProduct(ports(), pair('71', 'A'), anna);
  expect(await heldDeals()).toEqual(['8', '9']);
});

it('mapping twice changes nothing the second time', async () => {
  const first = await mapProduct(ports(), pair('71', 'A'), anna);
  const second = await mapProduct(ports(), pair('71', 'A'), anna);
  expect(first.changed).toEqual(['71']);
  expect(second).toMatchObject({ changed: [], batch: null, mapping: { id: first.mapping.id } });
  expect(await listMappingChanges(database.pool, { account, limit: 9 })).toHaveLength(1);
});

it('two people who map one card at the same moment leave one link and two changes', async () => {
  await Promise.all([
    mapProduct(ports(), pair('71', 'A'), anna).catch(toRefusal),
    mapProduct(ports(), pair('71', 'B'), { by: 'boris' }).catch(toRefusal),
  ]);
  expect(Object.keys(await linkedPairs())).toEqual(['71']);
  expect(await listMappingChanges(database.pool, { account, limit: 9 })).toHaveLength(2);
});

it('several cards may stand for one product of 1C', async () => {
  await mapProduct(ports(), pair('71', 'A'), anna);
  await mapProduct(ports(), pair('72', 'A'), anna);
  expect(await linkedPairs()).toEqual({ 71: 'A', 72: 'A' });
});

it('mapping, mapping anew, parting and refusing can each be undone, last first', async () => {
  await mapProduct(ports(), pair('71', 'A'), anna);
  await mapProduct(ports(), pair('71', 'B'), anna);
  await unmapProduct(ports(), { account, bitrix24ProductId: '71' }, anna);
  await refuseProduct(ports(), pair('71', 'C'), anna);
  expect(await linkedPairs()).toEqual({});
  const [refused, parted, , first] = await listMappingChanges(database.pool, { account, limit: 9 });
  await expect(undoMapping(ports(), { account, changeId: first?.id }, anna)).rejects.toThrow(
    'Undo the later change first',
  );
  await undoMapping(ports(), { account, changeId: refused?.id }, anna);
  await expect(undoMapping(ports(), { account, changeId: parted?.id }, anna)).rejects.toThrow(
    'Changed again since',
  );
  await undoMapping(ports(), { account, bitrix24ProductId: '71' }, anna);
  expect(await listMappings(database.pool, { account, limit: 9 })).toMatchObject([
    { onecProductCode: 'C', state: 'refused' },
  ]);
});

it('undoing a change of the mapping brings the pair back as it was', async () => {
  await mapProduct(ports(), pair('71', 'A'), anna);
  await mapProduct(ports(), pair('71', 'B'), anna);
  await undoMapping(ports(), { account, bitrix24ProductId: '71' }, anna);
  expect(await linkedPairs()).toEqual({ 71: 'A' });
  await undoMapping(ports(), { account, bitrix24ProductId: '71' }, anna);
  expect(await linkedPairs()).toEqual({ 71: 'B' });
});

it('what is not mapped cannot be parted, and what does not exist cannot be undone', async () => {
  await expect(
    unmapProduct(ports(), { account, bitrix24ProductId: '71' }, anna),
  ).rejects.toBeInstanceOf(OperationRefused);
  await expect(undoMapping(ports(), { account, changeId: '1' }, anna)).rejects.toThrow('no such');
  await expect(undoMapping(ports(), { account }, anna)).rejects.toThrow('Say what to undo');
});

it('every change is in the audit with who and why', async () => {
  await mapProduct(ports(), pair('71', 'A'), anna);
  expect(await listAudit(database.prisma)).toMatchObject([
    {
      ...{ actor: 'anna', action: 'mapping.linked', object: 'product:71' },
      ...{ before: [], after: ['linked A'], reason: 'They are the same.' },
    },
  ]);
});

const card = (id: string, name: string, more: Partial<CatalogueCard> = {}): CatalogueCard => ({
  ...{ id, name, code: null, article: null, barcodes: [], kind: 'item', isActive: true },
  ...more,
});

async function fillCatalogues(): Promise<void> {
  const readAt = new Date('2026-11-22T00:00:00Z');
  await saveCards(database.pool, {
    ...{ account, vendor: 'bitrix24', readAt },
    cards: [
      card('71', 'Крем Айсулу 50 мл'),
      card('72', 'Футболка Дала'),
      card('73', 'Доставка по городу', { kind: 'service' }),
      card('74', 'Глобус политический'),
    ],
  });
  await saveCards(database.pool, {
    ...{ account, vendor: 'onec', readAt },
    cards: [
      card('ref-1', 'Крем Айсулу 50мл', { code: '00-01' }),
      card('ref-2', 'Футболка Дала белая', { code: '00-02' }),
      card('ref-3', 'Футболка Дала черная', { code: '00-03' }),
      card('ref-4', 'Доставка по городу', { code: '00-04', kind: 'service' }),
    ],
  });
}

it('what is certain is linked, the rest is suggested, and what waited for it goes on', async () => {
  await fillCatalogues();
  await holdDeal('1', ['71']);
  const end = await suggestMappings(ports(), { account }, { by: 'ponte' });
  expect(end).toMatchObject({ cards: 4, lines: 4, linked: 1, suggested: 2, without: 1 });
  expect(await listMappedProducts(database.pool, { account })).toEqual([
    {
      ...{ bitrix24ProductId: '71', bitrix24ProductName: 'Крем Айсулу 50 мл' },
      ...{ onecProductCode: '00-01', onecProductName: 'Крем Айсулу 50мл', onecRefKey: 'ref-1' },
    },
  ]);
  expect(await heldDeals()).toEqual([]);
  const suggested = await listMappings(database.pool, { account, state: 'suggested', limit: 9 });
  expect(
    suggested.map((row) => `${row.bitrix24ProductId} ${row.onecProductCode}`).toSorted(),
  ).toEqual(['72 00-02', '72 00-03', '73 00-04']);
  expect(suggested[0]?.reason).toContain('same words: футболка, дала; only in 1C');
});

it('suggesting again repeats nothing, and leaves alone what a person parted or refused', async () => {
  await fillCatalogues();
  await suggestMappings(ports(), { account }, { by: 'ponte' });
  const again = await suggestMappings(ports(), { account }, { by: 'ponte' });
  expect(again).toMatchObject({ linked: 0, suggested: 2, batch: null });
  await unmapProduct(ports(), { account, bitrix24ProductId: '71' }, anna);
  await refuseProduct(
    ports(),
    { account, bitrix24ProductId: '72', onecProductCode: '00-02' },
    anna,
  );
  await suggestMappings(ports(), { account }, { by: 'ponte' });
  expect(await linkedPairs()).toEqual({});
  const suggested = await listMappings(database.pool, { account, state: 'suggested', limit: 9 });
  expect(
    suggested.map((row) => `${row.bitrix24ProductId} ${row.onecProductCode}`).toSorted(),
  ).toEqual(['71 00-01', '72 00-03', '73 00-04']);
});

it('the automatic links of one run can be undone at once', async () => {
  await fillCatalogues();
  const { batch } = await suggestMappings(ports(), { account }, { by: 'ponte' });
  await undoMapping(ports(), { account, batch: batch ?? '' }, anna);
  expect(await linkedPairs()).toEqual({});
});

it('a file with a broken line is imported without that line, and can be undone at once', async () => {
  const rows = Array.from({ length: 45 }, (_, at) =>
    at === 6 ? '106;"Крем "Алоэ;00-6;Крем' : `${100 + at};Карточка ${at};00-${at};Товар ${at}`,
  );
  const bytes = new TextEncoder().encode(rows.join('\r\n'));
  const end = await importMappings(ports(), { account, bytes }, anna);
  expect(end).toMatchObject({ read: 44, unchanged: 0, broken: [{ line: 7 }] });
  expect(Object.keys(await linkedPairs())).toHaveLength(44);
  const again = await importMappings(ports(), { account, bytes }, anna);
  expect(again).toMatchObject({ read: 44, unchanged: 44, batch: null });
  await undoMapping(ports(), { account, batch: end.batch ?? '' }, anna);
  expect(await linkedPairs()).toEqual({});
});

it('a dry run of an import reads everything and writes nothing', async () => {
  const bytes = new TextEncoder().encode('71;Карточка;00-1;Товар\n');
  const end = await importMappings(ports(), { account, bytes, isDryRun: true }, anna);
  expect(end).toMatchObject({ read: 1, batch: null });
  expect(await linkedPairs()).toEqual({});
});

it('an export imported into an empty mapping gives the same mapping', async () => {
  await mapProduct(ports(), { ...pair('71', 'A'), bitrix24ProductName: 'Крем; "Алоэ"' }, anna);
  await refuseProduct(ports(), pair('72', 'B'), anna);
  const text = await exportMappings(ports(), { account });
  await database.pool.query('TRUNCATE product_mapping');
  await importMappings(ports(), { account, bytes: new TextEncoder().encode(text) }, anna);
  expect(await exportMappings(ports(), { account })).toBe(text);
});

it('the first company’s table is a view over the links', async () => {
  await mapProduct(ports(), pair('71', 'A'), anna);
  await refuseProduct(ports(), pair('72', 'B'), anna);
  const { rows } = await database.pool.query('SELECT * FROM bitrix_1c_product_mapping');
  expect(rows).toEqual([
    {
      ...{
        id: expect.any(Number),
        bitrix24_product_id: '71',
        bitrix24_product_name: 'Карточка 71',
      },
      ...{ onec_product_code: 'A', onec_product_name: 'Товар A' },
      ...{ created_at: expect.any(Date), updated_at: expect.any(Date) },
    },
  ]);
});

function toRefusal(error: unknown): string {
  if (error instanceof OperationRefused) return error.message;
  throw error;
}
