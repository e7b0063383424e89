import type { Sql } from './client.ts';

/** A name behind a code. `kind`: category, stage, source, deal-type, user, `enum:<FIELD>`. */
export interface DictionaryEntry {
  kind: string;
  code: string;
  name: string;
  sort: number;
  attributes: Readonly<Record<string, unknown>>;
}

export interface DealFieldRow {
  code: string;
  /** The portal's word: string, integer, double, date, datetime, enumeration, boolean, money, file … */
  type: string;
  label: string;
  isMultiple: boolean;
  isCustom: boolean;
  isReadOnly: boolean;
}

export interface DictionaryRead {
  account: string;
  /** The kinds that were read in full: what they no longer have is marked as vanished. */
  kinds: readonly string[];
  entries: readonly DictionaryEntry[];
  fields: readonly DealFieldRow[];
  readAt: Date;
}

/** Stores a full read of the dictionaries. Nothing is deleted: old deals still point at old codes. */
export async function saveDictionaries(sql: Sql, read: DictionaryRead): Promise<void> {
  const { account, readAt } = read;
  await sql.query(
    `INSERT INTO dictionary_entry AS e (account, kind, code, name, sort, attributes, read_at)
     SELECT $1, n.kind, n.code, n.name, n.sort, n.attributes, $3
       FROM jsonb_to_recordset($2::jsonb)
         AS n(kind text, code text, name text, sort int, attributes jsonb)
     ON CONFLICT (account, kind, code) DO UPDATE
        SET name = EXCLUDED.name, sort = EXCLUDED.sort, attributes = EXCLUDED.attributes,
            read_at = EXCLUDED.read_at, vanished_at = NULL
      WHERE e.read_at <= EXCLUDED.read_at`,
    [account, JSON.stringify(read.entries), readAt],
  );
  await sql.query(
    `UPDATE dictionary_entry SET vanished_at = $3
      WHERE account = $1 AND kind = ANY($2) AND read_at < $3 AND vanished_at IS NULL`,
    [account, read.kinds, readAt],
  );
  await saveFields(sql, read);
}

async function saveFields(sql: Sql, { account, fields, readAt }: DictionaryRead): Promise<void> {
  await sql.query(
    `INSERT INTO deal_field AS f
       (account, code, type, label, is_multiple, is_custom, is_read_only, read_at)
     SELECT $1, n.code, n.type, n.label, n."isMultiple", n."isCustom", n."isReadOnly", $3
       FROM jsonb_to_recordset($2::jsonb) AS n(code text, type text, label text,
         "isMultiple" boolean, "isCustom" boolean, "isReadOnly" boolean)
     ON CONFLICT (account, code) DO UPDATE
        SET type = EXCLUDED.type, label = EXCLUDED.label, is_multiple = EXCLUDED.is_multiple,
            is_custom = EXCLUDED.is_custom, is_read_only = EXCLUDED.is_read_only,
            read_at = EXCLUDED.read_at, vanished_at = NULL
      WHERE f.read_at <= EXCLUDED.read_at`,
    [account, JSON.stringify(fields), readAt],
  );
  await sql.query(
    `UPDATE deal_field SET vanished_at = $2
      WHERE account = $1 AND read_at < $2 AND vanished_at IS NULL`,
    [account, readAt],
  );
}

/** The fields of the account's deals as last read; empty before the first read. */
export async function listDealFields(sql: Sql, account: string): Promise<DealFieldRow[]> {
  const { rows } = await sql.query<DealFieldRow>(
    `SELECT code, type, label, is_multiple AS "isMultiple", is_custom AS "isCustom",
            is_read_only AS "isReadOnly"
       FROM deal_field WHERE account = $1 AND vanished_at IS NULL`,
    [account],
  );
  return rows;
}

/** Every code that has a name, vanished ones included, as `kind/code`; and when they were last read. */
export async function readDictionaryCodes(
  sql: Sql,
  account: string,
): Promise<{ codes: Set<string>; readAt: Date | undefined }> {
  const { rows } = await sql.query<{ code: string; readAt: Date }>(
    `SELECT kind || '/' || code AS code, read_at AS "readAt" FROM dictionary_entry
      WHERE account = $1`,
    [account],
  );
  const readAt = rows.reduce<Date | undefined>(
    (latest, row) => (latest === undefined || row.readAt > latest ? row.readAt : latest),
    undefined,
  );
  return { codes: new Set(rows.map(({ code }) => code)), readAt };
}
