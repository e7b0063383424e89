import type { Sql } from './client.ts';
import { toColumns } from './columns.ts';
import { inLockOrder, toDealUpsert, type DealRow } from './deal-upsert.ts';
import { toStorableJson } from './storable-text.ts';

export type { DealRow } from './deal-upsert.ts';

/**
 * Writes what was read, and never an older state over a newer one. Returns the ids that were
 * written; the others were stale.
 */
export async function saveDeals(sql: Sql, deals: readonly DealRow[]): Promise<string[]> {
  if (deals.length === 0) return [];
  const rows = inLockOrder(deals).map((deal) => ({ ...toColumns(deal), deleted_at: null }));
  const { rows: written } = await sql.query<{ id: string }>(
    `${toDealUpsert('json_populate_recordset(NULL::deal, $1::json)')} RETURNING id`,
    [toStorableJson(rows)],
  );
  return written.map(({ id }) => id);
}

/**
 * Marks deals that the portal no longer has, unless a later read found them. Deals that were never
 * stored leave no mark. Returns the ids that were marked now.
 */
export async function markDealsDeleted(
  sql: Sql,
  { account, ids, readAt }: { account: string; ids: readonly string[]; readAt: Date },
): Promise<string[]> {
  if (ids.length === 0) return [];
  const { rows } = await sql.query<{ id: string }>(
    `UPDATE deal SET deleted_at = $3, read_at = $3
      WHERE account = $1 AND id = ANY($2) AND deleted_at IS NULL AND read_at <= $3 RETURNING id`,
    [account, ids, readAt],
  );
  return rows.map(({ id }) => id);
}

/** Live and deleted deals of an account. */
export async function countDeals(
  sql: Sql,
  account: string,
): Promise<{ live: number; deleted: number }> {
  const { rows } = await sql.query<{ live: number; deleted: number }>(
    `SELECT count(*) FILTER (WHERE deleted_at IS NULL)::int AS live,
            count(*) FILTER (WHERE deleted_at IS NOT NULL)::int AS deleted
       FROM deal WHERE account = $1`,
    [account],
  );
  return rows[0] ?? { live: 0, deleted: 0 };
}
