import type { Sql } from './client.ts';

export interface MuteRow {
  account: string;
  integration: string;
  /** A reason, or `*` for all of the integration. */
  reason: string;
  /** Virtual; null: until it is fixed. */
  until: Date | null;
  by: string;
  since: Date;
}

/** Mutes that hold at a (virtual) moment. */
export async function listMutes(
  sql: Sql,
  { account, now }: { account: string; now: Date },
): Promise<MuteRow[]> {
  const { rows } = await sql.query<MuteRow>(
    `SELECT account, integration, reason, until, by, since FROM mute
      WHERE account = $1 AND (until IS NULL OR until > $2) ORDER BY integration, reason`,
    [account, now],
  );
  return rows;
}

/** Silences alerts of an integration, or of one reason; a second word replaces the first. */
export async function saveMute(sql: Sql, mute: MuteRow): Promise<void> {
  await sql.query(
    `INSERT INTO mute (account, integration, reason, until, by, since)
     VALUES ($1, $2, $3, $4, $5, $6)
     ON CONFLICT (account, integration, reason)
     DO UPDATE SET until = EXCLUDED.until, by = EXCLUDED.by, since = EXCLUDED.since`,
    [mute.account, mute.integration, mute.reason, mute.until, mute.by, mute.since],
  );
}

/** Lets an integration, or one reason of it, be heard again; false when it was not muted. */
export async function removeMute(
  sql: Sql,
  { account, integration, reason }: Pick<MuteRow, 'account' | 'integration' | 'reason'>,
): Promise<boolean> {
  const { rowCount } = await sql.query(
    'DELETE FROM mute WHERE account = $1 AND integration = $2 AND reason = $3',
    [account, integration, reason],
  );
  return rowCount === 1;
}

/** Lifts a mute that was to last until this very reason is over. */
export async function removeFixedMute(
  sql: Sql,
  { account, integration, reason }: Pick<MuteRow, 'account' | 'integration' | 'reason'>,
): Promise<void> {
  await sql.query(
    `DELETE FROM mute
      WHERE account = $1 AND integration = $2 AND reason = $3 AND until IS NULL`,
    [account, integration, reason],
  );
}
