import type { Sql } from '@ponte/db/client';
import { markDirty } from '@ponte/db/dirty';
import type { HeldRow } from '@ponte/db/held';
import { noteKept, noteWord, takeOverInvoices } from '@ponte/db/invoice-notes';
import { INVOICE_MARK } from '@ponte/db/onec-invoices';
import { DIFFERS } from '@ponte/integrations/onec-bitrix24/invoice/rules/hold-plans';

const INTEGRATION = 'onec-bitrix24';

/** What letting go of a hold says, by its reason; everything else only has the deal looked at again. */
const SAID = new Map([
  ['number-foreign', 'adopt'],
  ['document-gone', 'anew'],
  ['deal-changed', 'repost'],
  ['payment-unknown', 'paid'],
]);

/** Keeps what a person has said by releasing holds of invoices. */
export async function noteReleasedInvoices(sql: Sql, rows: readonly HeldRow[]): Promise<void> {
  for (const [account, held] of groupInvoices(rows)) {
    for (const [reason, said] of SAID) {
      const dealIds = held.filter((row) => row.reason === reason).map(({ key }) => key);
      await noteWord(sql, { account, dealIds, said });
    }
  }
}

/**
 * Keeps what a person has said by dismissing holds of invoices: what was seen stays as it is, until
 * something else is seen. A posted document that differs from its deal is its invoice from then on.
 */
export async function keepDismissedInvoices(sql: Sql, rows: readonly HeldRow[]): Promise<void> {
  for (const [account, held] of groupInvoices(rows)) {
    const dealIds = held.map(({ key }) => key);
    await noteKept(sql, { account, dealIds });
    const taken = await takeOverInvoices(sql, { account, dealIds, seen: DIFFERS });
    await markDirty(sql, { account, kind: INVOICE_MARK, ids: taken });
  }
}

function groupInvoices(rows: readonly HeldRow[]): Map<string, HeldRow[]> {
  const invoices = rows.filter(
    ({ integration, kind }) => integration === INTEGRATION && kind === INVOICE_MARK,
  );
  return Map.groupBy(invoices, ({ account }) => account);
}
