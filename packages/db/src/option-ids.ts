import type { Sql } from './client.ts';

/** Ids of a list field's options that have one of these texts, whatever the case; gone ones too. */
export async function listOptionIds(
  sql: Sql,
  { account, field, names }: { account: string; field: string; names: readonly string[] },
): Promise<string[]> {
  const { rows } = await sql.query<{ code: string }>(
    `SELECT code FROM dictionary_entry
      WHERE account = $1 AND kind = 'enum:' || $2 AND lower(name) = ANY($3) ORDER BY code`,
    [account, field, names.map((name) => name.toLowerCase())],
  );
  return rows.map(({ code }) => code);
}

/** Ids of every option that has a name, gone ones too, by those of these fields that are lists. */
export async function listFieldOptions(
  sql: Sql,
  { account, fields }: { account: string; fields: readonly string[] },
): Promise<Map<string, ReadonlySet<string>>> {
  const { rows } = await sql.query<{ field: string; ids: string[] }>(
    `SELECT f.code AS field,
            COALESCE(array_agg(e.code ORDER BY e.code) FILTER (WHERE e.code IS NOT NULL), '{}') AS ids
       FROM deal_field f
       LEFT JOIN dictionary_entry e ON e.account = f.account AND e.kind = 'enum:' || f.code
      WHERE f.account = $1 AND f.code = ANY($2) AND f.type = 'enumeration'
      GROUP BY f.code ORDER BY f.code`,
    [account, fields],
  );
  return new Map(rows.map(({ field, ids }) => [field, new Set(ids)]));
}
