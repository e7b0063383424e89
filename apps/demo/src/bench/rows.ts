import pg from 'pg';

/** Rows of a table, or of those that fulfil `condition`. */
export async function countRows(
  databaseUrl: string,
  table: string,
  condition = 'true',
): Promise<number> {
  const { rows } = await query<{ count: number }>(
    databaseUrl,
    `SELECT count(*)::int AS count FROM ${table} WHERE ${condition}`,
  );
  return rows[0]?.count ?? 0;
}

/** Empties a table between two measurements. */
export async function emptyTable(databaseUrl: string, table: string): Promise<void> {
  await query(databaseUrl, `TRUNCATE ${table}`);
}

async function query<Row extends pg.QueryResultRow>(
  databaseUrl: string,
  text: string,
): Promise<pg.QueryResult<Row>> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    return await client.query<Row>(text);
  } finally {
    await client.end();
  }
}
