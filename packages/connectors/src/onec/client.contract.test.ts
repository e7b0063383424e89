import { inspect } from 'node:util';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createClock } from '@ponte/clock';
import { isVendorError, type VendorError } from '../http/vendor-error.ts';
import { collectLogLines } from '../testing/log-lines.ts';
import { createOnec, type OnecClient } from './index.ts';
import type { OnecOptions, ProductPage } from './index.ts';
import {
  includedVat,
  judgeOnecError,
  toInvoiceRef,
  vatOn,
  type Invoice,
  type InvoiceDraft,
} from './model.ts';
import { startFakeBase, type FakeBase } from './fake-base.suite.ts';

const clock = createClock({ scale: 20 });
const SALE = 'Document_РеализацияТоваровУслуг';
const GONE = toInvoiceRef({ portal: 'test', dealId: 'none', purpose: 'invoice' });

let fake: FakeBase;
let base: OnecClient;
const log = collectLogLines();
const open: OnecClient[] = [];

function build(overrides: Partial<OnecOptions> = {}): OnecClient {
  const { url: baseUrl, username, password } = fake;
  const client = createOnec({
    ...{ baseUrl, username, password, account: 'default', clock, logger: log.logger },
    ...overrides,
  });
  open.push(client);
  return client;
}

beforeAll(async () => {
  fake = await startFakeBase(clock, { name: 'small' });
});
beforeEach(async () => {
  await fake.reset();
  base = build();
});
afterEach(async () => {
  await fake.setFaults();
  await Promise.all(open.splice(0).map((client) => client.close()));
});
afterAll(() => fake.stop());

async function failureOf(work: Promise<unknown>): Promise<VendorError> {
  const thrown: unknown = await work.then(
    (value) => value,
    (error: unknown) => error,
  );
  if (!isVendorError(thrown)) throw new Error(`expected a VendorError, got ${inspect(thrown)}`);
  return thrown;
}

async function draftOf(
  dealId: string,
  changes: Partial<InvoiceDraft> = {},
  client = base,
): Promise<InvoiceDraft> {
  const [firm] = await client.listOrganisations();
  const [warehouse] = await client.listWarehouses();
  const [currency] = await client.listDictionary('currencies');
  const accounts = await client.listDictionary('accounts');
  const account = (code: string): string => accounts.find((one) => one.code === code)?.ref ?? '';
  const { rows } = await client.readBalances({ period: '2026-12-01T00:00:00' });
  const stocked = rows.find((row) => row.warehouse === warehouse?.ref && Number(row.quantity) >= 5);
  const [buyer] = await client.findCounterparties(await binOf(0));
  const rate = vatOn(await client.readVatRates(), '2026-11-22T00:00:00');
  return {
    ref: toInvoiceRef({ portal: 'test', dealId, purpose: 'invoice' }),
    date: '2026-11-22T14:05:00',
    organisation: firm?.ref ?? '',
    counterparty: buyer?.ref ?? '',
    contract: buyer?.mainContract ?? '',
    warehouse: warehouse?.ref ?? '',
    currency: currency?.ref ?? '',
    hasVat: true,
    isVatIncluded: true,
    total: '11600.5',
    comment: `Bitrix24 deal ${dealId}; Kaspi`,
    accounts: { settlement: account('1210'), advances: account('3510') },
    goods: [
      {
        product: stocked?.product ?? '',
        unit: null,
        quantity: '2',
        price: '5800.25',
        sum: '11600.5',
        vatRate: rate?.ref ?? '',
        vatSum: includedVat('11600.5', rate?.percent ?? null),
        accounts: { stock: account('1330'), income: account('6010'), cost: account('7010') },
      },
    ],
    services: [],
    ...changes,
  };
}

async function binOf(index: number): Promise<string> {
  const rows = await fake.rows('Catalog_Контрагенты');
  return String(rows[index]?.['ИдентификационныйКодЛичности']);
}

async function pagesOf(client: OnecClient): Promise<ProductPage[]> {
  const pages: ProductPage[] = [];
  for await (const page of client.listProducts()) pages.push(page);
  return pages;
}

async function createAndPost(draft: InvoiceDraft): Promise<Invoice> {
  await base.createInvoice(draft);
  return base.postInvoice(draft.ref);
}

