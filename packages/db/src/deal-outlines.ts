import type { Sql } from './client.ts';

/** What the nightly comparison needs of a stored deal. */
export interface StoredOutline {
  id: string;
  categoryId: string;
  stageId: string;
  modifiedAt: Date;
  isDeleted: boolean;
}

/** Stored deals with ids in (after, upTo], by rising number. */
export async function listStoredOutlines(
  sql: Sql,
  { account, after, upTo }: { account: string; after: number; upTo: number },
): Promise<StoredOutline[]> {
  const { rows } = await sql.query<StoredOutline>(
    `SELECT id, category_id AS "categoryId", stage_id AS "stageId", modified_at AS "modifiedAt",
            deleted_at IS NOT NULL AS "isDeleted"
       FROM deal
      WHERE account = $1 AND id::bigint > $2 AND id::bigint <= $3 ORDER BY id::bigint`,
    [account, after, upTo],
  );
  return rows;
}

/** The highest number among the account's stored deals; 0 when there are none. */
export async function findHighestDealId(sql: Sql, account: string): Promise<number> {
  const { rows } = await sql.query<{ highest: string }>(
    `SELECT id::bigint::text AS highest FROM deal WHERE account = $1
      ORDER BY id::bigint DESC LIMIT 1`,
    [account],
  );
  return Number(rows[0]?.highest ?? 0);
}
