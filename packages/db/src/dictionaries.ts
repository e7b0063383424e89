import type { Sql } from './client.ts';
import { saveFields, type DealFieldRow, type FieldDrift } from './deal-fields.ts';
import { toStorableJson } from './storable-text.ts';

export {
  findFieldsReadAt,
  listDealFields,
  type DealFieldRow,
  type FieldDrift,
} from './deal-fields.ts';

/** A name behind a code. `kind`: category, stage, source, deal-type, user, `enum:<FIELD>`. */
export interface DictionaryEntry {
  kind: string;
  code: string;
  name: string;
  sort: number;
  attributes: Readonly<Record<string, unknown>>;
}

export interface DictionaryRead {
  account: string;
  /** The kinds that were read in full: what they no longer have is marked as vanished. */
  kinds: readonly string[];
  entries: readonly DictionaryEntry[];
  fields: readonly DealFieldRow[];
  readAt: Date;
}

/**
 * Stores a full read of the dictionaries; a name that was changed keeps its old one in the history.
 * Nothing is deleted: old deals still point at old codes. Tells how the fields differ from the read
 * before. Give a transaction: names, history and fields belong together.
 */
export async function saveDictionaries(sql: Sql, read: DictionaryRead): Promise<FieldDrift> {
  const { account, readAt } = read;
  // Two reads at once would each compare with what the other has not written yet.
  await sql.query(`SELECT pg_advisory_xact_lock(hashtextextended('dictionaries/' || $1, 0))`, [
    account,
  ]);
  await saveNames(sql, read);
  await sql.query(
    `UPDATE dictionary_entry SET vanished_at = $3
      WHERE account = $1 AND kind = ANY($2) AND read_at < $3 AND vanished_at IS NULL`,
    [account, read.kinds, readAt],
  );
  return saveFields(sql, read);
}

async function saveNames(sql: Sql, { account, entries, readAt }: DictionaryRead): Promise<void> {
  await sql.query(
    `WITH arriving AS (
       SELECT n.* FROM jsonb_to_recordset($2::jsonb)
         AS n(kind text, code text, name text, sort int, attributes jsonb)
     ), renamed AS (
       INSERT INTO dictionary_history (account, kind, code, old_name, new_name, from_at, until_at)
       SELECT account, kind, code, e.name, n.name, e.named_at, $3
         FROM dictionary_entry e JOIN arriving n USING (kind, code)
        WHERE account = $1 AND e.name <> n.name AND e.read_at < $3
     )
     INSERT INTO dictionary_entry AS e
       (account, kind, code, name, sort, attributes, named_at, read_at)
     SELECT $1, n.kind, n.code, n.name, n.sort, n.attributes, $3, $3 FROM arriving n
     ON CONFLICT (account, kind, code) DO UPDATE
        SET name = EXCLUDED.name, sort = EXCLUDED.sort, attributes = EXCLUDED.attributes,
            named_at = CASE WHEN e.name = EXCLUDED.name THEN e.named_at ELSE EXCLUDED.named_at END,
            read_at = EXCLUDED.read_at, vanished_at = NULL
      WHERE e.read_at < EXCLUDED.read_at`,
    [account, toStorableJson(entries), readAt],
  );
}

/**
 * The name a code had at a moment; before its first known name, that one. Undefined when the code
 * was never read.
 */
export async function findNameAt(
  sql: Sql,
  { account, kind, code, at }: { account: string; kind: string; code: string; at: Date },
): Promise<string | undefined> {
  const { rows } = await sql.query<{ name: string }>(
    `SELECT name FROM (
       SELECT old_name AS name, until_at FROM dictionary_history
        WHERE account = $1 AND kind = $2 AND code = $3 AND until_at > $4
       UNION ALL
       SELECT name, 'infinity' FROM dictionary_entry
        WHERE account = $1 AND kind = $2 AND code = $3) AS names
      ORDER BY until_at LIMIT 1`,
    [account, kind, code, at],
  );
  return rows[0]?.name;
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
