import type { Clock } from '@ponte/clock';
import type { Bitrix24Client } from '@ponte/connectors/bitrix24';
import type { DealField } from '@ponte/connectors/bitrix24/model';
import type { OnecClient } from '@ponte/connectors/onec';
import { inTransaction, type Database, type Sql } from '@ponte/db/client';
import { clearDirty } from '@ponte/db/dirty';
import { holdRecords, releaseHeld } from '@ponte/db/held';
import type { Json } from '@ponte/db/json';
import { saveLink } from '@ponte/db/links';
import { enqueueNotice } from '@ponte/db/notices';
import * as invoices from '@ponte/db/onec-invoices';
import type {
  InvoiceEnd,
  InvoiceEntry,
  InvoicePorts,
} from '@ponte/integrations/onec-bitrix24/invoice/ports';
import type { RecheckPorts } from '@ponte/integrations/onec-bitrix24/invoice/recheck-invoices';
import { drainInvoices } from '@ponte/integrations/onec-bitrix24/jobs';
import type { Ringer } from '@ponte/jobs/ring';
import { maskText } from '@ponte/logging/mask';
import { createBooksReads } from './onec-books.ts';
import type { MappingDoor } from './onec-mapping.ts';
import { readOnecSettings } from '@ponte/operations/sync-onec';
import { takeInvoiceTenure } from './onec-tenure.ts';

const INTEGRATION = 'onec-bitrix24';
const KIND = invoices.INVOICE_MARK;
/** Virtual milliseconds. */
const FIELDS_FOR_MS = 10 * 60_000;

export interface OnecWorld {
  readonly database: Database;
  readonly ringer: Ringer;
  readonly clock: Clock;
  /** This worker's own id. */
  readonly worker: string;
  /** The base's own zone. */
  readonly zone: string;
  readonly mapping: MappingDoor;
  onec(account: string): OnecClient;
  portal(account: string): Bitrix24Client;
}

/** Binds the invoices to the tables, the base and the portal. */
export function wireInvoices(world: OnecWorld): InvoicePorts & RecheckPorts {
  const { database, clock, onec, portal, zone, ringer } = world;
  const { pool } = database;
  const describe = createFieldsReads(world);
  return {
    ...createBooksReads(world),
    zone,
    now: () => clock.now(),
    books: onec,
    readSettings: (account) => readOnecSettings(pool, account),
    takeTenure: (account, runId) => takeInvoiceTenure(world, account, runId),
    listDue: async (account, limit) => {
      const due = await invoices.listDueInvoices(pool, { account, now: clock.now(), limit });
      return due.map(({ dealId, version, entry }) => ({
        ...{ dealId, version, entry: entry && toEntry(entry) },
      }));
    },
    findNextDue: (account) => invoices.findNextDueInvoice(pool, account),
    readDeals: async (account, ids, signal) =>
      (await portal(account).getDeals(ids, { signal })).deals,
    readRows: async (account, ids, signal) =>
      (await portal(account).readDealProductRows(ids, { signal })).deals,
    tellDeal: async (account, { dealId, number, link, settings }, signal) => {
      const describedBy = await describe(account, signal);
      const { numberField, linkField } = settings;
      const hasLink = describedBy.some(({ name }) => name === linkField);
      const fields = {
        [numberField]: number,
        ...(linkField !== null && hasLink ? { [linkField]: link } : {}),
      };
      return portal(account).updateDeal(dealId, fields, { signal, describedBy });
    },
    saveEntry: (account, entry) =>
      invoices.saveInvoice(pool, { account, row: toRow(entry), now: clock.now() }),
    saveEnd: (account, run, end) =>
      inTransaction(pool, (sql) =>
        saveEnd(sql, { account, ...run, now: clock.now(), mapping: world.mapping }, end),
      ),

    markHeld: (account, causes, perCause) =>
      invoices.markHeldInvoices(pool, { integration: INTEGRATION, account, causes, perCause }),
    ringInvoices: async (account) => void (await ringer.ring(drainInvoices, { account })),
  };
}

interface EndOf {
  account: string;
  runId: string;
  version: string;
  now: Date;
  mapping: MappingDoor;
}

async function saveEnd(sql: Sql, of: EndOf, end: InvoiceEnd): Promise<void> {
  const { account, now } = of;
  const { dealId, lookUps } = end;
  const mark = { account, kind: KIND, read: [{ id: dealId, version: of.version }] };
  if (end.end === 'later') {
    await invoices.noteInvoice(sql, { account, dealId, lookUps, waitsUntil: end.until });
    await invoices.countInvoiceTry(sql, { account, dealId });
    return;
  }
  await clearDirty(sql, mark);
  if (end.end === 'told') await saveTold(sql, { account, now }, end.entry);
  await invoices.noteInvoice(sql, { account, dealId, lookUps, waitsUntil: null });
  const where = { integration: INTEGRATION, account, kind: KIND };
  if (end.end !== 'held') {
    await releaseHeld(sql, { ...where, keys: [dealId], by: 'ponte' });
    return;
  }
  const { reason, productIds = [] } = end;
  const detail = maskText(end.detail);
  await holdRecords(sql, [{ ...where, key: dealId, reason, detail, runId: of.runId }]);
  await of.mapping.holdForProducts(sql, { ...where, key: dealId, productIds });
}

async function saveTold(
  sql: Sql,
  { account, now }: { account: string; now: Date },
  entry: InvoiceEntry,
): Promise<void> {
  const { dealId, ref, number, total, fingerprint } = entry;
  await invoices.saveInvoice(sql, { account, row: toRow(entry), now });
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

function createFieldsReads({
  clock,
  portal,
}: OnecWorld): (account: string, signal: AbortSignal) => Promise<readonly DealField[]> {
  const kept = new Map<string, { readAt: number; fields: readonly DealField[] }>();
  return async (account, signal) => {
    const known = kept.get(account);
    if (known !== undefined && clock.nowMs() - known.readAt < FIELDS_FOR_MS) return known.fields;
    const fields = await portal(account).listDealFields({ signal });
    kept.set(account, { readAt: clock.nowMs(), fields });
    return fields;
  };
}

function toEntry({ content, ...row }: invoices.InvoiceRow): InvoiceEntry {
  // Written by `toRow` and nobody else.
  const { sold = null } = content as unknown as Partial<Pick<InvoiceEntry, 'sold'>>;
  return { ...row, sold };
}

function toRow({ sold, ...entry }: InvoiceEntry): invoices.InvoiceRow {
  return { ...entry, content: { sold: sold as unknown as Json } };
}
