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
