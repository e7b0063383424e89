import type { DealRecord } from '@ponte/connectors/bitrix24/model';
import {
  includedVat,
  type InvoiceDraft,
  type InvoiceRow,
  type LocalDateTime,
  type Product,
  type VatRate,
} from '@ponte/connectors/onec/model';
import { toDecimalText, toScaled } from '../../decimal.ts';
import type { OnecSettings } from '../../settings.ts';
import type { SoldDeal, SoldRow } from '../invoice-entry.ts';
import type { Books, LinkedItems } from '../ports.ts';
import { chooseRates } from './choose-rates.ts';
import { toDocumentDate } from './document-date.ts';
import { findDraftProblem, holdDraft, type DraftHold } from './find-draft-problem.ts';
import { toRowSum } from './to-row-sum.ts';

/** Everything of the document except whom it is for: those are looked up in 1C. */
export type SaleDraft = Omit<InvoiceDraft, 'counterparty' | 'contract'>;

export interface DraftContext {
  readonly books: Books;
  readonly settings: OnecSettings;
  readonly linked: LinkedItems;
  readonly zone: string;
  readonly now: Date;
  readonly ref: string;
  /** The date under which it was posted; null while it never was: then the deal dates it. */
  readonly date: LocalDateTime | null;
}

/** The document of a deal, or what must be put right first. All or nothing: no row is left out. */
export function toDraft(
  deal: DealRecord,
  sold: SoldDeal,
  context: DraftContext,
): { readonly plan: 'draft'; readonly draft: SaleDraft } | DraftHold {
  const { books, settings, linked } = context;
  const problem = findDraftProblem(deal, sold, linked);
  if (problem !== undefined) return problem;
  const dated = context.date === null ? toDocumentDate(deal, context) : { date: context.date };
  if ('problem' in dated) {
    return holdDraft('closing-date-wrong', `Deal ${deal.id} ${dated.problem}.`);
  }
  const { date } = dated;
  const rateOf = chooseRates(books, date, settings);
  const hasVat = books.organisation.isVatPayer;
  if (rateOf === undefined) {
    const what = hasVat ? `a general VAT rate for ${date.slice(0, 10)}` : 'a rate "без НДС"';
    return holdDraft('vat-rate-missing', `1C’s catalogue of VAT rates has not ${what}.`);
  }
  const lines = sold.rows.map((row) => toLine(row, context, rateOf));
  const total = lines.reduce((sum, { row }) => sum + (toScaled(row.sum, 2) ?? 0n), 0n);
  const goods = lines.filter(({ isService }) => !isService).map(({ row }) => row);
  const services = lines.filter(({ isService }) => isService).map(({ row }) => row);
  const { paymentField } = books;
  const draft: SaleDraft = {
    ...{ ref: context.ref, date, organisation: books.organisation.ref },
    ...{ warehouse: books.warehouse, currency: books.currency, hasVat, isVatIncluded: true },
    ...{ total: toDecimalText(total, 2), goods, services, accounts: books.template.accounts },
    comment: `Bitrix24 deal ${deal.id}; ${settings.payment.name}`,
    ...(paymentField === null ? {} : { extra: { [paymentField]: settings.payment.name } }),
  };
  return { plan: 'draft', draft };
}

function toLine(
  sold: SoldRow,
  { linked, books }: DraftContext,
  rateOf: (item: Product) => VatRate,
): { row: InvoiceRow; isService: boolean } {
  const item = linked.items.get(sold.productId ?? '');
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
