import type { Sql } from './client.ts';

export interface PauseRow {
  integration: string;
  reason: string;
  by: string;
  since: Date;
  until: Date | null;
}

const COLUMNS = 'integration, reason, by, since, until';

/** Pauses in force at `now`; one whose time is over counts no longer. */
export async function listPauses(sql: Sql, now: Date): Promise<PauseRow[]> {
  const { rows } = await sql.query<PauseRow>(
    `SELECT ${COLUMNS} FROM pause WHERE until IS NULL OR until > $1 ORDER BY integration`,
    [now],
  );
  return rows;
}

/** Pauses an integration; pausing a paused one replaces reason and end. */
export async function pauseIntegration(
  sql: Sql,
  pause: { integration: string; reason: string; by: string; since: Date; until?: Date },
): Promise<void> {
  await sql.query(
    `INSERT INTO pause (integration, reason, by, since, until) VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT (integration) DO UPDATE SET reason = $2, by = $3, since = $4, until = $5`,
    [pause.integration, pause.reason, pause.by, pause.since, pause.until ?? null],
  );
}

/** Ends a pause; false when there was none. */
export async function resumeIntegration(sql: Sql, integration: string): Promise<boolean> {
  const { rows } = await sql.query('DELETE FROM pause WHERE integration = $1 RETURNING 1', [
    integration,
  ]);
  return rows.length > 0;
}

/** The pause of one integration that is in force at `now`, or undefined. */
export async function findPause(
  sql: Sql,
  integration: string,
  now: Date,
): Promise<PauseRow | undefined> {
  const pauses = await listPauses(sql, now);
  return pauses.find((pause) => pause.integration === integration);
}
