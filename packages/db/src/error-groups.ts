import type { Sql } from './client.ts';
import { toStorableJson } from './storable-text.ts';

export type TroubleSource = 'run' | 'held';

/** Trouble of one cause as the rows show it now. All times are virtual. */
export interface TroubleRow {
  source: TroubleSource;
  integration: string;
  reason: string;
  /** How often since the last time this cause was over. */
  count: number;
  /** How many pieces of work are still in it. */
  waiting: number;
  firstAt: Date;
  lastAt: Date;
  /** The latest masked sentence. */
  sample: string;
}

/** Trouble of one cause from its first occurrence to its end, as people have been told of it. */
export interface ErrorGroupRow extends TroubleRow {
  id: string;
  alertedAt: Date | null;
  digestAt: Date | null;
  digests: number;
  toldCount: number;
  recoveries: number;
  closedAt: Date | null;
}

/** A group to be written; without an id a new one. */
export type ErrorGroupToSave = Omit<ErrorGroupRow, 'id'> & { id?: string };

export interface TroubleQuestion {
  account: string;
  /** Runs that ended before this are forgotten. */
  since: Date;
  now: Date;
  /** Integrations whose trouble is told in another way. */
  except: readonly string[];
  /** Reasons of waiting runs that are no trouble. */
  calm: readonly string[];
  /** Reasons that count as another one. */
  causes: Readonly<Record<string, string>>;
}

/**
 * Runs that failed or must be tried again, by cause. A piece of work (job and payload) is still in
 * trouble when its latest run is. Occurrences before a group's end belong to that group.
 */
export async function listRunTrouble(sql: Sql, question: TroubleQuestion): Promise<TroubleRow[]> {
  const { account, since, except, calm, causes } = question;
  const { rows } = await sql.query<TroubleRow>(
    `WITH trouble AS (
       SELECT run.job, run.payload, run.integration, cause.reason, run.finished_at, run.message
         FROM run, LATERAL (SELECT COALESCE($4::jsonb->>run.reason, run.reason, 'error') AS reason)
              AS cause
        WHERE run.state IN ('failed', 'waiting') AND run.finished_at > $1
          AND run.integration <> ALL($2)
          AND NOT (run.state = 'waiting' AND COALESCE(run.reason, '') = ANY($3))
          AND run.finished_at > COALESCE(
            (SELECT g.closed_at FROM error_group g
              WHERE g.account = $5 AND g.source = 'run' AND g.integration = run.integration
                AND g.reason = cause.reason AND g.closed_at IS NOT NULL
                AND NOT EXISTS (SELECT 1 FROM error_group o
                                 WHERE o.account = $5 AND o.source = 'run'
                                   AND o.integration = g.integration AND o.reason = g.reason
                                   AND o.closed_at IS NULL AND o.first_at < g.closed_at)
              ORDER BY g.closed_at DESC LIMIT 1), '-infinity')
     ), latest AS (
       SELECT DISTINCT ON (run.job, run.payload) run.integration, run.state,
              COALESCE($4::jsonb->>run.reason, run.reason, 'error') AS reason
         FROM run JOIN (SELECT DISTINCT job, payload FROM trouble) AS item
           ON item.job = run.job AND item.payload = run.payload
        WHERE run.finished_at > $1 AND run.state <> 'running'
          AND NOT (run.state = 'waiting' AND COALESCE(run.reason, '') = ANY($3))
        ORDER BY run.job, run.payload, run.finished_at DESC, run.id DESC
     )
     SELECT 'run' AS source, integration, reason, count(*)::int AS count,
            min(finished_at) AS "firstAt", max(finished_at) AS "lastAt",
            COALESCE((array_agg(message ORDER BY finished_at DESC))[1], '') AS sample,
            (SELECT count(*)::int FROM latest
              WHERE latest.state IN ('failed', 'waiting')
                AND latest.integration = trouble.integration
                AND latest.reason = trouble.reason) AS waiting
       FROM trouble GROUP BY integration, reason ORDER BY "firstAt", integration, reason`,
    [since, except, calm, toStorableJson(causes), account],
  );
  return rows;
}

/** Records that wait for a person, by reason: every one of them is still in trouble. */
export async function listHeldTrouble(
  sql: Sql,
  { now, except }: Pick<TroubleQuestion, 'now' | 'except'>,
): Promise<TroubleRow[]> {
  const { rows } = await sql.query<TroubleRow>(
    `SELECT 'held' AS source, integration, reason, count(*)::int AS count,
            count(*)::int AS waiting, $1::timestamptz AS "firstAt", $1::timestamptz AS "lastAt",
            (array_agg(detail ORDER BY id DESC))[1] AS sample
       FROM held WHERE released_at IS NULL AND integration <> ALL($2)
      GROUP BY integration, reason ORDER BY integration, reason`,
    [now, except],
  );
  return rows;
}

const COLUMNS = `id::text, source, integration, reason, first_at AS "firstAt", last_at AS "lastAt",
  count, waiting, sample, alerted_at AS "alertedAt", digest_at AS "digestAt", digests,
  told_count AS "toldCount", recoveries, closed_at AS "closedAt"`;

/** Open groups, and those that ended after `closedAfter`; newest first. */
export async function listErrorGroups(
  sql: Sql,
  { account, closedAfter, limit = 500 }: { account: string; closedAfter: Date; limit?: number },
): Promise<ErrorGroupRow[]> {
  const { rows } = await sql.query<ErrorGroupRow>(
    `SELECT ${COLUMNS} FROM error_group
      WHERE account = $1 AND (closed_at IS NULL OR closed_at > $2)
      ORDER BY error_group.id DESC LIMIT $3`,
    [account, closedAfter, limit],
  );
  return rows;
}

/** Writes a group down and gives its id; give a transaction together with the notices about it. */
export async function saveErrorGroup(
  sql: Sql,
  account: string,
  group: ErrorGroupToSave,
): Promise<string> {
  const values = [
    ...[group.lastAt, group.count, group.waiting, group.sample, group.alertedAt, group.digestAt],
    ...[group.digests, group.toldCount, group.recoveries, group.closedAt],
  ];
  if (group.id !== undefined) {
    await sql.query(
      `UPDATE error_group SET last_at = $1, count = $2, waiting = $3, sample = $4, alerted_at = $5,
              digest_at = $6, digests = $7, told_count = $8, recoveries = $9, closed_at = $10
        WHERE id = $11`,
      [...values, group.id],
    );
    return group.id;
  }
  const { rows } = await sql.query<{ id: string }>(
    `INSERT INTO error_group (last_at, count, waiting, sample, alerted_at, digest_at, digests,
            told_count, recoveries, closed_at, account, source, integration, reason, first_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
     RETURNING id::text`,
    [...values, account, group.source, group.integration, group.reason, group.firstAt],
  );
  const [row] = rows;
  if (row === undefined) throw new Error('PostgreSQL gave no id for an error group: report this.');
  return row.id;
}
