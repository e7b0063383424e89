import {
  findBinProblem,
  includedVat,
  toBaseTime,
  vatOn,
  type InvoiceDraft,
  type InvoiceRow,
  type LocalDateTime,
  type Product,
  type VatRate,
} from '@ponte/connectors/onec/model';
import type { DealRecord } from '@ponte/connectors/bitrix24/model';
import type { Hold } from '../../../plan.ts';
import { divideRounded, toDecimalText, toScaled } from '../../decimal.ts';
import type { OnecSettings } from '../../settings.ts';
import type { Books, SoldDeal, SoldRow } from '../ports.ts';

export type DraftReason =
  | 'product-unmapped'
  | 'row-by-hand'
  | 'no-rows'
  | 'bin-missing'
  | 'bin-wrong'
  | 'foreign-currency'
  | 'quantity-wrong'
  | 'sum-differs'
  | 'vat-rate-missing'
  | 'item-retired';

/** Everything of the document except whom it is for: those are looked up in 1C. */
export type SaleDraft = Omit<InvoiceDraft, 'counterparty' | 'contract'>;
export type DraftHold = Hold<DraftReason> & { readonly productIds?: readonly string[] };

export interface DraftContext {
  readonly books: Books;
  readonly settings: OnecSettings;
  /** By product id of the portal. */
  readonly items: ReadonlyMap<string, Product>;
  readonly zone: string;
  readonly ref: string;
  /** The date that an earlier attempt chose; a document keeps it. */
  readonly date: LocalDateTime | null;
}

/**
 * The moment of sale in the base's time: when the deal came into its stage, or the closing date that
 * a person set back before it.
 */
export function toSaleMoment(deal: Pick<DealRecord, 'movedAt' | 'closeAt' | 'modifiedAt'>): Date {
  const moved = deal.movedAt ?? deal.modifiedAt;
  return deal.closeAt !== null && deal.closeAt < moved ? deal.closeAt : moved;
}

/** The document of a deal, or what must be put right first. All or nothing: no row is left out. */
export function toDraft(
  deal: DealRecord,
  sold: SoldDeal,
  context: DraftContext,
): { readonly plan: 'draft'; readonly draft: SaleDraft } | DraftHold {
  const { books, settings } = context;
  const problem = findProblem(deal, sold, context);
  if (problem !== undefined) return problem;
  const date = context.date ?? toBaseTime(toSaleMoment(deal), context.zone);
  const general = findGeneralRate(books.rates, date, settings);
  const none = books.rates.find(({ percent, isDeleted }) => percent === null && !isDeleted);
  const hasVat = books.organisation.isVatPayer;
  const base = hasVat ? general : none;
  if (base === undefined) {
    const what = hasVat ? `a general VAT rate for ${date.slice(0, 10)}` : 'a rate "без НДС"';
    return hold('vat-rate-missing', `1C’s catalogue of VAT rates has not ${what}.`);
  }
  const general_ = new Set(settings.vatByDate.map(({ percent }) => Number(percent)));
  const rateOf = (item: Product): VatRate => {
    if (!hasVat) return base;
    const own = books.rates.find(({ ref }) => ref === item.vatRate);
    const isGeneral = own === undefined || isGeneralRate(own, base, general_);
    return isGeneral ? base : own;
  };
  const lines = sold.rows.map((row) => toLine(row, context, rateOf));
  const total = lines.reduce((sum, { row }) => sum + (toScaled(row.sum, 2) ?? 0n), 0n);
  const goods = lines.filter(({ isService }) => !isService).map(({ row }) => row);
  const services = lines.filter(({ isService }) => isService).map(({ row }) => row);
  const draft: SaleDraft = {
    ...{ ref: context.ref, date, organisation: books.organisation.ref },
    ...{ warehouse: books.warehouse, currency: books.currency, hasVat, isVatIncluded: true },
    ...{ total: toDecimalText(total, 2), goods, services, accounts: books.template.accounts },
    comment: `Bitrix24 deal ${deal.id}; ${settings.payment.name}`,
  };
  return { plan: 'draft', draft };
}