describe('reading', () => {
  test('metadata come once, with the lengths of fields, through a BOM', async () => {
    const [first, second] = await Promise.all([base.readMetadata(), base.readMetadata()]);
    expect(second).toBe(first);
    await base.readMetadata();
    expect(first.sets.get('Catalog_Номенклатура')?.fields.get('Description')?.maxLength).toBe(80);
    expect(first.rowTypes.get(`${SALE}_Товары_RowType`)?.fields.has('СуммаНДС')).toBe(true);
    expect(await fake.requests('get $metadata')).toHaveLength(1);
  });

  test('metadata survive a restart in the cache', async () => {
    const kept = new Map<string, { text: string; at: Date }>();
    const cache = {
      read: (key: string) => Promise.resolve(kept.get(key)),
      write: (key: string, entry: { text: string; at: Date }) =>
        Promise.resolve(void kept.set(key, entry)),
    };
    await build({ cache }).readMetadata();
    const again = await build({ cache }).readMetadata();
    expect(again.sets.has(SALE)).toBe(true);
    expect(await fake.requests('get $metadata')).toHaveLength(1);
  });

  test('a counterparty is found by its BIN alone', async () => {
    const bin = await binOf(3);
    const found = await base.findCounterparties(bin);
    expect(found.map((one) => one.bin)).toEqual([bin]);
    expect(await base.findCounterparties('000000000000')).toEqual([]);
    expect(await base.findCounterparty(GONE)).toBeUndefined();
  });

  test('contracts are those of the customer with our firm', async () => {
    const [buyer] = await base.findCounterparties(await binOf(0));
    const [firm, other] = await base.listOrganisations();
    const parties = { counterparty: buyer?.ref ?? '', organisation: firm?.ref ?? '' };
    const [contract] = await base.findContracts(parties);
    expect(contract?.ref).toBe(buyer?.mainContract);
    expect(await base.findContract(contract?.ref ?? '')).toEqual(contract);
    expect(await base.findContracts({ ...parties, organisation: other?.ref ?? '' })).toEqual([]);
    expect([firm?.isVatPayer, other?.isVatPayer]).toEqual([true, false]);
  });

  test('products come without folders, with article, barcode and deletion mark', async () => {
    const products = (await pagesOf(base)).flatMap((page) => page.products);
    expect(products).toHaveLength(64);
    expect(products.some(({ isFolder }) => isFolder)).toBe(false);
    expect(products.filter(({ isService }) => isService).map(({ name }) => name)).toEqual([
      'Доставка по городу',
    ]);
    expect(products.filter(({ isDeleted }) => isDeleted)).toHaveLength(1);
    expect(products[0]).toMatchObject({ code: '00-00000001', article: 'RT 40000-01' });
    expect(products[0]?.barcodes[0]).toMatch(/^487\d{10}$/);
  });

  test('balances of one Period: negative, fractional, and nothing as zero', async () => {
    const { rows, problems, pages } = await base.readBalances({ period: '2026-12-01T00:00:00' });
    expect(problems).toEqual([]);
    expect(pages).toBe(1);
    expect(rows.some(({ quantity }) => quantity.startsWith('-'))).toBe(true);
    expect(rows.some(({ quantity }) => quantity.includes('.'))).toBe(true);
    expect(rows.some(({ quantity }) => quantity === '0')).toBe(true);
    const [warehouse, other] = await base.listWarehouses();
    const only = await base.readBalances({
      period: '2026-12-01T00:00:00',
      warehouses: [warehouse?.ref ?? '', other?.ref ?? ''],
    });
    expect(new Set(only.rows.map((row) => row.warehouse)).size).toBe(2);
    const none = await base.readBalances({ period: '2026-12-01T00:00:00', warehouses: [] });
    expect(none.rows).toEqual([]);
  });

  test('a balance stands at the start of its Period', async () => {
    const [warehouse] = await base.listWarehouses();
    const change = { product: '00-00000001', warehouse: warehouse?.name ?? '', quantity: 777 };
    await fake.act({ do: 'set-stock', ...change, period: '2026-11-22T23:59:59' });
    const find = async (period: string): Promise<boolean> =>
      (await base.readBalances({ period })).rows.some(({ quantity }) => quantity === '777');
    expect(await find('2026-11-22T23:59:59')).toBe(false);
    expect(await find('2026-11-23T00:00:00')).toBe(true);
  });

  test('VAT is 12 % for the last day of 2025 and 16 % for the first of 2026', async () => {
    const rates = await base.readVatRates();
    expect(vatOn(rates, '2025-12-31T23:59:59')?.percent).toBe('12');
    expect(vatOn(rates, '2026-01-01T00:00:00')?.percent).toBe('16');
    expect(rates.find(({ name }) => name === 'без НДС')?.percent).toBeNull();
  });

  test('a large catalogue is read page by page under one order', async () => {
    const large = await startFakeBase(clock, { name: 'trade', products: 2_100 });
    const client = build({ baseUrl: `${large.url}/odata/standard.odata/` });
    const pages = await pagesOf(client);
    expect(pages.map(({ products }) => products.length)).toEqual([1_000, 1_000, 100]);
    const refs = pages.flatMap(({ products }) => products.map(({ ref }) => ref));
    expect(new Set(refs).size).toBe(2_100);
    const reading = await client.readBalances({ period: '2026-12-01T00:00:00' });
    expect(reading.pages).toBe(Math.ceil((reading.rows.length + 1) / 5_000));
    expect(new Set(reading.rows.map((row) => `${row.product} ${row.warehouse}`)).size).toBe(
      reading.rows.length,
    );
    await client.close();
    await large.stop();
  });

  test('the check names what is not published and what may not be seen', async () => {
    expect((await base.checkAccount()).problems).toEqual([]);
    await fake.act({ do: 'set-composition', without: ['Catalog_Склады'] });
    await fake.act({ do: 'set-rights', denied: ['Catalog_Валюты'] });
    const { problems } = await base.checkAccount();
    expect(problems).toHaveLength(2);
    expect(problems[0]).toMatch(/Catalog_Склады.*composition/);
    expect(problems[1]).toMatch(/Catalog_Валюты.*roles/);
  });
});

