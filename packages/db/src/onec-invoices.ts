import type { Sql } from './client.ts';
import { type Json, toJsonText } from './json.ts';

/** Kind of the marks that ask for a look at a deal's invoice. */
export const INVOICE_MARK = 'invoice';

/** What became of a deal's invoice. Money as decimal text, the date in the base's own time. */
export interface InvoiceRow {
  dealId: string;
  ref: string;
  state: 'begun' | 'created' | 'posted' | 'told';
  number: string | null;
  documentDate: string | null;
  total: string | null;
  fingerprint: string | null;
  /** What the document was made from, in the integration's own shape. */
  content: Json;
  reason: string | null;
  lookUps: number;
}

const COLUMNS = `i.deal_id AS "dealId", i.ref_key AS ref, i.state, i.number,
  i.document_date AS "documentDate", i.total::text, i.fingerprint, i.content, i.reason,
  i.look_ups AS "lookUps"`;

export interface DueInvoiceRow {
  dealId: string;
  version: string;
  entry: InvoiceRow | undefined;
}

/** A deal that failed this often stands behind the others. */
const MANY_TRIES = 5;

/** Marked deals that need not wait any longer, in the order of their marks. `now` is virtual. */
export async function listDueInvoices(
  sql: Sql,
  { account, now, limit }: { account: string; now: Date; limit: number },
): Promise<DueInvoiceRow[]> {
  const { rows } = await sql.query<InvoiceRow & { markedId: string; version: string }>(
    `SELECT d.vendor_id AS "markedId", d.version::text, ${COLUMNS}
       FROM dirty d
       LEFT JOIN onec_invoice i ON i.account = d.account AND i.deal_id = d.vendor_id
      WHERE d.account = $1 AND d.kind = '${INVOICE_MARK}'
        AND (i.waits_until IS NULL OR i.waits_until <= $2)
      ORDER BY d.tries > ${MANY_TRIES}, d.marked_at, length(d.vendor_id), d.vendor_id LIMIT $3`,
    [account, now, limit],
  );
  return rows.map(({ markedId, version, ...entry }) => ({
    ...{ dealId: markedId, version },
    // Without a row every column of it is NULL.
    entry: (entry.dealId as string | null) === null ? undefined : entry,
  }));
}

/** When the next marked deal that waits may be worked; undefined when none waits. */
export async function findNextDueInvoice(sql: Sql, account: string): Promise<Date | undefined> {
  const { rows } = await sql.query<{ at: Date | null }>(
    `SELECT min(i.waits_until) AS at FROM dirty d
       JOIN onec_invoice i ON i.account = d.account AND i.deal_id = d.vendor_id
      WHERE d.account = $1 AND d.kind = '${INVOICE_MARK}'`,
    [account],
  );
  return rows[0]?.at ?? undefined;
}

/** Which of these deals have an invoice, or had one begun. */
export async function listInvoicedDeals(
  sql: Sql,
  { account, dealIds }: { account: string; dealIds: readonly string[] },
): Promise<ReadonlySet<string>> {
  const { rows } = await sql.query<{ id: string }>(
    'SELECT deal_id AS id FROM onec_invoice WHERE account = $1 AND deal_id = ANY($2)',
    [account, dealIds],
  );
  return new Set(rows.map(({ id }) => id));
}

/** The invoice of a deal, or undefined. */
export async function findInvoiceOfDeal(
  sql: Sql,
  { account, dealId }: { account: string; dealId: string },
): Promise<InvoiceRow | undefined> {
  const { rows } = await sql.query<InvoiceRow>(
    `SELECT ${COLUMNS} FROM onec_invoice i WHERE i.account = $1 AND i.deal_id = $2`,
    [account, dealId],
  );
  return rows[0];
}

