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
  ];
  return parts.filter(([, isSame]) => !isSame).map(([name]) => name);
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
