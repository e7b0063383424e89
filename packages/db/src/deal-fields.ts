import type { Sql } from './client.ts';
import { toStorableJson } from './storable-text.ts';

export interface DealFieldRow {
  code: string;
  /** The portal's word: string, integer, double, date, datetime, enumeration, boolean, money, file … */
  type: string;
  label: string;
  isMultiple: boolean;
  isCustom: boolean;
  isReadOnly: boolean;
  /** The portal's order; without it the order of the read counts. */
  sort?: number;
}

/** One difference between a field as last read and as read now. */
export interface FieldChange {
  code: string;
  what: 'new' | 'type' | 'label' | 'multiple' | 'vanished' | 'returned';
  /** Label of a field that vanished, otherwise what was changed; null when there was nothing. */
  before: string | null;
  /** Label of a field that is new, otherwise what it was changed to; null when it vanished. */
  after: string | null;
}

/** How the portal's fields differ from the read before. The first read of an account finds all new. */
export interface FieldDrift {
  /** Codes of fields that were not there: new ones and ones that came back. */
  newFields: string[];
  /** A field whose type and label changed stands here twice. */
  changedFields: FieldChange[];
  vanishedFields: string[];
}

export interface FieldsRead {
  account: string;
  fields: readonly DealFieldRow[];
  readAt: Date;
}

/**
 * Stores a full read of the fields, and every difference to the read before. Fields that vanished
 * stay as rows, and what deals hold of them stays too. An earlier read than the stored changes nothing.
 */
export async function saveFields(sql: Sql, read: FieldsRead): Promise<FieldDrift> {
  if (await isLate(sql, read)) return { newFields: [], changedFields: [], vanishedFields: [] };
  const changes = await recordChanges(sql, read);
  await upsertFields(sql, read);
  await sql.query(
    `UPDATE deal_field SET vanished_at = $2
      WHERE account = $1 AND read_at < $2 AND vanished_at IS NULL`,
    [read.account, read.readAt],
  );
  const codesOf = (...words: FieldChange['what'][]): string[] =>
    changes.filter(({ what }) => words.includes(what)).map(({ code }) => code);
  return {
    newFields: codesOf('new', 'returned'),
    changedFields: changes.filter(({ what }) => ['type', 'label', 'multiple'].includes(what)),
    vanishedFields: codesOf('vanished'),
  };
}

async function isLate(sql: Sql, { account, readAt }: FieldsRead): Promise<boolean> {
  const { rows } = await sql.query<{ is_late: boolean | null }>(
    'SELECT max(read_at) >= $2 AS is_late FROM deal_field WHERE account = $1',
    [account, readAt],
  );
  return rows[0]?.is_late ?? false;
}

const ARRIVING = `ROWS FROM (jsonb_to_recordset($2::jsonb) AS (code text, type text, label text,
  "isMultiple" boolean, "isCustom" boolean, "isReadOnly" boolean, sort int)) WITH ORDINALITY
  AS n(code, type, label, is_multiple, is_custom, is_read_only, sort, place)`;

async function recordChanges(
  sql: Sql,
  { account, fields, readAt }: FieldsRead,
): Promise<FieldChange[]> {
  const { rows } = await sql.query<FieldChange>(
    `WITH compared AS (
       SELECT COALESCE(n.code, f.code) AS code, f.code IS NOT NULL AS is_known,
              n.code IS NOT NULL AS is_read, f.vanished_at IS NOT NULL AS was_gone,
              f.type AS old_type, n.type AS new_type, f.label AS old_label, n.label AS new_label,
              f.is_multiple AS old_multiple, n.is_multiple AS new_multiple
         FROM ${ARRIVING}
         FULL JOIN (SELECT * FROM deal_field WHERE account = $1) AS f ON f.code = n.code
     )
     INSERT INTO field_change (account, code, what, before, after, at)
     SELECT $1, c.code, d.what, d.before, d.after, $3
       FROM compared c CROSS JOIN LATERAL (VALUES
         (NOT is_known, 'new', NULL, new_label),
         (is_known AND is_read AND was_gone, 'returned', NULL, new_label),
         (is_known AND NOT is_read AND NOT was_gone, 'vanished', old_label, NULL),
         (old_type <> new_type, 'type', old_type, new_type),
         (old_label <> new_label, 'label', old_label, new_label),
         (old_multiple <> new_multiple, 'multiple', old_multiple::text, new_multiple::text)
       ) AS d(applies, what, before, after)
      WHERE d.applies
      ORDER BY c.code, d.what
     RETURNING code, what, before, after`,
    [account, toStorableJson(fields), readAt],
  );
  return rows;
}

async function upsertFields(sql: Sql, { account, fields, readAt }: FieldsRead): Promise<void> {
  await sql.query(
    `INSERT INTO deal_field AS f
       (account, code, type, label, is_multiple, is_custom, is_read_only, sort, read_at)
     SELECT $1, code, type, label, is_multiple, is_custom, is_read_only,
            COALESCE(sort, place), $3 FROM ${ARRIVING}
     ON CONFLICT (account, code) DO UPDATE
        SET type = EXCLUDED.type, label = EXCLUDED.label, is_multiple = EXCLUDED.is_multiple,
            is_custom = EXCLUDED.is_custom, is_read_only = EXCLUDED.is_read_only,
            sort = EXCLUDED.sort, read_at = EXCLUDED.read_at, vanished_at = NULL`,
    [account, toStorableJson(fields), readAt],
  );
}

/** The fields of the account's deals as last read, in the portal's order; empty before the first read. */
export async function listDealFields(sql: Sql, account: string): Promise<DealFieldRow[]> {
  const { rows } = await sql.query<DealFieldRow>(
    `SELECT code, type, label, is_multiple AS "isMultiple", is_custom AS "isCustom",
            is_read_only AS "isReadOnly"
       FROM deal_field WHERE account = $1 AND vanished_at IS NULL ORDER BY sort, code`,
    [account],
  );
  return rows;
}

/** When the account's fields were last read in full; undefined: never. */
export async function findFieldsReadAt(sql: Sql, account: string): Promise<Date | undefined> {
  const { rows } = await sql.query<{ readAt: Date | null }>(
    'SELECT max(read_at) AS "readAt" FROM deal_field WHERE account = $1',
    [account],
  );
  return rows[0]?.readAt ?? undefined;
}

/** What reads of the portal's fields found otherwise than the read before, newest first. */
export async function listFieldChanges(
  sql: Sql,
  { account, limit }: { account: string; limit: number },
): Promise<(FieldChange & { at: Date })[]> {
  const { rows } = await sql.query<FieldChange & { at: Date }>(
    `SELECT code, what, before, after, at FROM field_change
      WHERE account = $1 ORDER BY at DESC, field_change.id DESC LIMIT $2`,
    [account, limit],
  );
  return rows;
}