/** Writes how an invoice stands; its reference never changes once it is written. */
export async function saveInvoice(
  sql: Sql,
  { account, row, now }: { account: string; row: InvoiceRow; now: Date },
): Promise<void> {
  const { dealId, ref, state, number, documentDate, total, fingerprint, content, reason } = row;
  await sql.query(
    `INSERT INTO onec_invoice AS i (account, deal_id, ref_key, state, number, document_date, total,
            fingerprint, content, reason, look_ups, waits_until, posted_at, told_at, updated_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7::numeric, $8, $9::jsonb, $10, $11, NULL,
            CASE WHEN $4 IN ('posted', 'told') THEN $12::timestamptz END,
            CASE WHEN $4 = 'told' THEN $12::timestamptz END, $12)
     ON CONFLICT (account, deal_id) DO UPDATE
        SET state = EXCLUDED.state, number = EXCLUDED.number,
            document_date = EXCLUDED.document_date, total = EXCLUDED.total,
            fingerprint = EXCLUDED.fingerprint, content = EXCLUDED.content,
            reason = EXCLUDED.reason, waits_until = NULL,
            posted_at = COALESCE(i.posted_at, EXCLUDED.posted_at),
            told_at = COALESCE(EXCLUDED.told_at, i.told_at), updated_at = EXCLUDED.updated_at`,
    [
      ...[account, dealId, ref, state, number, documentDate, total, fingerprint],
      ...[toJsonText(content), reason, row.lookUps, now],
    ],
  );
}

/** Counts look-ups, and until when the deal is left alone (virtual); null: no longer. */
export async function noteInvoice(
  sql: Sql,
  note: { account: string; dealId: string; lookUps: number; waitsUntil: Date | null },
): Promise<void> {
  await sql.query(
    `UPDATE onec_invoice SET look_ups = look_ups + $3, waits_until = $4
      WHERE account = $1 AND deal_id = $2`,
    [note.account, note.dealId, note.lookUps, note.waitsUntil],
  );
}

/** Counts a try of a mark that could not be worked; it keeps its place. */
export async function countInvoiceTry(
  sql: Sql,
  { account, dealId }: { account: string; dealId: string },
): Promise<void> {
  await sql.query(
    `UPDATE dirty SET tries = tries + 1
      WHERE account = $1 AND kind = '${INVOICE_MARK}' AND vendor_id = $2`,
    [account, dealId],
  );
}

/**
 * Marks held invoices of these causes once more, at most so many of each; which ones is left to
 * chance, so that one that stays as it is never keeps the others from their turn.
 */
export async function markHeldInvoices(
  sql: Sql,
  recheck: { integration: string; account: string; causes: readonly string[]; perCause: number },
): Promise<number> {
  const { integration, account, causes, perCause } = recheck;
  const { rows } = await sql.query(
    `INSERT INTO dirty (account, kind, vendor_id)
     SELECT account, '${INVOICE_MARK}', key FROM (
       SELECT account, key, row_number() OVER (PARTITION BY reason ORDER BY random()) AS place
         FROM held
        WHERE integration = $1 AND account = $2 AND kind = '${INVOICE_MARK}'
          AND released_at IS NULL AND reason = ANY($3)) AS waiting
      WHERE place <= $4
      ORDER BY key
     ON CONFLICT (account, kind, vendor_id) DO UPDATE SET version = nextval('dirty_version')
     RETURNING 1`,
    [integration, account, causes, perCause],
  );
  return rows.length;
}

/** Live deals in these stages (`WON` for that of every funnel) that came into them since a moment. */
export async function listSoldDeals(
  sql: Sql,
  { account, stages, since }: { account: string; stages: readonly string[]; since: Date },
): Promise<
  { id: string; title: string | null; stageId: string; custom: Readonly<Record<string, unknown>> }[]
> {
  const { rows } = await sql.query<{
    id: string;
    title: string | null;
    stageId: string;
    custom: Readonly<Record<string, unknown>>;
  }>(
    `SELECT id, title, stage_id AS "stageId", custom FROM deal
      WHERE account = $1 AND deleted_at IS NULL AND COALESCE(moved_at, modified_at) >= $3
        AND (stage_id = ANY($2) OR split_part(stage_id, ':', 2) = ANY($2))
      ORDER BY length(id), id`,
    [account, stages, since],
  );
  return rows;
}
