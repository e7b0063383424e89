import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Json } from '../../json.ts';
import { makeTradeGoods, openingStock, tradeWarehouses } from '../../trade-goods.ts';
import { startPortalUnderTest, type PortalUnderTest } from '../test-support/portal-under-test.ts';

type Row = Record<string, Json>;

let portal: PortalUnderTest;
beforeAll(async () => {
  portal = await startPortalUnderTest({
    scenario: { name: 'trade', deals: 3, goods: 120, stores: 3 },
  });
});
beforeEach(async () => {
  await portal.control('/reset', {});
  await portal.act({ do: 'set-plan', size: 100_000 });
});
afterAll(() => portal.fake.stop());

const products = async (params: Record<string, Json>): Promise<Row[]> =>
  (
    await portal.result<{ products: Row[] }>('catalog.product.list', {
      select: ['id', 'iblockId', 'name', 'quantity', 'quantityReserved', 'property41'],
      start: -1,
      ...params,
    })
  ).products;
const quantityOf = async (id: number): Promise<Json | undefined> =>
  (await portal.result<{ product: Row }>('catalog.product.get', { id })).product['quantity'];
const error = async (method: string, params: Json = {}): Promise<[number, string]> => {
  const { status, text } = await portal.call(method, params);
  return [status, text];
};

describe('cards', () => {
  it('are the goods that 1C has under its own names, with barcodes in a property', async () => {
    const [good] = makeTradeGoods(1, 1);
    const [row] = await products({ filter: { iblockId: 23, '>=id': 1001 } });
    expect(row).toMatchObject({ id: 1001, iblockId: 23, name: good?.nameInBitrix24 });
    expect(row?.['property41']).toEqual([{ value: good?.barcode, valueId: '100141' }]);
    expect(row).toMatchObject({ quantityReserved: null });
  });

  it('need id, iblockId and the block in the request', async () => {
    expect(await error('catalog.product.list', { filter: { iblockId: 23 } })).toEqual([
      400,
      '{"error":0,"error_description":"Required select fields: id, iblockId"}',
    ]);
    expect(await error('catalog.product.list', { select: ['id', 'iblockId'] })).toEqual([
      400,
      '{"error":0,"error_description":"Required filter fields: iblockId"}',
    ]);
    expect(
      await error('catalog.product.list', { select: ['id', 'iblockId'], filter: { iblockId: 99 } }),
    ).toEqual([400, '{"error":200040300030,"error_description":"Access Denied"}']);
  });

  it('that do not exist answer as those that may not be seen', async () => {
    expect(await error('catalog.product.get', { id: 5 })).toEqual([
      400,
      '{"error":200040300040,"error_description":"Access Denied"}',
    ]);
    expect(await error('catalog.product.update', { id: 5, fields: { quantity: 1 } })).toEqual([
      400,
      '{"error":200040300043,"error_description":"Access Denied"}',
    ]);
    expect(
      await error('catalog.product.update', { id: 1001, fields: { iblockId: 99, quantity: 1 } }),
    ).toEqual([
      400,
      '{"error":0,"error_description":"Product - 1001 is not exists in catalog - 99"}',
    ]);
  });

  it('are paged by exact offset, and a list of ids is the number 1', async () => {
    const ids = async (params: Record<string, Json>): Promise<Json[]> =>
      (await products(params)).map((row) => row['id'] ?? null);
    const all = await ids({ filter: { iblockId: 23, '>id': 900 } });
    const shifted = await ids({ filter: { iblockId: 23 }, start: 7 });
    expect([shifted.length, shifted.slice(0, 43)]).toEqual([50, all.slice(7)]);
    expect(await ids({ filter: { iblockId: 23, id: [1001, 1003] } })).toEqual([]);
    expect(await ids({ filter: { iblockId: 23, '@id': [1001, 1003] } })).toEqual(all);
    expect(await ids({ filter: { iblockId: 23, NO_SUCH: 'x' } })).toEqual(all);
    expect(await ids({ filter: { iblockId: 23, property41: '4871000000071' } })).toEqual([1001]);
  });

  it('count only when asked to', async () => {
    const { text } = await portal.call('catalog.product.list', {
      ...{ select: ['id', 'iblockId'], filter: { iblockId: 23 }, start: 100 },
    });
    expect(text).toMatch(/"total":124,"time"/);
    expect((await portal.call('catalog.storeproduct.list', { start: -1 })).text).toContain(
      '"total":0',
    );
  });

  it('offers stand in a block of their own and name their parent', async () => {
    const { offers } = await portal.result<{ offers: Row[] }>('catalog.product.offer.list', {
      select: ['id', 'iblockId', 'parentId'],
      filter: { iblockId: 24 },
    });
    expect(offers[0]).toEqual({
      id: 909,
      iblockId: 24,
      parentId: { value: '907', valueId: '9099' },
    });
  });

  it('are not shown to a webhook without the scope', async () => {
    await portal.act({ do: 'set-rights', scopes: ['crm'] });
    expect((await error('catalog.store.list'))[1]).toContain('"error":"insufficient_scope"');
  });
});

