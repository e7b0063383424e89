import type { Sql } from './client.ts';

export { createRunRecorder, type RunEnd, type RunRecorder, type RunStart } from './run-recorder.ts';

export type RunState = 'running' | 'done' | 'skipped' | 'held' | 'waiting' | 'failed';

export interface RunRow {
  id: string;
  job: string;
  integration: string;
  account: string | null;
  keys: string[];
  state: RunState;
  reason: string | null;
  message: string | null;
  errorKind: string | null;
  errorCode: string | null;
  attempt: number;
  counts: Record<string, number>;
  payload: Record<string, unknown>;
  queueJobId: string | null;
  worker: string | null;
  startedAt: Date;
  finishedAt: Date | null;
  nextAt: Date | null;
  ms: number | null;
}

export interface RunFilter {
  /** A business key: `deal:7405`. */
  key?: string;
  job?: string;
  integration?: string;
  state?: RunState;
  since?: Date;
  /** Only runs before this id: the next page. */
  before?: string;
  limit?: number;
}

const COLUMNS = `id::text, job, integration, account, keys, state, reason, message,
  error_kind AS "errorKind", error_code AS "errorCode", attempt, counts, payload,
  queue_job_id AS "queueJobId", worker, started_at AS "startedAt", finished_at AS "finishedAt",
  next_at AS "nextAt", ms`;

/** Runs, newest first (run ids rise with time); 50 unless `limit` says otherwise. */
export async function listRuns(sql: Sql, filter: RunFilter): Promise<RunRow[]> {
  const { rows } = await sql.query<RunRow>(
    `SELECT ${COLUMNS} FROM run
      WHERE ($1::text IS NULL OR keys @> ARRAY[$1::text])
        AND ($2::text IS NULL OR job = $2) AND ($3::text IS NULL OR integration = $3)
        AND ($4::text IS NULL OR state = $4) AND ($5::timestamptz IS NULL OR started_at >= $5)
        AND ($6::uuid IS NULL OR id < $6)
      ORDER BY id DESC LIMIT $7`,
    [
      filter.key ?? null,
      filter.job ?? null,
      filter.integration ?? null,
      filter.state ?? null,
      filter.since ?? null,
      filter.before ?? null,
      filter.limit ?? 50,
    ],
  );
  return rows;
}

/** One run, or undefined. */
export async function findRun(sql: Sql, id: string): Promise<RunRow | undefined> {
  if (!/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(id)) return undefined;
  const { rows } = await sql.query<RunRow>(`SELECT ${COLUMNS} FROM run WHERE id = $1`, [id]);
  return rows[0];
}

export interface LastRunFilter {
  job: string;
  account?: string;
  states?: readonly RunState[];
}

/** The latest run of a job, of an account and in one of the states if asked. */
export async function findLastRun(sql: Sql, filter: LastRunFilter): Promise<RunRow | undefined> {
  const { rows } = await sql.query<RunRow>(
    `SELECT ${COLUMNS} FROM run
      WHERE job = $1 AND ($2::text IS NULL OR account = $2)
        AND ($3::text[] IS NULL OR state = ANY($3))
      ORDER BY started_at DESC LIMIT 1`,
    [filter.job, filter.account ?? null, filter.states ?? null],
  );
  return rows[0];
}

/** Runs per integration and state since a moment. */
export async function countRuns(
  sql: Sql,
  since: Date,
): Promise<{ integration: string; state: RunState; count: number }[]> {
  const { rows } = await sql.query<{ integration: string; state: RunState; count: number }>(
    `SELECT integration, state, count(*)::int AS count FROM run
      WHERE started_at >= $1 GROUP BY integration, state`,
    [since],
  );
  return rows;
}

/** The last run of each job and account whose trouble no later success has overtaken. */
export async function listTrouble(
  sql: Sql,
  options: { limit: number; exceptJobs?: readonly string[] },
): Promise<RunRow[]> {
  const { rows } = await sql.query<RunRow>(
    `SELECT ${COLUMNS} FROM (
       SELECT DISTINCT ON (job, account) * FROM run
        WHERE state IN ('failed', 'waiting') AND reason IS DISTINCT FROM 'again'
          AND job <> ALL($2)
        ORDER BY job, account, started_at DESC) AS trouble
      WHERE NOT EXISTS (
        SELECT 1 FROM run later
         WHERE later.job = trouble.job AND later.account IS NOT DISTINCT FROM trouble.account
           AND later.started_at >= trouble.started_at AND later.state IN ('done', 'skipped', 'held'))
      ORDER BY started_at DESC LIMIT $1`,
    [options.limit, options.exceptJobs ?? []],
  );
  return rows;
}

/**
 * Closes rows that say "running" although their worker is gone: the job itself is done again under
 * a new row. `liveWorkers` are the ids of `workers.ts`. Returns how many were closed.
 */
export async function closeOrphanRuns(sql: Sql, liveWorkers: readonly string[]): Promise<number> {
  const { rows } = await sql.query(
    `UPDATE run SET state = 'waiting', reason = 'worker-died', finished_at = now(),
            message = 'The worker ended in the middle; the job is done again by another run.'
      WHERE state = 'running' AND worker <> ALL($1) RETURNING 1`,
    [liveWorkers],
  );
  return rows.length;
}
