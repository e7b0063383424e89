import type { Sql } from './client.ts';

export interface DirtyAddress {
  account: string;
  /** What kind of record: deal. */
  kind: string;
}

export interface DirtyRow {
  id: string;
  version: string;
  /** How often the vendor could not show it while it showed others. */
  tries: number;
  markedAt: Date;
}

export interface NewMarks extends DirtyAddress {
  ids: readonly string[];
  /** Found by a comparison: nobody waits for it, so it stands behind the others. */
  isDrift?: boolean;
  /** There is something new to read or tell: that earlier tries failed says nothing of it. */
  startsAnew?: boolean;
}

/**
 * Marks records as changed at the vendor. Every mark gets a version that no mark ever had, so that
 * a reader who was asleep for long cannot clear a mark that he never read.
 */
export async function markDirty(
  sql: Sql,
  { account, kind, ids, isDrift = false, startsAnew = false }: NewMarks,
): Promise<void> {
  if (ids.length === 0) return;
  // Sorted, so that two writers take the row locks in the same order and never deadlock.
  const distinct = [...new Set(ids)].toSorted();
  await sql.query(
    `INSERT INTO dirty (account, kind, vendor_id, is_drift)
     SELECT $1, $2, unnest($3::text[]), $4
     ON CONFLICT (account, kind, vendor_id) DO UPDATE
        SET version = nextval('dirty_version'), is_drift = dirty.is_drift AND EXCLUDED.is_drift,
            tries = CASE WHEN $5 THEN 0 ELSE dirty.tries END,
            waits_until = CASE WHEN $5 THEN NULL ELSE dirty.waits_until END`,
    [account, kind, distinct, isDrift, startsAnew],
  );
}

/** The records that have waited longest, those that a comparison marked behind all others. */
export async function listDirty(
  sql: Sql,
  { account, kind, limit }: DirtyAddress & { limit: number },
): Promise<DirtyRow[]> {
  return selectDirty(sql, 'true', [account, kind, limit]);
}

/** The same without those whose next try is still to come. */
export async function listDue(
  sql: Sql,
  { account, kind, limit }: DirtyAddress & { limit: number },
): Promise<DirtyRow[]> {
  return selectDirty(sql, IS_DUE, [account, kind, limit]);
}

/** Which marks wait for no moment that is still to come. */
export const IS_DUE = '(waits_until IS NULL OR waits_until <= clock_timestamp())';

async function selectDirty(sql: Sql, where: string, values: unknown[]): Promise<DirtyRow[]> {
  const { rows } = await sql.query<DirtyRow>(
    `SELECT vendor_id AS id, version::text, tries, marked_at AS "markedAt" FROM dirty
      WHERE account = $1 AND kind = $2 AND ${where}
      ORDER BY is_drift, marked_at, vendor_id LIMIT $3`,
    values,
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

export interface DirtyCount {
  account: string;
  count: number;
  oldest: Date;
}

/** Accounts with marks: how many, and since when. */
export async function countDirty(sql: Sql, kind: string): Promise<DirtyCount[]> {
  const { rows } = await sql.query<DirtyCount>(
    `SELECT account, count(*)::int AS count, min(marked_at) AS oldest FROM dirty
      WHERE kind = $1 GROUP BY account`,
    [kind],
  );
  return rows;
}

/**
 * Which accounts have marks of these kinds that wait for nothing and are older than `olderThanMs`
 * real milliseconds: what the sweep rings.
 */
export async function listDirtyAccounts(
  sql: Sql,
  kinds: readonly string[],
  olderThanMs: number,
): Promise<{ kind: string; account: string }[]> {
  const { rows } = await sql.query<{ kind: string; account: string }>(
    `SELECT kind, account FROM dirty
      WHERE kind = ANY($1::text[]) AND ${IS_DUE} GROUP BY kind, account
     HAVING min(marked_at) < now() - $2::int * interval '1 millisecond'
      ORDER BY kind, account`,
    [kinds, olderThanMs],
  );
  return rows;
}

/** Those of these records that are marked. */
export async function listMarkedIds(
  sql: Sql,
  { account, kind, ids }: DirtyAddress & { ids: readonly string[] },
): Promise<ReadonlySet<string>> {
  const { rows } = await sql.query<{ id: string }>(
    `SELECT vendor_id AS id FROM dirty
      WHERE account = $1 AND kind = $2 AND vendor_id = ANY($3::text[])`,
    [account, kind, ids],
  );
  return new Set(rows.map(({ id }) => id));
}

export interface PostponedRow {
  id: string;
  version: string;
  /** Real milliseconds. */
  forMs: number;
  /** Whether this counts as a try. */
  isTry: boolean;
}

/** Lets marks wait whose records the vendor failed on. A mark that came meanwhile does not wait. */
export async function postponeDirty(
  sql: Sql,
  { account, kind, read }: DirtyAddress & { read: readonly PostponedRow[] },
): Promise<void> {
  if (read.length === 0) return;
  await sql.query(
    `UPDATE dirty d SET tries = d.tries + r.is_try::int, marked_at = clock_timestamp(),
            waits_until = clock_timestamp() + r.for_ms * interval '1 millisecond'
       FROM unnest($3::text[], $4::bigint[], $5::float8[], $6::boolean[])
         AS r(id, version, for_ms, is_try)
      WHERE d.account = $1 AND d.kind = $2 AND d.vendor_id = r.id AND d.version = r.version`,
    [
      ...[account, kind, read.map(({ id }) => id), read.map(({ version }) => version)],
      ...[read.map(({ forMs }) => forMs), read.map(({ isTry }) => isTry)],
    ],
  );
}
