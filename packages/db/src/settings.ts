import type { Sql } from './client.ts';
import { type Json, toJsonText } from './json.ts';

export interface SettingRow {
  integration: string;
  key: string;
  value: Json;
  updatedAt: Date;
  updatedBy: string;
}

const COLUMNS = `integration, key, value, updated_at AS "updatedAt", updated_by AS "updatedBy"`;

/** A setting as stored, not validated; undefined when the integration's default holds. */
export async function findSetting(
  sql: Sql,
  { integration, key }: { integration: string; key: string },
): Promise<SettingRow | undefined> {
  const { rows } = await sql.query<SettingRow>(
    `SELECT ${COLUMNS} FROM setting WHERE integration = $1 AND key = $2`,
    [integration, key],
  );
  return rows[0];
}

/** Every stored setting, of one integration when given, by integration and key. */
export async function listSettings(sql: Sql, integration?: string): Promise<SettingRow[]> {
  const { rows } = await sql.query<SettingRow>(
    `SELECT ${COLUMNS} FROM setting
      WHERE $1::text IS NULL OR integration = $1
      ORDER BY integration, key`,
    [integration ?? null],
  );
  return rows;
}

export interface SettingChange {
  integration: string;
  key: string;
  /** Already checked by the integration's schema. */
  value: Json;
  by: string;
  reason?: string | null;
}

/** Stores a value and, in the same statement, who changed it from what to what. */
export async function setSetting(sql: Sql, change: SettingChange): Promise<void> {
  const { integration, key, value, by, reason = null } = change;
  // The join makes PostgreSQL read and lock the old value before it writes the new one.
  await sql.query(
    `WITH old AS (
       SELECT value FROM setting WHERE integration = $1 AND key = $2 FOR UPDATE
     ), saved AS (
       INSERT INTO setting (integration, key, value, updated_at, updated_by)
       SELECT $1, $2, $3::jsonb, now(), $4 FROM (VALUES (1)) AS one LEFT JOIN old ON true
       ON CONFLICT (integration, key) DO UPDATE
          SET value = EXCLUDED.value, updated_at = EXCLUDED.updated_at,
              updated_by = EXCLUDED.updated_by
       RETURNING value
     )
     INSERT INTO audit (actor, action, object, before, after, reason)
     SELECT $4, 'setting.changed', 'setting:' || $1 || '/' || $2,
            (SELECT value FROM old), saved.value, $5
       FROM saved`,
    [integration, key, toJsonText(value), by, reason],
  );
}

/** Removes a value, so that the integration's default holds again; false when none was stored. */
export async function removeSetting(
  sql: Sql,
  removal: Omit<SettingChange, 'value'>,
): Promise<boolean> {
  const { integration, key, by, reason = null } = removal;
  const { rowCount } = await sql.query(
    `WITH gone AS (
       DELETE FROM setting WHERE integration = $1 AND key = $2 RETURNING value
     )
     INSERT INTO audit (actor, action, object, before, reason)
     SELECT $3, 'setting.removed', 'setting:' || $1 || '/' || $2, gone.value, $4 FROM gone`,
    [integration, key, by, reason],
  );
  return rowCount === 1;
}
