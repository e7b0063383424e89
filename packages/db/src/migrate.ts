import pg from 'pg';
import { openSchemaEngine, readMigrations } from './schema-engine.ts';

/** Any number, the same in every process: several start at once and one migrates. */
const MIGRATION_LOCK = 7_046_029;

/** Real milliseconds to wait for PostgreSQL to answer at all. */
const CONNECT_WITHIN_MS = 5_000;

/** The database was used by a newer version of Ponte: trying again helps nothing. */
export class DatabaseIsNewer extends Error {
  constructor(strangers: readonly string[]) {
    super(
      `The database has migrations that this version does not know (${strangers.join(', ')}). ` +
        'It was used by a newer version: start that version, or restore a backup made before.',
    );
    this.name = 'DatabaseIsNewer';
  }
}

const NO_FILTER = { externalTables: [], externalEnums: [] };

/**
 * Brings the database to the schema of this version: the one path for a laptop, CI and containers.
 * Safe to call from several processes at once. Returns the names of what was applied.
 * Throws `DatabaseIsNewer`, or with what to do when the database is edited or out of reach.
 */
export async function migrate(databaseUrl: string): Promise<string[]> {
  const guard = new pg.Client({
    connectionString: databaseUrl,
    connectionTimeoutMillis: CONNECT_WITHIN_MS,
  });
  guard.on('error', () => undefined);
  await guard.connect();
  try {
    await guard.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK]);
    if (await isCurrent(guard)) return [];
    return await applyAll(databaseUrl);
  } finally {
    await guard.end();
  }
}

/** Names of migrations that this version has and the database has not. */
export async function listPendingMigrations(databaseUrl: string): Promise<string[]> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const applied = await readApplied(client);
    const { migrationDirectories } = await readMigrations();
    return migrationDirectories.map(({ path }) => path).filter((name) => !applied.has(name));
  } finally {
    await client.end();
  }
}

async function isCurrent(client: pg.Client): Promise<boolean> {
  const applied = await readApplied(client);
  const { migrationDirectories } = await readMigrations();
  const known = new Set(migrationDirectories.map(({ path }) => path));
  const strangers = [...applied].filter((name) => !known.has(name));
  if (strangers.length > 0) throw new DatabaseIsNewer(strangers);
  return applied.size === known.size;
}

async function readApplied(client: pg.Client): Promise<Set<string>> {
  const { rows: found } = await client.query<{ name: string | null }>(
    `SELECT to_regclass('_prisma_migrations')::text AS name`,
  );
  if (found[0]?.name == null) return new Set();
  const { rows } = await client.query<{ migration_name: string }>(
    `SELECT migration_name FROM _prisma_migrations
      WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL`,
  );
  return new Set(rows.map((row) => row.migration_name));
}

async function applyAll(databaseUrl: string): Promise<string[]> {
  const engine = await openSchemaEngine(databaseUrl);
  try {
    const migrationsList = await readMigrations();
    const { appliedMigrationNames } = await engine.applyMigrations({
      migrationsList,
      filters: NO_FILTER,
    });
    return appliedMigrationNames;
  } finally {
    engine.free();
  }
}
