import type { Sql } from './client.ts';

/** What the nightly comparison needs of a stored deal. */
export interface StoredOutline {
  id: string;
  categoryId: string;
  stageId: string;
  modifiedAt: Date;
  isDeleted: boolean;
}

/** Those of these deals that are stored. */
export async function listOutlinesOf(
  sql: Sql,
  { account, ids }: { account: string; ids: readonly string[] },
): Promise<StoredOutline[]> {
  const { rows } = await sql.query<StoredOutline>(
    `SELECT id, category_id AS "categoryId", stage_id AS "stageId", modified_at AS "modifiedAt",
            deleted_at IS NOT NULL AS "isDeleted"
       FROM deal WHERE account = $1 AND id = ANY($2::text[])`,
    [account, ids],
  );
  return rows;
}

/** Stored deals with ids in these ranges (`after` itself is not in its range). */
export async function listStoredOutlines(
  sql: Sql,
  { account, ranges }: { account: string; ranges: readonly { after: number; upTo: number }[] },
): Promise<StoredOutline[]> {
  const { rows } = await sql.query<StoredOutline>(
    `SELECT id, category_id AS "categoryId", stage_id AS "stageId", modified_at AS "modifiedAt",
            deleted_at IS NOT NULL AS "isDeleted"
       FROM unnest($2::bigint[], $3::bigint[]) AS range(after, up_to)
       JOIN deal ON account = $1 AND id::bigint > range.after AND id::bigint <= range.up_to`,
    [account, ranges.map(({ after }) => after), ranges.map(({ upTo }) => upTo)],
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
