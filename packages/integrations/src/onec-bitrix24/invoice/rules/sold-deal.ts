import { hash } from 'node:crypto';
import type { DealRecord } from '@ponte/connectors/bitrix24/model';
import { toDecimalText, toScaled } from '../../decimal.ts';
import type { OnecSettings } from '../../settings.ts';
import type { SoldDeal, SoldRow } from '../invoice-entry.ts';

/** More than the portal lets people write; what lies behind comes of its own arithmetic. */
const WRITTEN_PLACES = 8;

/** The part of a deal that its invoice is made from, in one spelling. */
export function toSoldDeal(
  deal: Pick<DealRecord, 'custom' | 'currencyId'>,
  rows: readonly SoldRow[],
  { buyerFields }: Pick<OnecSettings, 'buyerFields'>,
): SoldDeal {
  const bin = toText(deal.custom[buyerFields.bin]).replace(/\D/g, '');
  return {
    bin: bin === '' ? null : bin,
    currency: deal.currencyId,
    rows: rows.map((row) => ({
      ...{ productId: row.productId, name: row.name },
      ...{ quantity: toPlain(row.quantity), price: toPlain(row.price) },
    })),
  };
}

/** The buyer's name as the deal has it; '' when it has none. */
export function toBuyerName(
  deal: Pick<DealRecord, 'custom'>,
  { buyerFields }: Pick<OnecSettings, 'buyerFields'>,
): string {
  return buyerFields.name === null ? '' : toText(deal.custom[buyerFields.name]).trim();
}

/** The same for the same goods, buyer and prices, whatever else a person changed in the deal. */
export function toFingerprint({ bin, currency, rows }: SoldDeal): string {
  const parts = rows.map(({ productId, name, quantity, price }) => [
    productId ?? `:${name}`,
    quantity,
    price,
  ]);
  return hash('sha1', JSON.stringify([bin, currency, parts]));
}

/** What the deal says otherwise than the document, as one sentence without personal data. */
export function describeDifference(before: SoldDeal | null, after: SoldDeal): string {
  if (before === null) return 'The deal is not what the document was made from.';
  const differences: string[] = [];
  if (before.bin !== after.bin) differences.push('another buyer');
  if (before.currency !== after.currency) {
    differences.push(`currency ${before.currency ?? 'none'} → ${after.currency ?? 'none'}`);
  }
  const [was, is] = [countRows(before), countRows(after)];
  for (const key of new Set([...was.keys(), ...is.keys()])) {
    const [old, now] = [was.get(key), is.get(key)];
    if (old !== now) differences.push(`product ${key}: ${old ?? 'none'} → ${now ?? 'none'}`);
  }
  return differences.length === 0 ? 'The order of the rows differs.' : differences.join('; ');
}

function countRows({ rows }: SoldDeal): Map<string, string> {
  const words = new Map<string, string>();
  for (const { productId, quantity, price } of rows) {
    const key = productId ?? 'by hand';
    const text = `${quantity} × ${price}`;
    words.set(key, words.has(key) ? `${words.get(key) ?? ''} + ${text}` : text);
  }
  return words;
}

/** Every digit that a person wrote: whether a document can hold them is asked later. */
function toPlain(text: string): string {
  const scaled = toScaled(text, WRITTEN_PLACES);
  return scaled === undefined ? text : toDecimalText(scaled, WRITTEN_PLACES);
}

/** A field's text; '' for nothing and for what is no text. */
export function toText(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}
