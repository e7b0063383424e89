import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { isVendorError } from '../http/vendor-error.ts';
import {
  failureOf,
  startTradePortal,
  type ShownProduct,
  type TradePortal,
} from '../testing/trade-portal.ts';
import type { Bitrix24Client, ProductCard } from './index.ts';

const GOODS = 60;
const EXTRAS = 4;
const CATALOG = '23';
const OFFERS = '24';

let trade: TradePortal;
let portal: Bitrix24Client;
let dealIds: string[];

beforeAll(async () => {
  trade = await startTradePortal(GOODS);
  portal = trade.client;
});
beforeEach(async () => {
  await trade.fake.reset();
  const { deals } = await trade.state<{ deals: { ID: string }[] }>('deals=1&fields=ID');
  dealIds = deals.map(({ ID }) => ID);
});
afterAll(() => trade.stop());

async function allCards(properties: string[] = []): Promise<ProductCard[]> {
  const cards: ProductCard[] = [];
  for await (const { products } of portal.listProducts(CATALOG, { properties })) {
    for (const each of products) if (each.ok) cards.push(each.product);
  }
  return cards;
}

describe('cards', () => {
  test('all of a catalogue come by rising id, with barcode and article, and nothing is counted', async () => {
    const properties = await portal.listProductProperties(CATALOG);
    const barcode = properties.find(({ code }) => code === 'BARCODE')?.id ?? '';
    const article = properties.find(({ code }) => code === 'ARTICLE')?.id ?? '';
    await trade.fake.act({ do: 'reset-counters' });
    const cards = await allCards([barcode, article]);
    expect(cards).toHaveLength(GOODS + EXTRAS);
    const first = cards.find(({ id }) => id === '1001');
    expect(first).toMatchObject({ catalogId: CATALOG, kind: 'simple', isActive: true });
    expect(first?.properties[barcode]).toEqual(['4871000000071']);
    expect(first?.properties[article]).toEqual(['RT 40000-01']);
    const ids = cards.map(({ id }) => Number(id));
    expect(ids).toEqual([...ids].sort((left, right) => left - right));
    expect(await trade.fake.get('counters')).toMatchObject({ requests: 1, counts: 0 });
  });

  test('offers are listed with the card they are variants of', async () => {
    const catalogs = await portal.listCatalogs();
    expect(catalogs.find(({ parentCatalogId }) => parentCatalogId === CATALOG)?.id).toBe(OFFERS);
    const pages = [];
    for await (const page of portal.listOffers(OFFERS)) pages.push(...page.products);
    expect(pages).toHaveLength(2);
    expect(pages[0]).toMatchObject({ ok: true, product: { kind: 'offer', parentId: '907' } });
  });

  test('a list goes on behind the id where it stopped', async () => {
    const pages = portal.listProducts(CATALOG, { afterId: '1101' });
    const { value } = await pages.next();
    expect(value?.products[0]?.id).toBe('1103');
    expect(value?.lastId).toBe(String(1001 + (GOODS - 1) * 2));
  });

  test('a page that fails is asked for again, and no card is missing or doubled', async () => {
    await trade.fake.setFaults({
      ...{ kind: 'internal-error', count: 1, rate: 1 },
      match: { method: 'catalog.product.list', command: true },
    });
    const failure = await failureOf(allCards());
    expect(failure.kind).toBe('unavailable');
    const cards = await allCards();
    expect(new Set(cards.map(({ id }) => id)).size).toBe(GOODS + EXTRAS);
  });

  test('where a third of the pages fails, going on behind the last one misses and doubles nothing', async () => {
    await trade.fake.setFaults({
      ...{ kind: 'internal-error', rate: 0.3 },
      match: { method: 'catalog.storeproduct.list', command: true },
    });
    const seen: string[] = [];
    let afterId = '0';
    for (let isWhole = false; !isWhole;) {
      try {
        for await (const { lastId, amounts } of portal.readStoreAmounts({ afterId })) {
          afterId = lastId;
          seen.push(...amounts.map(({ productId, storeId }) => `${productId}/${storeId}`));
        }
        isWhole = true;
      } catch (thrown) {
        if (!isVendorError(thrown)) throw thrown;
      }
    }
    const { products } = await trade.state<{ products: ShownProduct[] }>('products=1');
    const rows = products.flatMap(({ amounts }) => Object.keys(amounts));
    expect([seen.length, new Set(seen).size]).toEqual([rows.length, rows.length]);
  });

  test('single cards are found or missing, fifty in one request', async () => {
    const { products } = await portal.getProducts(['1001', '999999', '909']);
    expect(products.map(({ state: what }) => what)).toEqual(['found', 'missing', 'found']);
    expect(await trade.requests()).toBe(1);
    const tooMany = Array.from({ length: 51 }, (_, at) => String(at + 1));
    await expect(portal.getProducts(tooMany)).rejects.toThrow(RangeError);
  });

  test('what a portal without the scope answers names the scope', async () => {
    await trade.fake.act({ do: 'set-rights', scopes: ['crm'] });
    const failure = await failureOf(portal.readInventoryMode());
    expect([failure.kind, failure.message]).toEqual([
      'rejected',
      expect.stringContaining('missing scope'),
    ]);
  });
});

