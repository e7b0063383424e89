import type { Clock } from '@ponte/clock';
import type { Sql } from '@ponte/db/client';
import { markDirty } from '@ponte/db/dirty';
import { markHeldInvoices } from '@ponte/db/invoice-notes';
import { INVOICE_MARK, listInvoicedDeals } from '@ponte/db/onec-invoices';
import type { DealToStore } from '@ponte/integrations/bitrix24-deals/ports';
import { isLongAgo } from '@ponte/integrations/onec-bitrix24/invoice/rules/document-date';
import { mayBeDue } from '@ponte/integrations/onec-bitrix24/invoice/rules/payment-names';
import { drainInvoices } from '@ponte/integrations/onec-bitrix24/jobs';
import type { Ringer } from '@ponte/jobs/ring';
import { listDueDeals, readOnecSettings, readPaymentNames } from '@ponte/operations/sync-onec';

/** More than ever wait for a name. */
const MOST_HELD = 10_000;

/** What the deals' integration tells others when rows change. */
export interface DealsWatch {
  /** Inside the transaction that writes the deals. Gives true when somebody has to be rung. */
  note(
    sql: Sql,
    change: { account: string; store: readonly DealToStore[]; missing: readonly string[] },
  ): Promise<boolean>;
  /** Inside the transaction that `write`s the portal's names. */
  noteNames<T>(sql: Sql, account: string, write: () => Promise<T>): Promise<T>;
  /** After it is committed; never rejects. */
  ring(account: string): Promise<void>;
}

/** Deals that are sold and paid, and deals that have an invoice, are marked for a look at it. */
export function createInvoiceWatch({
  ringer,
  clock,
}: {
  ringer: Ringer;
  clock: Clock;
}): DealsWatch {
  return {
    note: async (sql, { account, store, missing }) => {
      const dealIds = [...store.map(({ id }) => id), ...missing];
      if (dealIds.length === 0) return false;
      const settings = await readOnecSettings(sql, account);
      const names = await readPaymentNames(sql, { account, settings });
      const invoiced = await listInvoicedDeals(sql, { account, dealIds });
      const age = { now: clock.now(), settings };
      const due = store.filter((deal) => mayBeDue(deal, settings, names) && !isLongAgo(deal, age));
      const ids = [...new Set([...due.map(({ id }) => id), ...invoiced])];
      await markDirty(sql, { account, kind: INVOICE_MARK, ids });
      return ids.length > 0;
    },
    noteNames: async (sql, account, write) => {
      const before = await describePayment(sql, account);
      const written = await write();
      if ((await describePayment(sql, account)) !== before) {
        const ids = await listDueDeals(sql, { account, now: clock.now() });
        await markDirty(sql, { account, kind: INVOICE_MARK, ids });
        const held = { integration: 'onec-bitrix24', causes: ['payment-unknown'] };
        await markHeldInvoices(sql, { ...held, account, perCause: MOST_HELD });
      }
      return written;
    },
    // A ring that is lost is made up for by the sweep, which finds the marks.
    ring: async (account) => {
      await Promise.allSettled([ringer.ring(drainInvoices, { account })]);
    },
  };
}

/** The options by which deals say how they were paid, in one spelling. */
async function describePayment(sql: Sql, account: string): Promise<string> {
  const settings = await readOnecSettings(sql, account);
  const { options } = await readPaymentNames(sql, { account, settings });
  return JSON.stringify([
    settings.payment.fields,
    [...options].map(([key, ids]) => [key, [...ids]]),
  ]);
}
