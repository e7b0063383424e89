import type { Invoice, InvoiceDraft, InvoiceRow } from '@ponte/connectors/onec/model';
import { isSameDecimal } from '../../decimal.ts';

/** Names of the parts in which the document in 1C is not the one that is wanted; empty: equal. */
export function listDifferences(draft: InvoiceDraft, invoice: Invoice): string[] {
  const parts: readonly (readonly [string, boolean])[] = [
    ['date', invoice.date === draft.date],
    ['total', isSameDecimal(invoice.total, draft.total, 2)],
    ['organisation', invoice.organisation === draft.organisation],
    ['counterparty', invoice.counterparty === draft.counterparty],
    ['contract', invoice.contract === draft.contract],
    ['warehouse', invoice.warehouse === draft.warehouse],
    ['goods', isSameRows(draft.goods, invoice.goods)],
    ['services', isSameRows(draft.services, invoice.services)],
    ['payment', isSameExtra(draft.extra ?? {}, invoice.extra)],
  ];
  return parts.filter(([, isSame]) => !isSame).map(([name]) => name);
}

/** What people may settle in a document without its being another sale. */
const SETTLED_IN_ONEC = new Set(['date', 'warehouse', 'contract']);

/** What is left when a document that a person has posted is taken over as it is. */
export function listForeignDifferences(draft: InvoiceDraft, invoice: Invoice): string[] {
  return listDifferences(draft, invoice).filter((part) => !SETTLED_IN_ONEC.has(part));
}

function isSameExtra(
  wanted: Readonly<Record<string, string | boolean>>,
  stored: Readonly<Record<string, string | boolean>>,
): boolean {
  return Object.entries(wanted).every(([name, value]) => stored[name] === value);
}

function isSameRows(wanted: readonly InvoiceRow[], stored: readonly InvoiceRow[]): boolean {
  return (
    wanted.length === stored.length &&
    wanted.every((row, at) => {
      const other = stored[at];
      return (
        other !== undefined &&
        other.product === row.product &&
        other.vatRate === row.vatRate &&
        isSameDecimal(other.quantity, row.quantity, 3) &&
        isSameDecimal(other.sum, row.sum, 2) &&
        isSameDecimal(other.vatSum, row.vatSum, 2)
      );
    })
  );
}