describe('quantities', () => {
  it('without inventory accounting are written as they are; zero reads as null', async () => {
    const { element } = await portal.result<{ element: Row }>('catalog.product.update', {
      ...{ id: 1001, fields: { quantity: 10 } },
    });
    expect([element['quantity'], element['purchasingPrice']]).toEqual([
      10,
      expect.stringMatching(/^\d+\.\d{6}$/),
    ]);
    await portal.call('catalog.product.update', { id: 1001, fields: { quantity: 0 } });
    expect(await quantityOf(1001)).toBe(null);
  });

  it('with it are kept without a word', async () => {
    await portal.act({ do: 'set-inventory-mode', mode: 'Y' });
    const before = await quantityOf(1001);
    const { element } = await portal.result<{ element: Row }>('catalog.product.update', {
      ...{ id: 1001, fields: { quantity: 999, name: 'Новое имя' } },
    });
    expect([element['quantity'], element['name']]).toEqual([before, 'Новое имя']);
  });

  it('of the stores are those both systems begin with', async () => {
    const [good] = makeTradeGoods(1, 1);
    const { storeProducts } = await portal.result<{ storeProducts: Row[] }>(
      'catalog.storeproduct.list',
      { filter: { productId: 1001 }, select: ['storeId', 'amount'] },
    );
    const expected = tradeWarehouses
      .slice(0, 3)
      .map((warehouse) => good && openingStock(1, good, warehouse));
    expect(storeProducts).toEqual(
      expected.flatMap((amount, at) => (amount ? [{ amount, storeId: at + 1 }] : [])),
    );
  });
});

