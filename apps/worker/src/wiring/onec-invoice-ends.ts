import type { Sql } from '@ponte/db/client';
import { clearDirty, markDirty } from '@ponte/db/dirty';
import { holdRecords, releaseHeld } from '@ponte/db/held';
import { countInvoiceTry, noteEnd, noteSeen, noteTrouble } from '@ponte/db/invoice-notes';
import type { Json } from '@ponte/db/json';
import { saveLink } from '@ponte/db/links';
import { enqueueNotice } from '@ponte/db/notices';
import { INVOICE_MARK, saveInvoice, type InvoiceRow } from '@ponte/db/onec-invoices';
import type {
  DueDeal,
  InvoiceEnd,
  InvoiceEntry,
} from '@ponte/integrations/onec-bitrix24/invoice/invoice-entry';
import { toTrouble } from '@ponte/integrations/onec-bitrix24/invoice/rules/judge-failure';
import { maskText } from '@ponte/logging/mask';
import type { MappingDoor } from './onec-mapping.ts';

const INTEGRATION = 'onec-bitrix24';

export interface EndOf {
  account: string;
  runId: string;
  version: string;
  now: Date;
  mapping: MappingDoor;
}

/** Writes how a deal ended, whole or not at all. True when it has to be looked at once more at once. */
export async function saveInvoiceEnd(sql: Sql, of: EndOf, end: InvoiceEnd): Promise<boolean> {
  const { account, now } = of;
  const { dealId } = end;
  if (end.end === 'later') {
    const { kind, message } = toTrouble(end.error);
    const trouble = { kind, message: maskText(message) };
    await noteTrouble(sql, { account, dealId, waitsUntil: end.until, trouble });
    if (end.isTry) await countInvoiceTry(sql, { account, dealId });
    return false;
  }
  const read = [{ id: dealId, version: of.version }];
  await clearDirty(sql, { account, kind: INVOICE_MARK, read });
  if (end.end === 'told') await saveTold(sql, { account, now }, end.entry);
  const isOver = end.end === 'told' && end.isKept !== true;
  await noteEnd(sql, { account, dealId, isOver });
  if (end.end === 'held') return hold(sql, of, end);
  const where = { integration: INTEGRATION, account, kind: INVOICE_MARK };
  await releaseHeld(sql, { ...where, keys: [dealId], by: 'ponte' });
  return false;
}

async function hold(
  sql: Sql,
  { account, runId, mapping }: EndOf,
  end: Extract<InvoiceEnd, { end: 'held' }>,
): Promise<boolean> {
  const { dealId, reason, waitsFor: productIds = [] } = end;
  // Whoever linked them a moment ago has looked for holds already and found none: look once more.
  const wasLinked =
    productIds.length > 0 && (await mapping.areLinkedForSure(sql, { account, productIds }));
  if (wasLinked) {
    await markDirty(sql, { account, kind: INVOICE_MARK, ids: [dealId] });
    return true;
  }
  const where = { integration: INTEGRATION, account, kind: INVOICE_MARK, key: dealId };
  const detail = maskText(end.detail);
  await holdRecords(sql, [{ ...where, reason, detail, runId }]);
  await mapping.holdForProducts(sql, { ...where, productIds });
  await noteSeen(sql, { account, dealId, seen: end.seen ?? null });
  return false;
}

async function saveTold(
  sql: Sql,
  { account, now }: { account: string; now: Date },
  entry: InvoiceEntry,
): Promise<void> {
  const { dealId, ref, number, total, fingerprint } = entry;
  await saveInvoice(sql, { account, row: toInvoiceRow(entry), now });
  await saveLink(sql, {
    ...{ integration: INTEGRATION, leftKind: 'deal', leftId: dealId },
    ...{ rightKind: 'invoice', rightId: ref, fingerprint },
  });
  await enqueueNotice(sql, {
    ...{ account, integration: INTEGRATION, kind: 'notice', now },
    key: `invoice:${ref}:${fingerprint?.slice(0, 8) ?? ''}`,
    parts: {
      title: `1C: счёт ${number ?? ''} по сделке ${dealId}`,
      lines: [`Сумма ${total ?? ''} KZT`],
    },
  });
}

/** What of a deal's row its invoice is, and what people said of it. */
export function toKnown({ state, content, ...row }: InvoiceRow): Pick<DueDeal, 'entry' | 'word'> {
  // Written by `toInvoiceRow`, and by the operations that note a person's word.
  const kept = content as unknown as Partial<
    Pick<InvoiceEntry, 'sold' | 'isUnclear'> & { word: DueDeal['word'] }
  >;
  const { sold = null, isUnclear = false, word } = kept;
  return { word, entry: state === 'due' ? undefined : { ...row, state, sold, isUnclear } };
}

/** The row of an invoice. */
export function toInvoiceRow({ sold, isUnclear, ...entry }: InvoiceEntry): InvoiceRow {
  return { ...entry, content: { sold: sold as unknown as Json, isUnclear } };
}
