import { toCalendarDay, type DealRecord } from '@ponte/connectors/bitrix24/model';
import type { Product, VatRate } from '@ponte/connectors/onec/model';
import { describe, expect, it } from 'vitest';
import { onecFallbacks, type OnecSettings } from '../../settings.ts';
import type { InvoiceEntry, SoldRow, Word } from '../invoice-entry.ts';
import type { Books } from '../ports.ts';
import { decideInvoice, type InvoiceContext, type InvoicePlan } from './decide-invoice.ts';
import { toFingerprint } from './sold-deal.ts';

const NOW = new Date('2026-11-22T12:00:00Z');
const BIN = '260140000005';
const ref = (number: number): string =>
  `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;
const rate = (number: number, percent: string | null, validTo: string | null): VatRate => ({
  ...{ ref: ref(number), name: percent === null ? 'без НДС' : `${percent}%`, percent },
  ...{ validFrom: null, validTo, isDeleted: false },
});
const rates = [rate(12, '12', null), rate(16, '16', null), rate(5, '5', null), rate(1, null, null)];
const books: Books = {
  organisation: {
    ...{ ref: ref(100), code: '1', name: 'ТОО Пример', bin: BIN },
    ...{ isVatPayer: true, isDeleted: false },
  },
  ...{ warehouse: ref(200), currency: ref(398), rates },
  template: { from: ref(300), accounts: {}, goods: {}, services: {} },
  paymentField: null,
};
const item = (number: number, vatRate: string | null, isService = false): Product => ({
  ...{ ref: ref(number), code: String(number), name: 'Крем', fullName: 'Крем', article: null },
  ...{ isService, isFolder: false, isDeleted: false, unit: ref(796), vatRate, barcodes: [] },
});
const items = new Map([
  ['1001', item(1001, ref(16))],
  ['1003', item(1003, ref(5))],
  ['1005', item(1005, null, true)],
]);
const row = (change: Partial<SoldRow> = {}): SoldRow => ({
  ...{ productId: '1001', name: 'Крем', quantity: '2', price: '5800' },
  ...change,
});

// Only what the rules read of a deal; the rest is the portal's business.
const deal = (change: Partial<DealRecord> = {}): DealRecord =>
  ({
    ...{ id: '7781', title: 'Kaspi 7781', stageId: 'WON', currencyId: 'KZT', opportunity: null },
    ...{ movedAt: NOW, modifiedAt: NOW, closeAt: null, isManualOpportunity: false },
    custom: { UF_CRM_BIN: BIN },
    ...change,
  }) as DealRecord;

const unknownCodes = new Map([['1007', '00-7']]);
const names = { readAt: NOW, options: new Map([['UF_CRM_PAYMENT', new Set(['301', '302'])]]) };
const context = (settings: Partial<OnecSettings> = {}): InvoiceContext => ({
  ...{ books, linked: { items, unknownCodes }, portalId: 'company.bitrix24.kz' },
  ...{ zone: 'Asia/Almaty', now: NOW, names },
  settings: { ...onecFallbacks, ...settings },
});
const decide = (
  given: {
    deal?: DealRecord;
    rows?: readonly SoldRow[];
    entry?: InvoiceEntry;
    word?: Word;
    wasSeen?: boolean;
  },
  settings: Partial<OnecSettings> = {},
): InvoicePlan =>
  decideInvoice(
    {
      deal: { id: '7781', state: 'found', deal: given.deal ?? deal() },
      rows: { id: '7781', state: 'found', rows: given.rows ?? [row()] },
      ...{ entry: given.entry, word: given.word, wasSeen: given.wasSeen ?? false },
    },
    context(settings),
  );
const told = (change: Partial<InvoiceEntry> = {}): InvoiceEntry => {
  const sold = { bin: BIN, currency: 'KZT', rows: [row()] };
  return {
    ...{ dealId: '7781', ref: ref(9), state: 'told', number: '00000000042', reason: null },
    ...{ documentDate: '2026-11-22T17:00:00', total: '11600', lookUps: 0, isUnclear: false },
    ...{ fingerprint: toFingerprint(sold), sold },
    ...change,
  };
};
const wordOf = (plan: InvoicePlan): string => ('reason' in plan ? plan.reason : plan.plan);

describe('a deal that is sold', () => {
  it('gets a document with the VAT that its price holds, dated in the base’s own zone', () => {
    const late = new Date('2026-11-22T20:30:00Z');
    const plan = decide({ deal: deal({ movedAt: late }) });
    expect(plan).toMatchObject({
      plan: 'make',
      draft: {
        ...{ date: '2026-11-23T01:30:00', total: '11600', comment: 'Bitrix24 deal 7781; Kaspi' },
        goods: [{ product: ref(1001), sum: '11600', vatRate: ref(16), vatSum: '1600' }],
      },
    });
  });

  it('keeps fractions of a quantity and splits goods from services', () => {
    const rows = [row({ quantity: '0.333', price: '999.99' }), row({ productId: '1005' })];
    expect(decide({ rows })).toMatchObject({
      draft: { total: '11933', goods: [{ sum: '333' }], services: [{ product: ref(1005) }] },
    });
  });

  it.each([
    ['2025-12-31T18:59:59Z', ref(12), '1242.86'],
    ['2025-12-31T19:00:00Z', ref(16), '1600'],
  ])('moved at %s has the general rate of that day in Almaty', (moved, vatRate, vatSum) => {
    const plan = decide({ deal: deal({ movedAt: new Date(moved) }) }, { mostDaysLate: 400 });
    expect(plan).toMatchObject({ draft: { goods: [{ vatRate, vatSum }] } });
  });

  it('is not dated by its closing date, which is only expected', () => {
    const closeAt = new Date('2026-11-01T00:00:00Z');
    expect(decide({ deal: deal({ closeAt }) })).toMatchObject({
      draft: { date: '2026-11-22T17:00:00' },
    });
  });

  it.each([
    ['2025-12-31T00:00:00+06:00', ref(12)],
    ['2026-01-01T00:00:00+06:00', ref(16)],
    ['2026-01-01T03:00:00+03:00', ref(16)],
  ])(
    'with the closing date %s has the rate of that day of the portal, if set so',
    (written, rate) => {
      const given = deal({ closeAt: toCalendarDay(written) ?? null });
      const plan = decide({ deal: given }, { documentDate: 'closing-date', mostDaysBack: 400 });
      expect(plan).toMatchObject({ draft: { goods: [{ vatRate: rate }] } });
    },
  );

  it('names the payment in the base’s own field, where it has one', () => {
    const own = { ...context(), books: { ...books, paymentField: 'СпособОплаты' } };
    const rows = { id: '7781', state: 'found', rows: [row()] } as const;
    const facts = { rows, entry: undefined, word: undefined, wasSeen: false };
    const plan = decideInvoice(
      { deal: { id: '7781', state: 'found', deal: deal() }, ...facts },
      own,
    );
    expect(plan).toMatchObject({ draft: { extra: { СпособОплаты: 'Kaspi' } } });
  });

  it('keeps the reduced rate of an item whatever the day', () => {
    const rows = [row({ productId: '1003' })];
    expect(decide({ rows })).toMatchObject({ draft: { goods: [{ vatRate: ref(5) }] } });
  });

  it('has the same reference however often it is looked at', () => {
    const [one, other] = [decide({}), decide({})];
    expect(one).toEqual(other);
  });

  it.each([
    ['no-rows', { rows: [] }],
    ['row-by-hand', { rows: [row({ productId: null })] }],
    ['product-unmapped', { rows: [row({ productId: '77' }), row({ productId: '79' })] }],
    ['item-not-in-1c', { rows: [row({ productId: '1007' })] }],
    ['number-foreign', { deal: deal({ custom: { UF_CRM_BIN: BIN, UF_CRM_1C_INVOICE: '42' } }) }],
    ['bin-missing', { deal: deal({ custom: {} }) }],
    ['bin-wrong', { deal: deal({ custom: { UF_CRM_BIN: '260140000006' } }) }],
    ['foreign-currency', { deal: deal({ currencyId: 'USD' }) }],
    ['quantity-wrong', { rows: [row({ quantity: '-1' })] }],
    ['quantity-wrong', { rows: [row({ quantity: '0.3335', price: '10000' })] }],
    ['quantity-wrong', { rows: [row({ quantity: '3', price: '333.3333' })] }],
    ['sum-differs', { deal: deal({ isManualOpportunity: true, opportunity: '1' }) }],
    ['sum-differs', { deal: deal({ opportunity: '11600.01' }) }],
  ])('waits with the reason %s', (reason, given) => {
    expect(decide(given)).toMatchObject({ plan: 'hold', reason });
  });

  it.each([
    ['the sum of its rows', '11600.00', [row()]],
    ['of its own arithmetic', '11600', [row({ quantity: '2.0000000000001', price: '5800.000' })]],
    [
      'rounded as a whole',
      '0.33',
      [row({ quantity: '0.5', price: '0.33' }), row({ quantity: '0.5', price: '0.33' })],
    ],
  ])('is not held for a total that is %s', (_what, opportunity, rows) => {
    expect(decide({ deal: deal({ opportunity }), rows })).toMatchObject({ plan: 'make' });
  });

  it('is another sale when only a digit that 1C would round off was changed', () => {
    const rows = [row({ price: '5800.004' })];
    expect(wordOf(decide({ rows, entry: told() }))).toBe('deal-changed');
  });

  it('names every product that no item is linked to', () => {
    const rows = [row({ productId: '77' }), row(), row({ productId: '79' })];
    expect(decide({ rows })).toMatchObject({ waitsFor: ['77', '79'] });
  });

  it('never says the buyer’s number', () => {
    const plan = decide({ deal: deal({ custom: { UF_CRM_BIN: '260140000006' } }) });
    expect(JSON.stringify(plan)).not.toContain('260140000006');
  });
});

describe('a deal that is not sold', () => {
  it.each([
    ['in another stage', deal({ stageId: 'EXECUTING' })],
    ['paid in another way', deal({ title: 'Счёт', custom: { UF_CRM_BIN: BIN } })],
  ])('%s is left alone', (_what, given) => {
    expect(wordOf(decide({ deal: given }))).toBe('not-due');
  });

  it('closed long ago is left alone', () => {
    const movedAt = new Date('2026-01-01T00:00:00Z');
    expect(wordOf(decide({ deal: deal({ movedAt }) }))).toBe('closed-long-ago');
  });

  it('closed long ago gets its invoice all the same when it was held, or a person named it', () => {
    const old = deal({ movedAt: new Date('2026-01-01T00:00:00Z') });
    expect(decide({ deal: old, wasSeen: true })).toMatchObject({ plan: 'make' });
    const unmapped = decide({ deal: old, wasSeen: true, rows: [row({ productId: '77' })] });
    expect(wordOf(unmapped)).toBe('product-unmapped');
  });
});

describe('a deal whose payment has no name yet', () => {
  const custom = { UF_CRM_BIN: BIN, UF_CRM_PAYMENT: '305' };
  const given = deal({ title: 'Счёт', custom });
  const earlier = new Date(NOW.getTime() - 60_000);

  it('waits for the names, and for a person when they are newer than the deal and have none', () => {
    expect(decide({ deal: given })).toEqual({ plan: 'names-first' });
    const fresh = deal({ ...given, modifiedAt: earlier });
    const held = decide({ deal: fresh });
    expect(held).toMatchObject({ reason: 'payment-unknown' });
    expect(JSON.stringify(held)).toContain('UF_CRM_PAYMENT 305');
    const word = { said: 'keep', of: 'seen' in held ? (held.seen ?? '') : '' } as const;
    expect(wordOf(decide({ deal: fresh, word }))).toBe('kept-as-is');
  });

  it.each([
    [
      'whose payment is known and another',
      deal({ title: 'Счёт', custom: { ...custom, UF_CRM_PAYMENT: ['302'] } }),
    ],
    ['in another stage', deal({ ...given, stageId: 'EXECUTING' })],
    ['closed long ago', deal({ ...given, movedAt: new Date('2026-01-01T00:00:00Z') })],
  ])('is not one %s', (_what, other) => {
    expect(wordOf(decide({ deal: other }))).toBe('not-due');
  });

  it('is not one that its title says to be paid', () => {
    expect(decide({ deal: deal({ custom }) })).toMatchObject({ plan: 'make' });
  });

  it('is taken as paid where a person said so, and where it has an invoice', () => {
    expect(decide({ deal: given, word: { said: 'paid' } })).toMatchObject({ plan: 'make' });
    expect(wordOf(decide({ deal: given, entry: told({ number: '42' }) }))).toBe('tell');
  });
});

describe('a deal with an invoice', () => {
  it('that carries its number is left alone, whatever else people change', () => {
    const custom = { UF_CRM_BIN: BIN, UF_CRM_1C_INVOICE: '00000000042', UF_CRM_X: 'new' };
    const given = deal({ custom, title: 'kaspi, paid' });
    expect(wordOf(decide({ deal: given, entry: told() }))).toBe('unchanged');
  });

  it('that lost the number is told again', () => {
    expect(decide({ entry: told() })).toEqual({ plan: 'tell', number: '00000000042' });
  });

  it('is told once more when a run died after the deal’s update and before its own end', () => {
    const custom = { UF_CRM_BIN: BIN, UF_CRM_1C_INVOICE: '00000000042' };
    const entry = told({ state: 'posted' });
    const plan = { plan: 'tell', number: '00000000042' };
    expect(decide({ deal: deal({ custom }), entry })).toEqual(plan);
  });

  it('and other goods waits with the difference, or is posted again where the setting says so', () => {
    const rows = [row({ quantity: '3' })];
    const held = decide({ rows, entry: told() });
    expect(held).toMatchObject({ reason: 'deal-changed' });
    expect(JSON.stringify(held)).toContain('product 1001: 2 × 5800 → 3 × 5800');
    const again = decide({ rows, entry: told() }, { changedDeal: 'repost' });
    expect(again).toMatchObject({ plan: 'make', draft: { ref: ref(9), total: '17400' } });
  });

  it('and other goods is posted again where a person said so of this deal', () => {
    const rows = [row({ quantity: '3' })];
    const again = decide({ rows, entry: told(), word: { said: 'repost' } });
    expect(again).toMatchObject({ plan: 'make', isRepost: true, draft: { total: '17400' } });
  });

  it('and opened again waits for a person', () => {
    const given = deal({ stageId: 'EXECUTING' });
    expect(wordOf(decide({ deal: given, entry: told() }))).toBe('deal-reopened');
  });

  it('and deleted waits for a person', () => {
    const deleted = { id: '7781', state: 'missing' } as const;
    const facts = { deal: deleted, rows: undefined, word: undefined, wasSeen: false };
    expect(wordOf(decideInvoice({ ...facts, entry: told() }, context()))).toBe('deal-deleted');
    expect(wordOf(decideInvoice({ ...facts, entry: undefined }, context()))).toBe('deal-gone');
  });

  it('begun by a run that died keeps its reference, and its date is the deal’s as long as nothing is posted', () => {
    const given = { number: null, documentDate: '2026-10-20T10:00:00' };
    for (const state of ['begun', 'created'] as const) {
      expect(decide({ entry: told({ ...given, state }) })).toMatchObject({
        draft: { ref: ref(9), date: '2026-11-22T17:00:00' },
      });
    }
    const rows = [row({ quantity: '3' })];
    const entry = told({ documentDate: '2026-10-20T10:00:00' });
    expect(decide({ rows, entry }, { changedDeal: 'repost' })).toMatchObject({
      ...{ isRepost: true, draft: { date: '2026-10-20T10:00:00' } },
    });
  });

  it('whose repost was cut off is made anew whatever the setting says by now', () => {
    const entry = told({ state: 'reposting' });
    expect(decide({ entry })).toMatchObject({ plan: 'make', isRepost: true });
    expect(decide({ entry: told({ state: 'created' }) })).toMatchObject({ isRepost: false });
  });
});

describe('a hold that a person has dismissed', () => {
  const keep = (plan: InvoicePlan): Word => ({
    ...{ said: 'keep', of: 'seen' in plan ? (plan.seen ?? '') : '' },
  });

  it('about a changed deal stays dismissed until the deal is changed otherwise', () => {
    const rows = [row({ quantity: '3' })];
    const word = keep(decide({ rows, entry: told() }));
    const custom = { UF_CRM_BIN: BIN, UF_CRM_1C_INVOICE: '00000000042', UF_CRM_X: 'other' };
    const given = deal({ custom });
    expect(wordOf(decide({ deal: given, rows, entry: told(), word }))).toBe('kept-as-is');
    expect(decide({ rows, entry: told(), word })).toEqual({ plan: 'tell', number: '00000000042' });
    const again = [row({ quantity: '4' })];
    expect(wordOf(decide({ rows: again, entry: told(), word }))).toBe('deal-changed');
  });

  it('about an opened deal lasts until it is closed again: then its document is looked at', () => {
    const opened = deal({ stageId: 'EXECUTING' });
    const word = keep(decide({ deal: opened, entry: told() }));
    const elsewhere = deal({ stageId: 'PREPARATION' });
    expect(wordOf(decide({ deal: elsewhere, entry: told(), word }))).toBe('kept-as-is');
    expect(wordOf(decide({ entry: told(), word }))).toBe('make');
  });

  it('about a deleted deal stays dismissed', () => {
    const missing = { id: '7781', state: 'missing' } as const;
    const facts = { deal: missing, rows: undefined, wasSeen: false };
    const held = decideInvoice({ ...facts, entry: told(), word: undefined }, context());
    const kept = decideInvoice({ ...facts, entry: told(), word: keep(held) }, context());
    expect(wordOf(kept)).toBe('kept-as-is');
  });

  it('about a foreign number stays dismissed, and released it asks for that document', () => {
    const given = deal({ custom: { UF_CRM_BIN: BIN, UF_CRM_1C_INVOICE: '42' } });
    const word = keep(decide({ deal: given }));
    expect(wordOf(decide({ deal: given, word }))).toBe('kept-as-is');
    expect(decide({ deal: given, word: { said: 'adopt' } })).toMatchObject({
      ...{ plan: 'adopt', number: '42', bin: BIN },
    });
  });

  it('about what the deal lacks ends when the deal is changed', () => {
    const rows = [row({ quantity: '-1' })];
    const word = keep(decide({ rows }));
    expect(wordOf(decide({ rows, word }))).toBe('kept-as-is');
    expect(wordOf(decide({ word }))).toBe('make');
  });

  it('about a document that is gone stays dismissed, and released it is made anew', () => {
    const entry = told({ state: 'created' });
    expect(wordOf(decide({ entry, word: { said: 'keep', of: 'gone' } }))).toBe('kept-as-is');
    expect(decide({ entry, word: { said: 'anew' } })).toMatchObject({ plan: 'make', isAnew: true });
  });
});
