import type { Sql } from './client.ts';
import { toColumn, toColumns } from './columns.ts';
import { Prisma } from './generated/client.ts';

/** A deal as one read of the portal brought it. Money as decimal strings, times as Date in UTC. */
export type DealRow = Omit<Required<Prisma.DealCreateManyInput>, 'deletedAt' | 'custom'> & {
  custom: Readonly<Record<string, unknown>>;
};

const COLUMNS = Object.values(Prisma.DealScalarFieldEnum).map(toColumn);
const UPDATES = COLUMNS.filter((column) => column !== 'account' && column !== 'id')
  .map((column) => `${column} = EXCLUDED.${column}`)
  .join(', ');

/**
 * Writes what was read, and never an older state over a newer one: the portal's DATE_MODIFY decides,
 * and within one second of it the later read. A tombstone is lifted by any later read that finds the
 * deal. Returns the ids that were written; the others were stale.
 */
export async function saveDeals(sql: Sql, deals: readonly DealRow[]): Promise<string[]> {
  if (deals.length === 0) return [];
  const { rows } = await sql.query<{ id: string }>(
    `INSERT INTO deal AS d (${COLUMNS.join(', ')})
     SELECT ${COLUMNS.join(', ')} FROM json_populate_recordset(NULL::deal, $1::json)
     ON CONFLICT (account, id) DO UPDATE SET ${UPDATES}
      WHERE CASE WHEN d.deleted_at IS NOT NULL THEN EXCLUDED.read_at > d.read_at
                 ELSE (EXCLUDED.modified_at, EXCLUDED.read_at) >= (d.modified_at, d.read_at) END
     RETURNING id`,
    [JSON.stringify(deals.map((deal) => ({ ...toColumns(deal), deleted_at: null })))],
  );
  return rows.map(({ id }) => id);
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
