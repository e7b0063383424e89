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

/** WAL files that a measurement may fill: 16 MB each. */
const SPARE_WAL_FILES = 4;

/**
 * Gives a young PostgreSQL the WAL files that one has which has run for a while. Without them it
 * makes and zero-fills a new one now and then, and whoever commits meanwhile waits 30 ms.
 */
export async function growWal(databaseUrl: string): Promise<void> {
  for (let file = 0; file < SPARE_WAL_FILES; file += 1) {
    // An empty file is not left.
    await query(databaseUrl, "SELECT pg_logical_emit_message(false, 'bench', 'x')");
    await query(databaseUrl, 'SELECT pg_switch_wal()');
  }
  await settleWal(databaseUrl);
}

/** Writes what lies unwritten, and makes the WAL files that have been filled the next ones. */
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