function findProblem(
  deal: DealRecord,
  { bin, currency, rows }: SoldDeal,
  { items }: DraftContext,
): DraftHold | undefined {
  if (rows.length === 0) return hold('no-rows', `Deal ${deal.id} has no products.`);
  const byHand = rows.find(({ productId }) => productId === null);
  if (byHand !== undefined) {
    return hold('row-by-hand', `Deal ${deal.id} has a row that is not from the catalogue.`);
  }
  const ids = [...new Set(rows.flatMap(({ productId }) => productId ?? []))];
  const unmapped = ids.filter((id) => !items.has(id));
  if (unmapped.length > 0) {
    const detail = `Deal ${deal.id}: no 1C item is linked to product ${unmapped.join(', ')}.`;
    return { ...hold('product-unmapped', detail), productIds: unmapped };
  }
  const retired = ids.find((id) => items.get(id)?.isDeleted === true);
  if (retired !== undefined) {
    return hold('item-retired', `Product ${retired} is linked to a 1C item marked for deletion.`);
  }
  if (bin === null) return hold('bin-missing', `Deal ${deal.id} has no BIN or IIN of the buyer.`);
  const wrong = findBinProblem(bin);
  if (wrong !== undefined) return hold('bin-wrong', `Deal ${deal.id}: ${wrong}`);
  if (currency !== null && currency !== 'KZT') {
    return hold('foreign-currency', `Deal ${deal.id} is in ${currency}; invoices are in KZT.`);
  }
  const odd = rows.find((row) => (toScaled(row.quantity, 3) ?? 0n) <= 0n || !isPrice(row.price));
  if (odd !== undefined) {
    const detail = `Deal ${deal.id}: product ${odd.productId ?? ''} has the quantity ${odd.quantity}.`;
    return hold('quantity-wrong', detail);
  }
  return findSumProblem(deal, rows);
}

/** Only a total that a person typed may differ; then nobody knows what the buyer pays. */
function findSumProblem(deal: DealRecord, rows: readonly SoldRow[]): DraftHold | undefined {
  if (deal.isManualOpportunity !== true || deal.opportunity === null) return undefined;
  const total = rows.reduce((sum, row) => sum + toRowSum(row), 0n);
  if (total === toScaled(deal.opportunity, 2)) return undefined;
  const detail = `Deal ${deal.id}: its rows make ${toDecimalText(total, 2)}, its total says ${deal.opportunity}.`;
  return hold('sum-differs', detail);
}

function isPrice(text: string): boolean {
  const price = toScaled(text, 2);
  return price !== undefined && price >= 0n;
}

function toRowSum({ quantity, price }: SoldRow): bigint {
  return divideRounded((toScaled(quantity, 3) ?? 0n) * (toScaled(price, 2) ?? 0n), 1_000n);
}

function findGeneralRate(
  rates: readonly VatRate[],
  date: LocalDateTime,
  { vatByDate }: OnecSettings,
): VatRate | undefined {
  return vatOn(rates, date) ?? vatOn(rates, date, vatByDate);
}

/** An item that carries the general rate of another day follows the day; a reduced rate stays. */
function isGeneralRate(own: VatRate, base: VatRate, general: ReadonlySet<number>): boolean {
  if (own.percent === null) return false;
  return own.ref === base.ref || general.has(Number(own.percent));
}

function toLine(
  sold: SoldRow,
  { items, books }: DraftContext,
  rateOf: (item: Product) => VatRate,
): { row: InvoiceRow; isService: boolean } {
  const item = items.get(sold.productId ?? '');
  if (item === undefined) throw new Error('A row without an item came through the checks.');
  const rate = rateOf(item);
  const sum = toDecimalText(toRowSum(sold), 2);
  const row = {
    ...{ product: item.ref, unit: item.unit, quantity: sold.quantity, price: sold.price, sum },
    ...{ vatRate: rate.ref, vatSum: includedVat(sum, rate.percent) },
    accounts: item.isService ? books.template.services : books.template.goods,
  };
  return { row, isService: item.isService };
}

function hold(reason: DraftReason, detail: string): DraftHold {
  return { plan: 'hold', reason, detail };
}