describe('creating dictionaries', () => {
  const ref = toInvoiceRef({ portal: 'test', dealId: '1', purpose: 'counterparty' });
  const card = { ref, name: 'ТОО "R&D <Сауда>"', kind: 'company', bin: '260140000005' } as const;

  test('a counterparty keeps its reference and every character of its name', async () => {
    expect(await base.createCounterparty(card)).toMatchObject({ ref, name: card.name });
    expect(await base.findCounterparties(card.bin)).toHaveLength(1);
    const [firm] = await base.listOrganisations();
    const [currency] = await base.listDictionary('currencies');
    const contract = await base.createContract({
      ref: toInvoiceRef({ portal: 'test', dealId: '1', purpose: 'contract' }),
      counterparty: ref,
      organisation: firm?.ref ?? '',
      currency: currency?.ref ?? '',
      name: 'Договор Bitrix24',
    });
    expect(contract).toMatchObject({ counterparty: ref, kind: 'СПокупателем' });
  });

  test.each(['400', '500'])('a second one is a conflict, said with %s', async (answer) => {
    await fake.act({ do: 'set-duplicate-answer', answer });
    await base.createCounterparty(card);
    const error = await failureOf(base.createCounterparty(card));
    expect(error.kind).toBe('conflict');
    expect(judgeOnecError(error)).toMatchObject({ certainty: 'look-up', cause: 'duplicate-ref' });
  });

  test('a wrong BIN and a name that 1C would cut are refused before anything is sent', async () => {
    await base.readMetadata();
    const wrong = await failureOf(base.createCounterparty({ ...card, bin: '260140000006' }));
    const long = await failureOf(base.createCounterparty({ ...card, name: 'х'.repeat(101) }));
    expect(wrong.message).toMatch(/control digit/);
    expect(long.message).toMatch(/Description has 101 characters and 1C keeps 100/);
    for (const error of [wrong, long]) {
      expect(judgeOnecError(error)).toMatchObject({ certainty: 'not-applied', isFinal: true });
    }
    expect(await fake.requests('post *')).toEqual([]);
  });
});

