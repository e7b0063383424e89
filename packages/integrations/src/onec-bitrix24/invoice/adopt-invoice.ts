import { heldAs, type Unfinished } from './document-work.ts';
import type { InvoiceEntry } from './invoice-entry.ts';
import type { Books, InvoicePorts, InvoiceTenure } from './ports.ts';
import type { AdoptPlan } from './rules/decide-foreign.ts';

export interface Adoption {
  readonly account: string;
  readonly dealId: string;
  readonly plan: AdoptPlan;
  readonly organisation: Books['organisation'];
  readonly tenure: InvoiceTenure;
  readonly signal: AbortSignal;
}

/**
 * Takes the document whose number the deal carries as the deal's invoice: only when it is exactly one
 * posted document of that buyer, and no other deal's. Throws what 1C's client throws.
 */
export async function adoptInvoice(
  ports: Pick<InvoicePorts, 'books' | 'findDealOfInvoice'>,
  { account, dealId, plan, organisation, tenure, signal }: Adoption,
): Promise<{ readonly end: 'adopted'; readonly entry: InvoiceEntry } | Unfinished> {
  const books = ports.books(account);
  const { number, bin, sold, fingerprint, seen } = plan;
  const buyers = await books.findCounterparties(bin, { signal });
  const found = await books.findInvoicesByNumber(number, {
    organisation: organisation.ref,
    signal,
  });
  const [invoice, ...others] = found.filter(
    ({ isPosted, isDeleted, counterparty }) =>
      isPosted && !isDeleted && buyers.some(({ ref }) => ref === counterparty),
  );
  if (invoice === undefined || others.length > 0) {
    const count = invoice === undefined ? 'no' : `${others.length + 1}`;
    const detail = `1C has ${count} posted invoices of this buyer with the number ${number}.`;
    return heldAs('number-foreign', `Deal ${dealId}: ${detail}`, seen);
  }
  const owner = await ports.findDealOfInvoice(account, invoice.ref);
  if (owner !== undefined && owner !== dealId) {
    const detail = `Deal ${dealId} carries the number of invoice ${number}, which is that of deal ${owner}.`;
    return heldAs('number-foreign', detail, seen);
  }
  const entry: InvoiceEntry = {
    ...{ dealId, ref: invoice.ref, state: 'posted', number, documentDate: invoice.date },
    ...{ total: invoice.total, fingerprint, sold, reason: null, lookUps: 0, isUnclear: false },
  };
  await tenure.saveEntry(entry);
  return { end: 'adopted', entry };
}
