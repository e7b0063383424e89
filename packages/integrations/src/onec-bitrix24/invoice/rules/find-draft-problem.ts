import type { DealRecord } from '@ponte/connectors/bitrix24/model';
import { findBinProblem } from '@ponte/connectors/onec/model';
import type { Hold } from '../../../plan.ts';
import { isSameDecimal, toDecimalText, toScaled } from '../../decimal.ts';
import type { SoldDeal, SoldRow } from '../invoice-entry.ts';
import type { LinkedItems } from '../ports.ts';
import { toRowSum, toWholeSum } from './to-row-sum.ts';

/** Of a quantity or price that is still told apart from another. */
const MOST_PLACES = 8;

export type DraftReason =
  | 'product-unmapped'
  | 'item-not-in-1c'
  | 'item-retired'
  | 'row-by-hand'
  | 'no-rows'
  | 'bin-missing'
  | 'bin-wrong'
  | 'foreign-currency'
  | 'quantity-wrong'
  | 'sum-differs'
  | 'closing-date-wrong'
  | 'vat-rate-missing';

export type DraftHold = Hold<DraftReason> & { readonly waitsFor?: readonly string[] };

/** What must be put right before a document can be made of the deal; undefined when nothing. */
export function findDraftProblem(
  deal: DealRecord,
  sold: SoldDeal,
  linked: LinkedItems,
): DraftHold | undefined {
  return (
    findRowsProblem(deal.id, sold.rows) ??
    findItemsProblem(deal.id, sold.rows, linked) ??
    findBuyerProblem(deal.id, sold) ??
    findSumProblem(deal, sold.rows)
  );
}

/** A hold about a deal. */
export function holdDraft(reason: DraftReason, detail: string): DraftHold {
  return { plan: 'hold', reason, detail };
}

function findRowsProblem(id: string, rows: readonly SoldRow[]): DraftHold | undefined {
  if (rows.length === 0) return holdDraft('no-rows', `Deal ${id} has no products.`);
  const byHand = rows.some(({ productId }) => productId === null);
  if (!byHand) return undefined;
  return holdDraft('row-by-hand', `Deal ${id} has a row that is not from the catalogue.`);
}

function findItemsProblem(
  id: string,
  rows: readonly SoldRow[],
  { items, unknownCodes }: LinkedItems,
): DraftHold | undefined {
  const ids = [...new Set(rows.flatMap(({ productId }) => productId ?? []))];
  const unmapped = ids.filter((one) => !items.has(one) && !unknownCodes.has(one));
  if (unmapped.length > 0) {
    const detail = `Deal ${id}: no 1C item is linked to product ${unmapped.join(', ')}.`;
    return { ...holdDraft('product-unmapped', detail), waitsFor: unmapped };
  }
  const unknown = ids.find((one) => unknownCodes.has(one));
  if (unknown !== undefined) {
    const code = unknownCodes.get(unknown) ?? '';
    const detail = `Deal ${id}: product ${unknown} is linked to the code ${code}, of which 1C has no item, or several.`;
    return holdDraft('item-not-in-1c', detail);
  }
  const retired = ids.find((one) => items.get(one)?.isDeleted === true);
  if (retired === undefined) return undefined;
  const detail = `Product ${retired} is linked to a 1C item marked for deletion.`;
  return holdDraft('item-retired', detail);
}

function findBuyerProblem(id: string, { bin, currency }: SoldDeal): DraftHold | undefined {
  if (bin === null) return holdDraft('bin-missing', `Deal ${id} has no BIN or IIN of the buyer.`);
  const wrong = findBinProblem(bin);
  if (wrong !== undefined) return holdDraft('bin-wrong', `Deal ${id}: ${wrong}`);
  if (currency === null || currency === 'KZT') return undefined;
  return holdDraft('foreign-currency', `Deal ${id} is in ${currency}; invoices are in KZT.`);
}

/** The document's total is what the buyer pays, or nobody knows what that is. */
function findSumProblem(deal: DealRecord, rows: readonly SoldRow[]): DraftHold | undefined {
  const odd = rows.find((row) => (toScaled(row.quantity, 3) ?? 0n) <= 0n || !isPrice(row.price));
  if (odd !== undefined) {
    return holdDraft('quantity-wrong', `Deal ${deal.id}: ${describeRow(odd)}.`);
  }
  const fine = rows.find(({ quantity, price }) => !fits(quantity, 3) || !fits(price, 2));
  if (fine !== undefined) {
    const detail = `Deal ${deal.id}: ${describeRow(fine)}; 1C keeps 3 places of a quantity and 2 of a price.`;
    return holdDraft('quantity-wrong', detail);
  }
  const told = deal.opportunity === null ? undefined : toScaled(deal.opportunity, 2);
  const total = rows.reduce((sum, row) => sum + toRowSum(row), 0n);
  // The portal rounds the whole, a document each of its rows.
  if (told === undefined || told === total || told === toWholeSum(rows)) return undefined;
  const detail = `Deal ${deal.id}: its rows make ${toDecimalText(total, 2)}, its total says ${toDecimalText(told, 2)}.`;
  return holdDraft('sum-differs', detail);
}

function describeRow({ productId, quantity, price }: SoldRow): string {
  return `product ${productId ?? ''} has the quantity ${quantity} and the price ${price}`;
}

/** True when so many places hold every digit. */
function fits(text: string, places: number): boolean {
  const scaled = toScaled(text, places);
  return scaled !== undefined && isSameDecimal(text, toDecimalText(scaled, places), MOST_PLACES);
}

function isPrice(text: string): boolean {
  const price = toScaled(text, 2);
  return price !== undefined && price >= 0n;
}