describe('an invoice', () => {
  test('is created unposted, posted, numbered, read back, linked', async () => {
    const draft = await draftOf('7781');
    const { invoice, differences } = await base.createInvoice(draft);
    expect(differences).toEqual([]);
    expect(invoice).toMatchObject({ ref: draft.ref, isPosted: false, total: '11600.5' });
    const posted = await base.postInvoice(draft.ref);
    expect(posted).toMatchObject({ isPosted: true, number: '00000000001' });
    expect(posted.goods[0]).toMatchObject({ quantity: '2', price: '5800.25', vatSum: '1600.07' });
    expect(await base.findInvoice(draft.ref)).toMatchObject({ number: '00000000001' });
    expect(base.toInvoiceLink(draft.ref)).toContain(
      '#e1cib/data/Документ.РеализацияТоваровУслуг?ref=',
    );
  });

  test('posting twice posts once; cancelling marks and never erases', async () => {
    const draft = await draftOf('1');
    await createAndPost(draft);
    await base.postInvoice(draft.ref);
    expect(await fake.requests(`post ${SALE}/post`.toLowerCase())).toHaveLength(1);
    const cancelled = await base.cancelInvoice(draft.ref);
    expect(cancelled).toMatchObject({ isPosted: false, isDeleted: true });
    await base.cancelInvoice(draft.ref);
    expect(await fake.requests('delete *')).toEqual([]);
    expect(await fake.requests('patch *')).toHaveLength(1);
  });

  test('is unposted, replaced and posted again when the deal has changed', async () => {
    const draft = await draftOf('2');
    await createAndPost(draft);
    await base.unpostInvoice(draft.ref);
    const goods = draft.goods.map((row) => ({ ...row, quantity: '1', sum: '5800.25' }));
    const changed = await base.updateInvoice({ ...draft, goods, total: '5800.25' });
    expect(changed.invoice.goods).toHaveLength(1);
    expect(await base.postInvoice(draft.ref)).toMatchObject({ isPosted: true, total: '5800.25' });
  });

  test('is found by its marker, by its number in a year, and gives the accounts of the next', async () => {
    const draft = await draftOf("O'Neil 3");
    const { number } = await createAndPost(draft);
    expect(await base.findInvoicesByMarker("deal O'Neil 3;")).toHaveLength(1);
    expect(await base.findInvoicesByMarker('deal 4;')).toEqual([]);
    const { organisation } = draft;
    const where = { organisation, year: 2026 };
    expect((await base.findInvoiceByNumber(number ?? '', where))?.ref).toBe(draft.ref);
    expect(await base.findInvoiceByNumber(number ?? '', { ...where, year: 2025 })).toBeUndefined();
    const template = await base.findPostingTemplate(organisation);
    expect(template).toMatchObject({
      from: draft.ref,
      accounts: draft.accounts,
      goods: draft.goods[0]?.accounts,
    });
  });

  test('may be a request for payment, which moves no stock', async () => {
    const draft = await draftOf('5', { document: 'payment-request' });
    const { differences } = await base.createInvoice(draft);
    const posted = await base.postInvoice(draft.ref, { document: 'payment-request' });
    expect(differences).toEqual([]);
    expect(posted.isPosted).toBe(true);
    expect(await base.findInvoice(draft.ref)).toBeUndefined();
  });

  test('the payment method goes into a field of the configuration, if there is one', async () => {
    await base.createInvoice(await draftOf('6', { extra: { СпособОплаты: 'Kaspi' } }));
    expect((await fake.rows(SALE))[0]).toMatchObject({ СпособОплаты: 'Kaspi' });
    const error = await failureOf(
      base.createInvoice(await draftOf('7', { extra: { НетТакого: 'Kaspi' } })),
    );
    expect(error.message).toMatch(/no field НетТакого/);
    expect(judgeOnecError(error).certainty).toBe('not-applied');
  });

  test('that 1C does not have is undefined or not_found', async () => {
    expect(await base.findInvoice(GONE)).toBeUndefined();
    expect((await failureOf(base.getInvoice(GONE))).kind).toBe('not_found');
  });

  test('without rows, or with a quantity of nothing, is refused before anything is sent', async () => {
    const draft = await draftOf('8');
    const zero = draft.goods.map((row) => ({ ...row, quantity: '0' }));
    expect((await failureOf(base.createInvoice({ ...draft, goods: [] }))).message).toMatch(
      /no rows/,
    );
    expect((await failureOf(base.createInvoice({ ...draft, goods: zero }))).message).toMatch(
      /row 1: the quantity/,
    );
    expect(await fake.rows(SALE)).toEqual([]);
  });
});

