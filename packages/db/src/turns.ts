import type { Clock } from '@ponte/clock';
import type { Sql } from './client.ts';

export interface TurnRequest {
  integration: string;
  account: string;
  stream: string;
  /** Turns of one stream begin at least this far apart; virtual milliseconds. */
  spacingMs: number;
  clock: Clock;
  signal: AbortSignal;
}

/**
 * Resolves when this stream's next turn belongs to the caller, whichever process had the last one.
 * The turn is kept as the stream's checkpoint; one that lies in the future, because
 * a clock was set back, counts as over. Rejects when the signal is aborted.
 */
export async function awaitTurn(sql: Sql, request: TurnRequest): Promise<void> {
  for (;;) {
    const waitMs = await claimTurn(sql, request);
    if (waitMs <= 0) return;
    await request.clock.sleep(waitMs, request.signal);
  }
}

async function claimTurn(sql: Sql, request: TurnRequest): Promise<number> {
  const { integration, account, stream, spacingMs, clock } = request;
  const now = clock.nowMs();
  const { rows: claimed } = await sql.query(
    `INSERT INTO checkpoint AS c (integration, account, stream, position, updated_at)
     VALUES ($1, $2, $3, jsonb_build_object('beganAt', $4::float8), now())
     ON CONFLICT (integration, account, stream) DO UPDATE
        SET position = EXCLUDED.position, updated_at = now()
      WHERE (c.position->>'beganAt')::float8 NOT BETWEEN $4::float8 - $5::float8 AND $4::float8
     RETURNING 1`,
    [integration, account, stream, now, spacingMs],
  );
  if (claimed.length > 0) return 0;
  const { rows } = await sql.query<{ beganAt: number }>(
    `SELECT (position->>'beganAt')::float8 AS "beganAt" FROM checkpoint
      WHERE integration = $1 AND account = $2 AND stream = $3`,
    [integration, account, stream],
  );
  return Math.max(1, (rows[0]?.beganAt ?? now) + spacingMs - now);
}
