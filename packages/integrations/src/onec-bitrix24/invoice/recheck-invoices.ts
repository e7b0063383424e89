import type { Handler } from '@ponte/jobs/define';
import { RECHECKS_PER_CAUSE } from '../jobs.ts';

/** Causes that people remove in 1C, of which nobody tells us. */
const CAUSES_IN_ONEC = [
  ...['period-closed', 'stock-short', 'contract-missing', 'account-missing', 'handler-failed'],
  ...['rights', 'check-failed', 'onec-refused', 'posting-refused', 'vat-rate-missing'],
  ...['buyer-twice', 'buyer-unknown', 'books-unclear', 'item-retired'],
];

export interface RecheckPorts {
  /** Marks held invoices for another try, those first that were tried longest ago. */
  markHeld(account: string, causes: readonly string[], perCause: number): Promise<number>;
  ringInvoices(account: string): Promise<void>;
}

/** Tries a few held invoices of each cause again; one that succeeds releases its hold by itself. */
export function createRecheckInvoices(ports: RecheckPorts): Handler<{ account: string }> {
  return async ({ account }) => {
    const marked = await ports.markHeld(account, CAUSES_IN_ONEC, RECHECKS_PER_CAUSE);
    if (marked === 0) return { outcome: 'skipped', reason: 'nothing-due' };
    await ports.ringInvoices(account);
    return { outcome: 'done', counts: { marked } };
  };
}
