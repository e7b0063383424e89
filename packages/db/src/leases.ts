import type { Sql } from './client.ts';

export type LeaseAnswer =
  | { state: 'held'; fence: string; expiresAt: Date }
  | { state: 'taken'; owner: string; expiresAt: Date };

export interface LeaseRequest {
  name: string;
  owner: string;
  /** Real milliseconds; never scaled. */
  ttlMs: number;
  /** An owner known to be dead (its process is gone): its lease may be taken at once. */
  deadOwner?: string;
}

interface LeaseRow {
  owner: string;
  fence: string;
  expiresAt: Date;
}

/**
 * Takes a lease if it is free, expired, ours, or its owner is known to be dead. The fencing number
 * rises with every change of owner; a write that carries an older number must be refused.
 */
export async function acquireLease(sql: Sql, request: LeaseRequest): Promise<LeaseAnswer> {
  const { rows } = await sql.query<LeaseRow>(
    `INSERT INTO lease AS l (name, owner, fence, expires_at, acquired_at)
     VALUES ($1, $2, 1, clock_timestamp() + $3::int * interval '1 millisecond', clock_timestamp())
     ON CONFLICT (name) DO UPDATE
        SET owner = $2, expires_at = EXCLUDED.expires_at, acquired_at = EXCLUDED.acquired_at,
            fence = CASE WHEN l.owner = $2 THEN l.fence ELSE l.fence + 1 END
      WHERE l.owner = $2 OR l.owner = $4 OR l.expires_at < clock_timestamp()
     RETURNING owner, fence::text, expires_at AS "expiresAt"`,
    [request.name, request.owner, request.ttlMs, request.deadOwner ?? null],
  );
  const row = rows[0];
  if (row !== undefined) return { state: 'held', fence: row.fence, expiresAt: row.expiresAt };
  const holder = await findLease(sql, request.name);
  // Ended between the two statements: free again, the caller's next try takes it.
  if (holder === undefined) return { state: 'taken', owner: 'nobody', expiresAt: new Date(0) };
  return { state: 'taken', owner: holder.owner, expiresAt: holder.expiresAt };
}

/** Prolongs a lease that is still ours; false when it was lost. */
export async function renewLease(sql: Sql, request: LeaseRequest): Promise<boolean> {
  const { rows } = await sql.query(
    `UPDATE lease SET expires_at = clock_timestamp() + $3::int * interval '1 millisecond'
      WHERE name = $1 AND owner = $2 RETURNING 1`,
    [request.name, request.owner, request.ttlMs],
  );
  return rows.length > 0;
}

/** Gives a lease back; the row stays, so that the fencing number goes on rising. */
export async function endLease(
  sql: Sql,
  { name, owner }: { name: string; owner: string },
): Promise<void> {
  await sql.query(
    `UPDATE lease SET expires_at = to_timestamp(0), owner = '' WHERE name = $1 AND owner = $2`,
    [name, owner],
  );
}

/** Who holds a lease now; undefined when it is free. */
export async function findLease(sql: Sql, name: string): Promise<LeaseRow | undefined> {
  const { rows } = await sql.query<LeaseRow>(
    `SELECT owner, fence::text, expires_at AS "expiresAt" FROM lease
      WHERE name = $1 AND expires_at > clock_timestamp()`,
    [name],
  );
  return rows[0];
}

/** All leases that are held now. */
export async function listLeases(sql: Sql): Promise<(LeaseRow & { name: string })[]> {
  const { rows } = await sql.query<LeaseRow & { name: string }>(
    `SELECT name, owner, fence::text, expires_at AS "expiresAt" FROM lease
      WHERE expires_at > clock_timestamp() ORDER BY name`,
  );
  return rows;
}