describe('documents', () => {
  const add = (docType: string, more: Record<string, Json> = {}): Promise<{ document: Row }> =>
    portal.result('catalog.document.add', {
      fields: { docType, currency: 'KZT', responsibleId: 1, ...more },
    });
  const addLine = (fields: Record<string, Json>) =>
    portal.call('catalog.document.element.add', { fields });

  it('conducted, change what the store has, once', async () => {
    await portal.act({ do: 'set-inventory-mode', mode: 'Y' });
    await portal.act({ do: 'set-stock', productId: 1001, storeId: 2, amount: 1 });
    const { document } = await add('S', { docNumber: 'SYNC-42', title: 'sync 42' });
    expect(document).toMatchObject({ docType: 'S', status: 'N', docNumber: 'SYNC-42' });
    const docId = document['id'] ?? 0;
    const line = await addLine({
      docId,
      elementId: 1001,
      storeTo: 2,
      amount: 15,
      purchasingPrice: 1250.5,
    });
    expect(line.text).toContain(
      `"documentElement":{"amount":15,"docId":${String(docId)},"elementId":1001,"id":141,"purchasingPrice":1250.5,"storeFrom":null,"storeTo":2}`,
    );
    expect((await portal.call('catalog.document.conduct', { id: docId })).text).toContain(
      '"result":true',
    );
    const state = await portal.read<{ products: { amounts: Row }[] }>('/state?products=1001,0');
    expect(state.products[0]?.amounts['2']).toBe(16);
    expect((await error('catalog.document.conduct', { id: docId }))[0]).toBe(400);
    expect(await addLine({ docId, elementId: 1001, storeTo: 2, amount: 1 })).toMatchObject({
      text: '{"error":"ERROR_DOCUMENT_STATUS","error_description":"Conducted document"}',
    });
    expect(await portal.result('catalog.document.delete', { id: docId })).toBe(null);
    const { documents } = await portal.result<{ documents: Row[] }>('catalog.document.list', {
      ...{ filter: { docNumber: 'SYNC-42' }, select: ['id', 'status', 'total'] },
    });
    expect(documents).toEqual([{ id: docId, status: 'Y', total: 18757.5 }]);
  });

  it('taken back, leave the store as it was', async () => {
    await portal.act({ do: 'set-inventory-mode', mode: 'Y' });
    const before = await quantityOf(1001);
    const { document } = await add('S');
    await addLine({ docId: document['id'] ?? 0, elementId: 1001, storeTo: 1, amount: 2.5 });
    await portal.call('catalog.document.conduct', { id: document['id'] ?? 0 });
    expect(await quantityOf(1001)).toBe(Number(before) + 2.5);
    await portal.call('catalog.document.cancel', { id: document['id'] ?? 0 });
    expect(await quantityOf(1001)).toBe(before);
  });

  it('are refused for what the vendor refuses them', async () => {
    const conduct = async (id: Json | undefined) =>
      (await error('catalog.document.conduct', { id: id ?? 0 }))[1];
    const { document: early } = await add('S');
    expect(await conduct(early['id'])).toBe(
      '{"error":"0","error_description":"Warehouse accounting must be enabled to conduct the document"}',
    );
    await portal.act({ do: 'set-inventory-mode', mode: 'Y' });
    expect(await conduct(77_777)).toBe('{"error":"0","error_description":"Document not found"}');
    const { document: receipt } = await add('A');
    expect(await conduct(receipt['id'])).toBe(
      '{"error":"0","error_description":"Document conducting error: Supplier not specified"}',
    );
    await portal.act({ do: 'set-stock', productId: 1001, storeId: 1, amount: 1 });
    const { document: outgoing } = await add('D', { title: 'Списание 7' });
    await addLine({ docId: outgoing['id'] ?? 0, elementId: 1001, storeFrom: 1, amount: 2 });
    expect(await conduct(outgoing['id'])).toContain(
      'An error occurred while conducting the document \\"Списание 7\\": Incorrect quantity of goods #1001',
    );
    expect(
      await addLine({ docId: outgoing['id'] ?? 0, elementId: 3, storeFrom: 1, amount: 2 }),
    ).toMatchObject({
      text: '{"error":"0","error_description":"Error of adding new document element"}',
    });
    expect((await error('catalog.document.add', { fields: { docType: 'S' } }))[1]).toContain(
      '"error":"0"',
    );
    await portal.act({ do: 'set-rights', mayWrite: false });
    expect(await addLine({ docId: early['id'] ?? 0, elementId: 1001, amount: 1 })).toMatchObject({
      text: '{"error":"ERROR_DOCUMENT_RIGHTS","error_description":"Access denied"}',
    });
    await portal.act({ do: 'set-rights' });
  });

  it('can be made, filled and conducted in one batch, each step by the answer of the one before', async () => {
    await portal.act({ do: 'set-inventory-mode', mode: 'Y' });
    const before = Number(await quantityOf(1003));
    const id = '$result[doc][document][id]';
    const { text } = await portal.call('batch', {
      halt: 1,
      cmd: {
        doc: 'catalog.document.add?fields[docType]=S&fields[currency]=KZT&fields[responsibleId]=1',
        line: `catalog.document.element.add?fields[docId]=${id}&fields[elementId]=1003&fields[storeTo]=1&fields[amount]=4`,
        post: `catalog.document.conduct?id=${id}`,
      },
    });
    expect(text).toContain('"result_error":[]');
    expect(await quantityOf(1003)).toBe(before + 4);
  });
});