describe('a business cause', () => {
  test('a closed period is named; opening it lets the same invoice through', async () => {
    const draft = await draftOf('1');
    await base.createInvoice(draft);
    await fake.act({ do: 'close-period', until: '2026-11-30' });
    const error = await failureOf(base.postInvoice(draft.ref));
    expect(judgeOnecError(error)).toEqual({
      ...{ certainty: 'look-up', cause: 'period-closed', isFinal: true },
    });
    expect(error.message).toMatch(/open it in 1C/);
    expect(await base.findInvoice(draft.ref)).toMatchObject({ isPosted: false });
    await fake.act({ do: 'open-period' });
    expect((await base.postInvoice(draft.ref)).isPosted).toBe(true);
  });

  test('short stock is named with the goods and the document stays unposted', async () => {
    const draft = await draftOf('2');
    const goods = draft.goods.map((row) => ({ ...row, quantity: '5000' }));
    await base.createInvoice({ ...draft, goods });
    const error = await failureOf(base.postInvoice(draft.ref));
    expect(judgeOnecError(error).cause).toBe('stock-short');
    expect(error.message).toMatch(/Недостаточно товара/);
    expect((await base.getInvoice(draft.ref)).isPosted).toBe(false);
    await fake.act({ do: 'set-stock-control', on: false });
    expect((await base.postInvoice(draft.ref)).isPosted).toBe(true);
  });

  test.each([
    ['contract-missing', { contract: '00000000-0000-0000-0000-000000000000' }],
    ['account-missing', { accounts: {} }],
  ])('%s is named', async (cause, changes) => {
    const draft = await draftOf('3', changes);
    await base.createInvoice(draft);
    expect(judgeOnecError(await failureOf(base.postInvoice(draft.ref))).cause).toBe(cause);
  });

  test('messages repeat neither references nor long numbers nor the password', async () => {
    const words = 'Контрагент 260140000005 (9f1d6c00-c7a1-41f1-8a10-5f0c2a7e4b11) не найден';
    await fake.setFaults({ kind: 'error-500', text: words });
    const { message } = await failureOf(base.listWarehouses());
    expect(message).not.toMatch(/260140000005|9f1d6c00/);
    expect(log.lines.join('\n')).not.toContain(fake.password);
  });
});

describe('the HTTP service', () => {
  test('creates and posts in one call, and a repeated reference makes nothing new', async () => {
    const service = build({ driver: 'service', servicePath: fake.servicePath });
    const draft = await draftOf('1', {}, service);
    const { invoice, differences } = await service.createInvoice(draft);
    expect(invoice).toMatchObject({ isPosted: true, number: '00000000001' });
    expect(differences).toEqual([]);
    expect((await service.createInvoice(draft)).invoice.number).toBe('00000000001');
    expect(await fake.rows(SALE)).toHaveLength(1);
  });

  test('reads the same balances as OData, from texts with commas', async () => {
    const service = build({ driver: 'service' });
    const period = '2026-12-01T00:00:00';
    const byKey = (rows: readonly { product: string; warehouse: string; quantity: string }[]) =>
      rows.map((row) => `${row.product} ${row.warehouse} ${row.quantity}`).toSorted();
    const [odata, own] = [
      await base.readBalances({ period }),
      await service.readBalances({ period }),
    ];
    expect(byKey(own.rows)).toEqual(byKey(odata.rows));
  });

  test('a refusal names the cause and has written nothing', async () => {
    const service = build({ driver: 'service' });
    const draft = await draftOf('2', {}, service);
    const goods = draft.goods.map((row) => ({ ...row, quantity: '5000' }));
    const error = await failureOf(service.createInvoice({ ...draft, goods }));
    expect(judgeOnecError(error)).toMatchObject({ certainty: 'not-applied', cause: 'stock-short' });
    expect(await fake.rows(SALE)).toEqual([]);
  });

  test('a stack text with 500 has to be looked up', async () => {
    const service = build({ driver: 'service' });
    const draft = await draftOf('3', {}, service);
    await fake.setFaults({ kind: 'stack-500', match: { method: 'post hs/*' }, after: true });
    const error = await failureOf(service.createInvoice(draft));
    expect(judgeOnecError(error).certainty).toBe('look-up');
    expect(await service.findInvoice(draft.ref)).toMatchObject({ isPosted: true });
  });
});

test('a set that a person publishes later is noticed once metadata are no longer fresh', async () => {
  const draft = await draftOf('late');
  await fake.act({ do: 'set-composition', without: [SALE] });
  const later = build();
  expect((await failureOf(later.createInvoice(draft))).message).toMatch(/composition/);
  await fake.act({ do: 'set-composition', without: [] });
  await later.readMetadata({ fresh: true });
  expect((await later.createInvoice(draft)).invoice.ref).toBe(draft.ref);
});
