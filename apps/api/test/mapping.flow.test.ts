import { createApiKey } from '@ponte/db/api-keys';
import { saveCards } from '@ponte/db/catalogue-cards';
import { holdRecords, listHeld } from '@ponte/db/held';
import { holdForProducts } from '@ponte/db/held-products';
import { openMigratedDatabase, type TestDatabase } from '@ponte/db/testing';
import { afterAll, beforeAll, beforeEach, expect, inject, it } from 'vitest';
import { describedApi, type ApiAnswer, type AskApi } from '../src/testing.ts';
import { startTestApi, type TestApi } from './start-test-api.ts';

let database: TestDatabase;
let api: TestApi;
let ask: AskApi;
let keys: Record<'operator' | 'viewer', string>;

beforeAll(async () => {
  database = await openMigratedDatabase(inject('postgresUrl'));
  api = await startTestApi(database.url);
  ask = await describedApi(api.url, fetch);
  const [operator, viewer] = await Promise.all([
    createApiKey(database.prisma, { name: 'operator', role: 'operator' }),
    createApiKey(database.prisma, { name: 'viewer', role: 'viewer' }),
  ]);
  keys = { operator: operator.key, viewer: viewer.key };
});
beforeEach(async () => {
  await database.pool.query(
    'TRUNCATE product_mapping, product_mapping_change, catalogue_card, held, held_product',
  );
});
afterAll(async () => {
  await api.close();
  await database.remove();
});

const call = (
  method: string,
  path: string,
  { body, by = 'operator' }: { body?: unknown; by?: 'operator' | 'viewer' } = {},
): Promise<ApiAnswer> => ask(method, path, { key: keys[by], body });

