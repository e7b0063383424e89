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

/**
 * Brings PostgreSQL into the state it has when it has run for a while: its next WAL files exist.
 * A young one makes and zero-fills 16 MB now and then, and whoever commits meanwhile waits 30 ms.
 */
export async function settleWal(databaseUrl: string): Promise<void> {
  await query(databaseUrl, 'CHECKPOINT');
}

/** Milliseconds of `count` commits of one row, one after the other. */
export async function timeCommits(databaseUrl: string, count: number): Promise<Float64Array> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await client.query('CREATE TABLE IF NOT EXISTS one_commit (id bigserial, body text)');
    const times = new Float64Array(count);
    for (let at = 0; at < count; at += 1) {
      const startedAt = performance.now();
      await client.query("INSERT INTO one_commit (body) VALUES (repeat('x', 1000))");
      times[at] = performance.now() - startedAt;
    }
    return times;
  } finally {
    await client.end();
  }
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
