import type { Sql } from './client.ts';

export interface WorkerRow {
  id: string;
  startedAt: Date;
  seenAt: Date;
  version: string;
  note: string | null;
}

/** A worker that has not been seen for this long is taken for dead. Real milliseconds. */
export const WORKER_SILENCE_MS = 15_000;

/**
 * Says that this process is alive; real time, because it guards against real deaths. Gives
 * PostgreSQL's own time.
 */
export async function saveHeartbeat(
  sql: Sql,
  worker: { id: string; version: string; note: string | null },
): Promise<Date> {
  const { rows } = await sql.query<{ now: Date }>(
    `INSERT INTO worker (id, started_at, seen_at, version, note)
     VALUES ($1, clock_timestamp(), clock_timestamp(), $2, $3)
     ON CONFLICT (id) DO UPDATE SET seen_at = EXCLUDED.seen_at, note = EXCLUDED.note
     RETURNING clock_timestamp() AS now`,
    [worker.id, worker.version, worker.note],
  );
  return rows[0]?.now ?? new Date();
}

/** Workers seen lately. */
export async function listLiveWorkers(
  sql: Sql,
  withinMs: number = WORKER_SILENCE_MS,
): Promise<WorkerRow[]> {
  const { rows } = await sql.query<WorkerRow>(
    `SELECT id, started_at AS "startedAt", seen_at AS "seenAt", version, note FROM worker
      WHERE seen_at > clock_timestamp() - $1::int * interval '1 millisecond' ORDER BY id`,
    [withinMs],
  );
  return rows;
}

/** Forgets a worker that ended in order, and those silent for a day. */
export async function removeWorker(sql: Sql, id: string): Promise<void> {
  await sql.query(
    `DELETE FROM worker WHERE id = $1 OR seen_at < clock_timestamp() - interval '1 day'`,
    [id],
  );
}