describe('product rows', () => {
  it('have ids as texts and numbers as numbers, and make the amount of the deal', async () => {
    expect(
      await portal.result('crm.deal.productrows.set', {
        id: 3,
        rows: [
          { PRODUCT_ID: 1001, PRICE: 5800, QUANTITY: 2, TAX_RATE: 16, TAX_INCLUDED: 'Y' },
          { PRODUCT_NAME: 'Доставка', PRICE: 1500 },
        ],
      }),
    ).toBe(true);
    const rows = await portal.result<Row[]>('crm.deal.productrows.get', { id: 3 });
    expect(rows[0]).toMatchObject({
      ...{ ID: '1', OWNER_ID: '3', OWNER_TYPE: 'D', PRODUCT_ID: 1001 },
      ...{ PRICE: 5800, PRICE_EXCLUSIVE: 5000, PRICE_ACCOUNT: '5800.00', QUANTITY: 2 },
      ...{ TAX_RATE: 16, MEASURE_CODE: 796, MEASURE_NAME: 'шт', STORE_ID: 0 },
    });
    expect(rows[1]).toMatchObject({ PRODUCT_ID: 0, PRODUCT_NAME: 'Доставка', TAX_RATE: null });
    const deal = await portal.result<Row>('crm.deal.get', { id: 3 });
    expect(deal['OPPORTUNITY']).toBe(
      deal['IS_MANUAL_OPPORTUNITY'] === 'Y' ? deal['OPPORTUNITY'] : '13100.00',
    );
    expect(await portal.result('crm.deal.productrows.set', { id: 3, rows: [] })).toBe(true);
    expect(await portal.result('crm.deal.productrows.get', { id: 3 })).toEqual([]);
  });

  it('by the newer methods need their owner, and a deal that is gone is access denied', async () => {
    await portal.act({ do: 'set-product-rows', id: 3, rows: [{ productId: 1001, quantity: 2 }] });
    const list = (filter: Json) => error('crm.item.productrow.list', { filter });
    expect((await list({ '=ownerType': 'D', '=ownerId': 3 }))[1]).toMatch(
      /"productRows":\[\{"id":\d+,"ownerId":3,"ownerType":"D","productId":1001,.*"total":1,/,
    );
    expect((await list({ '=ownerType': 'D' }))[1]).toContain('"error":"REQUIRED_ARG_MISSING"');
    expect(await list({ '=ownerType': 'D', '=ownerId': 99_999 })).toEqual([
      400,
      '{"error":"ACCESS_DENIED","error_description":"Access denied"}',
    ]);
    expect((await error('crm.deal.productrows.get', { id: 99_999 }))[1]).toBe(
      '{"error":"","error_description":"Not found"}',
    );
  });

  it('changed by a person or by a program fire the deal’s event', async () => {
    await portal.act({ do: 'set-event-handler', url: 'http://127.0.0.1:9/nobody' });
    const fired = async () =>
      (await portal.read<{ events: { fired: number } }>('/counters')).events.fired;
    const before = await fired();
    await portal.act({ do: 'set-product-rows', id: 3, rows: [{ productId: 1001, quantity: 2 }] });
    await portal.call('crm.deal.productrows.set', { id: 3, rows: [] });
    await portal.call('crm.deal.update', { id: 3, fields: { UF_CRM_1C_INVOICE: 'ТД-1' } });
    expect(await fired()).toBe(before + 3);
  });
});

describe('the control port', () => {
  it('says what people do in the catalogue, and refuses what no screen takes', async () => {
    const { id } = await portal.act<{ id: number }>({
      ...{ do: 'add-product', name: 'Новый товар', barcode: '4870000000111', price: 700 },
    });
    await portal.act({ do: 'edit-product', id, article: 'N-1', active: false });
    await portal.act({ do: 'set-quantity', productId: id, quantity: 3 });
    const state = await portal.read<{ products: Row[]; inventoryMode: string }>(
      `/state?products=${id},0`,
    );
    expect(state.products[0]).toMatchObject({
      ...{ id, kind: 'simple', article: 'N-1', isActive: false, quantity: 3 },
      barcodes: ['4870000000111'],
    });
    await portal.act({ do: 'set-inventory-mode', mode: 'Y' });
    await expect(portal.act({ do: 'set-quantity', productId: id, quantity: 3 })).rejects.toThrow(
      'Use set-stock',
    );
    await expect(portal.act({ do: 'set-stock', productId: id, storeId: 9 })).rejects.toThrow(
      'there are 1, 2, 3',
    );
    await portal.act({ do: 'delete-product', id });
    expect((await error('catalog.product.get', { id }))[0]).toBe(400);
  });

  it('adds user fields under the vendor’s prefix', async () => {
    await portal.act({
      do: 'add-user-field',
      name: 'UF_WAYBILL',
      type: 'string',
      label: 'Накладная',
    });
    await portal.call('crm.deal.update', { id: 3, fields: { UF_CRM_WAYBILL: 'З-2' } });
    expect((await portal.result<Row>('crm.deal.get', { id: 3 }))['UF_CRM_WAYBILL']).toBe('З-2');
  });

  it('the same seed gives the same catalogue', async () => {
    const first = (await portal.control('/state?products=1')).text;
    await portal.act({ do: 'delete-product', id: 1001 });
    await portal.control('/reset', {});
    const again = JSON.parse((await portal.control('/state?products=1')).text) as Row;
    expect(again['products']).toEqual((JSON.parse(first) as Row)['products']);
  });
});