describe('stores', () => {
  test('come with their titles', async () => {
    expect((await portal.listStores()).map(({ id, title }) => [id, title])).toEqual([
      ['1', 'Основной склад'],
      ['2', 'Алматы'],
      ['3', 'Астана'],
    ]);
  });

  test('amounts are those the portal shows, decimals and all', async () => {
    const amounts = new Map<string, string>();
    for await (const page of portal.readStoreAmounts()) {
      for (const each of page.amounts)
        amounts.set(`${each.productId}/${each.storeId}`, each.amount);
    }
    const { products } = await trade.state<{ products: ShownProduct[] }>('products=1');
    const expected = products.flatMap(({ id, amounts: levels }) =>
      Object.entries(levels).map(([store, level]) => [`${id}/${store}`, String(level)] as const),
    );
    expect(amounts).toEqual(new Map(expected));
    expect([...amounts.values()].some((amount) => amount.includes('.'))).toBe(true);
  });

  test('of some products are read fifty products a request, zero included', async () => {
    await trade.fake.act({ do: 'set-stock', productId: 1001, storeId: 1, amount: 0 });
    await trade.fake.act({ do: 'reset-counters' });
    const ids = Array.from({ length: GOODS }, (_, at) => String(1001 + at * 2));
    const amounts = await portal.readStoreAmountsOf(ids);
    expect(amounts).toContainEqual({ productId: '1001', storeId: '1', amount: '0' });
    expect(await trade.requests()).toBe(2);
  });
});

describe('without inventory accounting', () => {
  test('quantities are set in one request and a repeat changes nothing', async () => {
    expect(await portal.readInventoryMode()).toBe('off');
    await trade.fake.act({ do: 'reset-counters' });
    const updates = [
      { productId: '1001', quantity: '0' },
      { productId: '1003', quantity: '12.50' },
      { productId: '909', quantity: '7', isOffer: true },
    ];
    const answers = await portal.setProductQuantities(updates);
    expect(answers.map(({ state: what }) => what)).toEqual(['set', 'set', 'set']);
    expect(await trade.requests()).toBe(1);
    expect(await portal.setProductQuantities(updates)).toEqual(answers);
    expect((await trade.product('1001')).quantity).toBe(0);
    expect((await trade.product('1003')).quantity).toBe(12.5);
    expect((await trade.product('909')).quantity).toBe(7);
  });

  test('a lost answer is repeated inside, because the quantities are absolute', async () => {
    await trade.strikeBatch(1, { kind: 'lost-answer' });
    const answers = await portal.setProductQuantities([{ productId: '1005', quantity: '3' }]);
    expect(answers).toEqual([{ productId: '1005', state: 'set', quantity: '3' }]);
    expect((await trade.product('1005')).quantity).toBe(3);
  });

  test('a card that is gone is refused and the others are set', async () => {
    await trade.fake.act({ do: 'delete-product', id: 1001 });
    const answers = await portal.setProductQuantities([
      { productId: '1001', quantity: '1' },
      { productId: '1003', quantity: '1' },
    ]);
    expect(answers.map(({ state: what }) => what)).toEqual(['refused', 'set']);
    expect(answers[0]).toMatchObject({ code: '200040300043' });
  });
});

describe('with inventory accounting', () => {
  test('quantities are ignored by the portal and the answer says so', async () => {
    await trade.fake.act({ do: 'set-inventory-mode', mode: 'Y' });
    expect(await portal.readInventoryMode()).toBe('on');
    const before = (await trade.product('1001')).quantity;
    const answers = await portal.setProductQuantities([{ productId: '1001', quantity: '999' }]);
    expect(answers).toEqual([{ productId: '1001', state: 'ignored', quantity: String(before) }]);
    expect((await trade.product('1001')).quantity).toBe(before);
  });
});

describe('product rows of deals', () => {
  test('come for many deals in one request; a deal that is gone is missing', async () => {
    const [first = '', second = '', gone = '', hidden = ''] = dealIds;
    await trade.fake.act({
      do: 'set-product-rows',
      id: Number(first),
      rows: [
        { productId: 1001, quantity: 2, price: 5800, taxRate: 16 },
        { productId: 0, name: 'Без карточки', quantity: 0.5, price: 99.9, discountSum: 10 },
      ],
    });
    await trade.fake.act({ do: 'delete-deal', id: Number(gone) });
    await trade.fake.act({ do: 'set-rights', hiddenDeals: [Number(hidden)] });
    await trade.fake.act({ do: 'reset-counters' });
    const { deals } = await portal.readDealProductRows([first, second, gone, hidden]);
    expect(await trade.requests()).toBe(1);
    expect(deals.map(({ state: what }) => what)).toEqual(['found', 'found', 'missing', 'refused']);
    expect(deals[0]?.state === 'found' && deals[0].rows).toMatchObject([
      { productId: '1001', quantity: '2', price: '5800', taxRate: '16', isTaxIncluded: true },
      { productId: null, name: 'Без карточки', quantity: '0.5', price: '99.9', discountSum: '10' },
    ]);
    expect(deals[1]).toEqual({ id: second, state: 'found', rows: [] });
  });

  test('the number and the link of an invoice are written into the deal and read back', async () => {
    const [id = ''] = dealIds;
    const link = 'https://1c.example.kz/base/#e1cib/data/Документ?ref=1&x=2';
    const update = await portal.updateDeal(id, {
      UF_CRM_1C_INVOICE: 'ТД-00000017',
      UF_CRM_1C_LINK: link,
    });
    expect(update.dropped).toEqual([]);
    expect(update.deal.custom['UF_CRM_1C_INVOICE']).toBe('ТД-00000017');
    expect(update.deal.custom['UF_CRM_1C_LINK']).toBe(link);
  });
});
