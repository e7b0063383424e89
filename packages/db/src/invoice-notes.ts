/** What is noted beside a deal's invoice while it is under way: waits, failures, what people said. */
import type { Sql } from './client.ts';
import { toJsonText, type Json } from './json.ts';
import { INVOICE_MARK } from './onec-invoices.ts';

interface DealOfAccount {
  account: string;
  dealId: string;
}

/** A row without a document, where there is none yet: references are GUIDs, so this is none. */
const PLACEHOLDER = `INSERT INTO onec_invoice AS i (account, deal_id, ref_key, state, content)
  SELECT $1, deal, 'due:' || $1 || ':' || deal, 'due', $3::jsonb FROM unnest($2::text[]) AS deal
  ON CONFLICT (account, deal_id) DO UPDATE SET content = i.content || EXCLUDED.content`;

/** Adds to the content of these deals' rows, and makes the rows where there are none. */
async function addToContent(
  sql: Sql,
  { account, dealIds }: { account: string; dealIds: readonly string[] },
  content: Record<string, Json>,
): Promise<void> {
  await sql.query(PLACEHOLDER, [account, dealIds, toJsonText(content)]);
}

/** Notes what stopped a deal, and until when it is left alone (virtual). */
export async function noteTrouble(
  sql: Sql,
  note: DealOfAccount & { waitsUntil: Date; trouble: { kind: string; message: string } },
): Promise<void> {
  const { account, dealId, waitsUntil, trouble } = note;
  await addToContent(sql, { account, dealIds: [dealId] }, { trouble });
  await sql.query('UPDATE onec_invoice SET waits_until = $3 WHERE account = $1 AND deal_id = $2', [
    account,
    dealId,
    waitsUntil,
  ]);
}

/** Notes what a hold is about, so that a person can say: keep just this; null: nothing to keep. */
export async function noteSeen(
  sql: Sql,
  { account, dealId, seen }: DealOfAccount & { seen: string | null },
): Promise<void> {
  await addToContent(sql, { account, dealIds: [dealId] }, { seen });
}

/** Notes that a deal got on: nothing is in its way any more. */
export async function noteEnd(
  sql: Sql,
  { account, dealId, isOver }: DealOfAccount & { isOver: boolean },
): Promise<void> {
  // What people said was said of the invoice that is told now.
  const over = isOver ? `- 'trouble' - 'seen' - 'word'` : `- 'trouble'`;
  await sql.query(
    `UPDATE onec_invoice SET waits_until = NULL, content = content ${over}
      WHERE account = $1 AND deal_id = $2`,
    [account, dealId],
  );
}

/** Counts one unclear answer that was looked up; the answer is clear from then on. */
export async function noteLookUp(sql: Sql, { account, dealId }: DealOfAccount): Promise<void> {
  await addToContent(sql, { account, dealIds: [dealId] }, { isUnclear: false });
  await sql.query(
    'UPDATE onec_invoice SET look_ups = look_ups + 1 WHERE account = $1 AND deal_id = $2',
    [account, dealId],
  );
}

/** Notes that a person named these deals: their invoices are wanted, however old the sale is. */
export async function noteNamed(
  sql: Sql,
  { account, dealIds }: { account: string; dealIds: readonly string[] },
): Promise<void> {
  if (dealIds.length === 0) return;
  await addToContent(sql, { account, dealIds: [...new Set(dealIds)].toSorted() }, {});
}

/** Notes what a person said by releasing these deals' holds: adopt, or make anew. */
export async function noteWord(
  sql: Sql,
  { account, dealIds, said }: { account: string; dealIds: readonly string[]; said: string },
): Promise<void> {
  if (dealIds.length === 0) return;
  await addToContent(sql, { account, dealIds }, { word: { said } });
}

/** Notes that what these deals' holds were about stays as it is. */
export async function noteKept(
  sql: Sql,
  { account, dealIds }: { account: string; dealIds: readonly string[] },
): Promise<void> {
  await sql.query(
    `UPDATE onec_invoice
        SET content = content || jsonb_build_object('word',
              jsonb_build_object('said', 'keep', 'of', content->>'seen'))
      WHERE account = $1 AND deal_id = ANY($2) AND content->>'seen' IS NOT NULL`,
    [account, dealIds],
  );
}

/**
 * Takes the posted documents of these deals over as they stand in 1C, where a hold said that they
 * differ. Gives the deals whose documents have a number.
 */
export async function takeOverInvoices(
  sql: Sql,
  taken: { account: string; dealIds: readonly string[]; seen: string },
): Promise<string[]> {
  const { rows } = await sql.query<{ dealId: string }>(
    `UPDATE onec_invoice SET state = 'posted'
      WHERE account = $1 AND deal_id = ANY($2) AND content->>'seen' = $3
        AND number IS NOT NULL AND state IN ('created', 'reposting')
      RETURNING deal_id AS "dealId"`,
    [taken.account, taken.dealIds, taken.seen],
  );
  return rows.map(({ dealId }) => dealId);
}

/** Counts a try of a mark that could not be worked; it keeps its place. */
export async function countInvoiceTry(sql: Sql, { account, dealId }: DealOfAccount): Promise<void> {
  await changeTries(sql, { account, dealIds: [dealId] }, 'tries + 1');
}

/** Takes the last try of these marks back. */
export async function forgiveInvoiceTries(
  sql: Sql,
  marks: { account: string; dealIds: readonly string[] },
): Promise<void> {
  await changeTries(sql, marks, 'GREATEST(0, tries - 1)');
}

async function changeTries(
  sql: Sql,
  { account, dealIds }: { account: string; dealIds: readonly string[] },
  tries: string,
): Promise<void> {
  await sql.query(
    `UPDATE dirty SET tries = ${tries}
      WHERE account = $1 AND kind = '${INVOICE_MARK}' AND vendor_id = ANY($2)`,
    [account, dealIds],
  );
}

export interface StuckInvoices {
  count: number;
  dealId: string;
  tries: number;
  kind: string;
  message: string;
}

/** Marked deals that failed at least `tries` times in a row; the one that failed most is named. */
export async function findStuckInvoices(
  sql: Sql,
  { account, tries }: { account: string; tries: number },
): Promise<StuckInvoices | undefined> {
  const { rows } = await sql.query<StuckInvoices>(
    `SELECT count(*) OVER ()::int AS count, d.vendor_id AS "dealId", d.tries,
            COALESCE(i.content->'trouble'->>'kind', 'error') AS kind,
            COALESCE(i.content->'trouble'->>'message', '') AS message
       FROM dirty d LEFT JOIN onec_invoice i ON i.account = d.account AND i.deal_id = d.vendor_id
      WHERE d.account = $1 AND d.kind = '${INVOICE_MARK}' AND d.tries >= $2
      ORDER BY d.tries DESC, d.marked_at LIMIT 1`,
    [account, tries],
  );
  return rows[0];
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
