import type { Sql } from './client.ts';
import { toStorableJson } from './storable-text.ts';

export interface NewHold {
  integration: string;
  account: string;
  /** inbound-event, deal … */
  kind: string;
  /** The record's own id among its kind. */
  key: string;
  /** A word of the integration's closed list. */
  reason: string;
  /** One masked sentence about this record. */
  detail: string;
  runId?: string;
}

export interface HeldRow {
  id: string;
  integration: string;
  account: string;
  kind: string;
  key: string;
  reason: string;
  detail: string;
  runId: string | null;
  heldAt: Date;
  releasedAt: Date | null;
  releasedBy: string | null;
}

const COLUMNS = `id::text, integration, account, kind, key, reason, detail, run_id::text AS "runId",
  held_at AS "heldAt", released_at AS "releasedAt", released_by AS "releasedBy"`;

/**
 * Puts records in front of a person; a record that waits already keeps its place and gets the newer
 * reason. Of several holds of one record the last counts.
 */
export async function holdRecords(sql: Sql, holds: readonly NewHold[]): Promise<void> {
  if (holds.length === 0) return;
  const distinct = new Map(holds.map((hold) => [toAddress(hold), hold]));
  await sql.query(
    `INSERT INTO held (integration, account, kind, key, reason, detail, run_id)
     SELECT integration, account, kind, key, reason, detail, "runId"
       FROM jsonb_to_recordset($1::jsonb) AS n(integration text, account text, kind text, key text,
         reason text, detail text, "runId" uuid)
     ON CONFLICT (integration, account, kind, key) WHERE released_at IS NULL
     DO UPDATE SET reason = EXCLUDED.reason, detail = EXCLUDED.detail, run_id = EXCLUDED.run_id,
                   last_at = now(), times = held.times + 1`,
    [toStorableJson([...distinct.values()])],
  );
}

function toAddress({ integration, account, kind, key }: NewHold): string {
  return JSON.stringify([integration, account, kind, key]);
}

export interface ReleaseFilter {
  ids?: readonly string[];
  integration?: string;
  account?: string;
  kind?: string;
  keys?: readonly string[];
  reason?: string;
  /** Who lets them go: a login, `api-key:<name>`, `cli:<user>`, or `ponte` when the cause went away. */
  by: string;
}

/** Closes open holds and returns them, so that the caller can set their work going again. */
export async function releaseHeld(sql: Sql, filter: ReleaseFilter): Promise<HeldRow[]> {
  const { rows } = await sql.query<HeldRow>(
    `UPDATE held SET released_at = now(), released_by = $7
      WHERE released_at IS NULL AND ($1::bigint[] IS NULL OR id = ANY($1))
        AND ($2::text IS NULL OR integration = $2) AND ($3::text IS NULL OR account = $3)
        AND ($4::text IS NULL OR kind = $4) AND ($5::text[] IS NULL OR key = ANY($5))
        AND ($6::text IS NULL OR reason = $6)
      RETURNING ${COLUMNS}`,
    [
      filter.ids ?? null,
      filter.integration ?? null,
      filter.account ?? null,
      filter.kind ?? null,
      filter.keys ?? null,
      filter.reason ?? null,
      filter.by,
    ],
  );
  return rows;
}

export interface HeldFilter {
  integration?: string;
  kind?: string;
  key?: string;
  reason?: string;
  /** true (default): waiting; false: released. */
  isOpen?: boolean;
  /** Only holds with a smaller id: the next page. */
  before?: string;
  limit: number;
}

/** Held records, newest first. */
export async function listHeld(sql: Sql, filter: HeldFilter): Promise<HeldRow[]> {
  const { rows } = await sql.query<HeldRow>(
    `SELECT ${COLUMNS} FROM held
      WHERE (released_at IS NULL) = $1 AND ($2::text IS NULL OR integration = $2)
        AND ($3::text IS NULL OR kind = $3) AND ($4::text IS NULL OR key = $4)
        AND ($5::text IS NULL OR reason = $5) AND ($6::bigint IS NULL OR id < $6)
      ORDER BY held.id DESC LIMIT $7`,
    [
      filter.isOpen ?? true,
      filter.integration ?? null,
      filter.kind ?? null,
      filter.key ?? null,
      filter.reason ?? null,
      filter.before ?? null,
      filter.limit,
    ],
  );
  return rows;
}

/** Open holds by integration and reason. */
export async function countHeld(
  sql: Sql,
): Promise<{ integration: string; reason: string; count: number; oldest: Date }[]> {
  const { rows } = await sql.query<{
    integration: string;
    reason: string;
    count: number;
    oldest: Date;
  }>(
    `SELECT integration, reason, count(*)::int AS count, min(held_at) AS oldest
       FROM held WHERE released_at IS NULL GROUP BY integration, reason ORDER BY integration, reason`,
  );
  return rows;
}

export interface HeldKeysFilter {
  integration: string;
  account: string;
  kind: string;
  /** Only these; absent: all. */
  keys?: readonly string[];
}

/** The keys of open holds of one kind of record. */
export async function listHeldKeys(
  sql: Sql,
  { integration, account, kind, keys }: HeldKeysFilter,
): Promise<ReadonlySet<string>> {
  const { rows } = await sql.query<{ key: string }>(
    `SELECT key FROM held
      WHERE released_at IS NULL AND integration = $1 AND account = $2 AND kind = $3
        AND ($4::text[] IS NULL OR key = ANY($4))`,
    [integration, account, kind, keys ?? null],
  );
  return new Set(rows.map(({ key }) => key));
}