async function sendFile(
  bytes: Uint8Array<ArrayBuffer>,
  query = '',
): Promise<Pick<ApiAnswer, 'status' | 'body'>> {
  const answer = await fetch(`${api.url}/api/mapping/products/import${query}`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${keys.operator}`, 'Content-Type': 'text/csv' },
    body: bytes,
  });
  return { status: answer.status, body: (await answer.json()) as ApiAnswer['body'] };
}

const cream = {
  ...{ bitrix24_product_id: '71', bitrix24_product_name: 'Крем Айсулу' },
  ...{ onec_product_code: '00-00000001', onec_product_name: 'Крем Айсулу 50 мл' },
};

async function holdDeal(key: string, productIds: readonly string[]): Promise<void> {
  const record = { integration: 'bitrix24-deals', account: 'default', kind: 'deal', key };
  await holdRecords(database.pool, [{ ...record, reason: 'product-unmapped', detail: '' }]);
  await holdForProducts(database.pool, { ...record, productIds });
}

it('maps a product with the first company’s request and lists it in that form', async () => {
  const made = await call('POST', '/api/mapping/product', { body: cream });
  expect(made).toMatchObject({ status: 200, body: { status: 'success', mapping: cream } });
  const { body } = await call('GET', '/api/mapping/products', { by: 'viewer' });
  expect(body).toMatchObject({
    mappings: [
      { id: expect.any(Number), ...cream, state: 'linked', changed_by: 'api-key:operator' },
    ],
  });
});

it('takes an id that is a number, and names from the catalogues', async () => {
  const readAt = new Date('2026-11-22T00:00:00Z');
  const plain = { article: null, barcodes: [], kind: 'item', isActive: true } as const;
  await saveCards(database.pool, {
    ...{ account: 'default', vendor: 'bitrix24', readAt },
    cards: [{ ...plain, id: '71', code: null, name: 'Крем Айсулу' }],
  });
  await saveCards(database.pool, {
    ...{ account: 'default', vendor: 'onec', readAt },
    cards: [{ ...plain, id: 'ref', code: '00-1', name: 'Крем Айсулу 50 мл' }],
  });
  const body = { bitrix24_product_id: 71, onec_product_code: '00-1' };
  expect(await call('POST', '/api/mapping/product', { body })).toMatchObject({
    body: {
      mapping: {
        ...{ bitrix24_product_id: '71', bitrix24_product_name: 'Крем Айсулу' },
        onec_product_name: 'Крем Айсулу 50 мл',
      },
    },
  });
});

it('lets go what waited for the mapped products', async () => {
  await holdDeal('1', ['71']);
  await holdDeal('2', ['71', '72']);
  const first = await call('POST', '/api/mapping/product', { body: cream });
  expect(first.body['released']).toHaveLength(1);
  const body = { ...cream, bitrix24_product_id: '72' };
  const second = await call('POST', '/api/mapping/product', { body });
  expect(second.body['released']).toHaveLength(1);
  expect(await listHeld(database.pool, { limit: 10 })).toEqual([]);
});

it('suggests, refuses, parts, tells the history and undoes', async () => {
  const readAt = new Date('2026-11-22T00:00:00Z');
  const plain = { article: null, barcodes: [], kind: 'item', isActive: true } as const;
  await saveCards(database.pool, {
    ...{ account: 'default', vendor: 'bitrix24', readAt },
    cards: [
      { ...plain, id: '71', code: null, name: 'Крем Айсулу 50 мл' },
      { ...plain, id: '72', code: null, name: 'Мыло Айсулу' },
    ],
  });
  await saveCards(database.pool, {
    ...{ account: 'default', vendor: 'onec', readAt },
    cards: ['Крем Айсулу 50мл', 'Мыло Айсулу 90 г', 'Мыло Айсулу 200 г'].map((name, at) => ({
      ...{ ...plain, id: `ref-${at}`, code: `00-${at}`, name },
    })),
  });
  const end = await call('POST', '/api/mapping/suggest', { body: {} });
  expect(end.body).toMatchObject({ cards: 2, lines: 3, linked: 1, suggested: 1 });
  const { body } = await call('GET', '/api/mapping/products?state=suggested');
  expect(body['mappings']).toMatchObject([
    { bitrix24_product_id: '72', onec_product_name: 'Мыло Айсулу 90 г' },
    { bitrix24_product_id: '72', onec_product_name: 'Мыло Айсулу 200 г' },
    { bitrix24_product_id: '72', onec_product_name: 'Крем Айсулу 50мл' },
  ]);
  const refused = { bitrix24_product_id: '72', onec_product_code: '00-1' };
  await call('POST', '/api/mapping/product/refuse', { body: { ...refused, why: 'Too small.' } });
  const parted = await call('DELETE', '/api/mapping/product/71', { body: { why: 'A trial.' } });
  expect(parted.body['changed']).toEqual(['71']);
  const history = await call('GET', '/api/mapping/history');
  expect(history.body['changes']).toMatchObject([
    { action: 'unlinked', bitrix24ProductId: '71', why: 'A trial.' },
    { action: 'refused', bitrix24ProductId: '72', why: 'Too small.' },
    { action: 'linked', bitrix24ProductId: '71', before: [] },
  ]);
  const undone = await call('POST', '/api/mapping/undo', { body: { product: '71' } });
  expect(undone).toMatchObject({ status: 200, body: { changed: ['71'] } });
  expect((await call('GET', '/api/mapping/products')).body['mappings']).toHaveLength(1);
});

it('imports a file in Windows-1251, names its broken lines, and gives a file that a spreadsheet opens', async () => {
  const text = '71;Krem;00-1;Krem 50\r\n72;"Mylo "A;00-2;Mylo\r\n73;Sol;00-3;Sol\r\n';
  const windows1251 = Uint8Array.from([...text].map((letter) => letter.charCodeAt(0)));
  windows1251[3] = 0xca; // К
  const tried = await sendFile(windows1251, '?dryRun=true');
  expect(tried.body).toMatchObject({ read: 2, changed: [], broken: [{ line: 2 }] });
  const { status, body } = await sendFile(windows1251);
  expect(status).toBe(200);
  expect(body).toMatchObject({ read: 2, changed: ['71', '73'], broken: [{ line: 2 }] });
  const file = await fetch(`${api.url}/api/mapping/products.csv`, {
    headers: { Authorization: `Bearer ${keys.viewer}` },
  });
  const lines = new TextDecoder('utf-8', { ignoreBOM: true }).decode(await file.arrayBuffer());
  expect(file.headers.get('content-disposition')).toContain('ponte-product-mapping.csv');
  expect(lines.split('\r\n').slice(0, 2)).toEqual([
    '\ufeffbitrix24_product_id;bitrix24_product_name;onec_product_code;onec_product_name;state;score;reason',
    '71;Кrem;00-1;Krem 50;linked;;',
  ]);
});

it.each([
  [
    'an id that is no number',
    'POST',
    '/api/mapping/product',
    { ...cream, bitrix24_product_id: 'x' },
    400,
  ],
  ['no code', 'POST', '/api/mapping/product', { ...cream, onec_product_code: ' ' }, 400],
  ['parting what is not mapped', 'DELETE', '/api/mapping/product/9', {}, 404],
  ['undoing nothing', 'POST', '/api/mapping/undo', {}, 400],
  ['undoing two things', 'POST', '/api/mapping/undo', { change: '1', product: '2' }, 400],
  ['undoing what never was', 'POST', '/api/mapping/undo', { change: '1' }, 404],
  ['importing JSON', 'POST', '/api/mapping/products/import', { rows: [] }, 415],
])('refuses %s', async (_, method, path, body, status) => {
  expect(await call(method, path, { body })).toMatchObject({ status });
});

it('who may only look changes nothing', async () => {
  const asked = { body: cream, by: 'viewer' } as const;
  expect(await call('POST', '/api/mapping/product', asked)).toMatchObject({ status: 403 });
  expect(await call('POST', '/api/mapping/suggest', { body: {}, by: 'viewer' })).toMatchObject({
    status: 403,
  });
});
