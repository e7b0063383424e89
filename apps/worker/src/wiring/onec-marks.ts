import type { Sql } from '@ponte/db/client';
import { markDirty } from '@ponte/db/dirty';
import { INVOICE_MARK, listInvoicedDeals } from '@ponte/db/onec-invoices';
import type { DealToStore } from '@ponte/integrations/bitrix24-deals/ports';
import { isDue } from '@ponte/integrations/onec-bitrix24/invoice/rules/is-due';
import { drainInvoices } from '@ponte/integrations/onec-bitrix24/jobs';
import type { Ringer } from '@ponte/jobs/ring';
import { readOnecSettings } from '@ponte/operations/sync-onec';

/** What the deals' integration tells others when rows change. */
export interface DealsWatch {
  /** Inside the transaction that writes the deals. Gives true when somebody has to be rung. */
  note(
    sql: Sql,
    change: { account: string; store: readonly DealToStore[]; missing: readonly string[] },
  ): Promise<boolean>;
  /** After it is committed; never rejects. */
  ring(account: string): Promise<void>;
}

/** Deals that are sold and paid, and deals that have an invoice, are marked for a look at it. */
export function createInvoiceWatch({ ringer }: { ringer: Ringer }): DealsWatch {
  return {
    note: async (sql, { account, store, missing }) => {
      const dealIds = [...store.map(({ id }) => id), ...missing];
      if (dealIds.length === 0) return false;
      const settings = await readOnecSettings(sql, account);
      const invoiced = await listInvoicedDeals(sql, { account, dealIds });
      const due = store.filter((deal) => isDue(deal, settings)).map(({ id }) => id);
      const ids = [...new Set([...due, ...invoiced])];
      await markDirty(sql, { account, kind: INVOICE_MARK, ids });
      return ids.length > 0;
    },
    // A ring that is lost is made up for by the sweep, which finds the marks.
    ring: async (account) => {
      await Promise.allSettled([ringer.ring(drainInvoices, { account })]);
    },
  };
}
