import type { Handler } from '@ponte/jobs/define';
import { RECHECKS_PER_CAUSE } from '../jobs.ts';

/** Causes that people remove in 1C, of which nobody tells us. */
const CAUSES_IN_ONEC = [
  ...['period-closed', 'stock-short', 'contract-missing', 'account-missing', 'handler-failed'],
  ...['rights', 'check-failed', 'onec-refused', 'posting-refused', 'vat-rate-missing'],
  ...['buyer-twice', 'buyer-unknown', 'buyer-unusable', 'contract-unclear', 'books-unclear'],
  ...['item-retired', 'item-not-in-1c', 'keeps-failing'],
];

export interface RecheckPorts {
  /** Marks held invoices for another try, those first that were tried longest ago. */
  markHeld(account: string, causes: readonly string[], perCause: number): Promise<number>;
  /** Lets go the invoices whose products are all linked by now, and rings for them. */
  releaseComplete(account: string): Promise<number>;
  ringInvoices(account: string): Promise<void>;
}

/** Tries a few held invoices of each cause again; one that succeeds releases its hold by itself. */
export function createRecheckInvoices(ports: RecheckPorts): Handler<{ account: string }> {
  return async ({ account }) => {
    const released = await ports.releaseComplete(account);
    const marked = await ports.markHeld(account, CAUSES_IN_ONEC, RECHECKS_PER_CAUSE);
    if (marked > 0) await ports.ringInvoices(account);
    if (marked + released === 0) return { outcome: 'skipped', reason: 'nothing-due' };
    return { outcome: 'done', counts: { marked, released } };
  };
}
