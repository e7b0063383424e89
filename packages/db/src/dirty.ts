import type { Sql } from './client.ts';

export interface DirtyAddress {
  account: string;
  /** What kind of record: deal. */
  kind: string;
}

export interface DirtyRow {
  id: string;
  version: string;
  /** How often the vendor could not show it. */
  tries: number;
  markedAt: Date;
}

/**
 * Marks records as changed at the vendor. Every mark gets a version that no mark ever had, so that
 * a reader who was asleep for long cannot clear a mark that he never read.
 */
export async function markDirty(
  sql: Sql,
  { account, kind, ids }: DirtyAddress & { ids: readonly string[] },
): Promise<void> {
  if (ids.length === 0) return;
  // Sorted, so that two writers take the row locks in the same order and never deadlock.
  const distinct = [...new Set(ids)].toSorted();
  await sql.query(
    `INSERT INTO dirty (account, kind, vendor_id) SELECT $1, $2, unnest($3::text[])
     ON CONFLICT (account, kind, vendor_id) DO UPDATE SET version = nextval('dirty_version')`,
    [account, kind, distinct],
  );
}

/** The records that have waited longest. */
export async function listDirty(
  sql: Sql,
  { account, kind, limit }: DirtyAddress & { limit: number },
): Promise<DirtyRow[]> {
  const { rows } = await sql.query<DirtyRow>(
    `SELECT vendor_id AS id, version::text, tries, marked_at AS "markedAt" FROM dirty
      WHERE account = $1 AND kind = $2 ORDER BY marked_at, vendor_id LIMIT $3`,
    [account, kind, limit],
  );
  return rows;
}

/** Clears just the versions that were read: a mark that came meanwhile stays. Returns how many went. */
export async function clearDirty(
  sql: Sql,
  { account, kind, read }: DirtyAddress & { read: readonly { id: string; version: string }[] },
): Promise<number> {
  if (read.length === 0) return 0;
  const { rows } = await sql.query(
    `DELETE FROM dirty d USING unnest($3::text[], $4::bigint[]) AS r(id, version)
      WHERE d.account = $1 AND d.kind = $2 AND d.vendor_id = r.id AND d.version = r.version
      RETURNING 1`,
    [account, kind, read.map(({ id }) => id), read.map(({ version }) => version)],
  );
  return rows.length;
}

/** Accounts with marks older than `olderThanMs` real milliseconds: what the sweep rings. */
export async function listDirtyAccounts(
  sql: Sql,
  kind: string,
  olderThanMs: number,
): Promise<{ account: string; count: number; oldest: Date }[]> {
  const { rows } = await sql.query<{ account: string; count: number; oldest: Date }>(
    `SELECT account, count(*)::int AS count, min(marked_at) AS oldest FROM dirty
      WHERE kind = $1 GROUP BY account
     HAVING min(marked_at) < now() - $2::int * interval '1 millisecond'`,
    [kind, olderThanMs],
  );
  return rows;
}

/** The ids of every marked record of an account. */
export async function listMarkedIds(
  sql: Sql,
  { account, kind }: DirtyAddress,
): Promise<ReadonlySet<string>> {
  const { rows } = await sql.query<{ id: string }>(
    'SELECT vendor_id AS id FROM dirty WHERE account = $1 AND kind = $2',
    [account, kind],
  );
  return new Set(rows.map(({ id }) => id));
}

/** Puts marks that could not be worked behind the others, and counts the try. */
export async function postponeDirty(
  sql: Sql,
  { account, kind, read }: DirtyAddress & { read: readonly { id: string; version: string }[] },
): Promise<void> {
  if (read.length === 0) return;
  await sql.query(
    `UPDATE dirty d SET tries = d.tries + 1, marked_at = clock_timestamp()
       FROM unnest($3::text[], $4::bigint[]) AS r(id, version)
      WHERE d.account = $1 AND d.kind = $2 AND d.vendor_id = r.id AND d.version = r.version`,
    [account, kind, read.map(({ id }) => id), read.map(({ version }) => version)],
  );
}
