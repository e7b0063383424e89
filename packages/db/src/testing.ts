import { createHash, randomBytes } from 'node:crypto';
import pg from 'pg';
import type {} from 'vitest';
import { type Database, openDatabase } from './client.ts';
import { migrate } from './migrate.ts';
import { readMigrations } from './schema-engine.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Administrator's connection string of the one PostgreSQL of this test run. */
    postgresUrl: string;
  }
}

/** Any number, the same in every process: several test files start at once and one makes the template. */
const TEMPLATE_LOCK = 7_046_030;

/**
 * Makes a database of its own with the current schema; gives its connection string.
 * Where the run has made the queues' tables in `template1`, it has those too.
 * The first call on a server migrates a template (seconds), every other one copies it (milliseconds).
 * Drop it with `dropDatabase` of `@ponte/servers/test-database`.
 */
export async function createMigratedDatabase(adminUrl: string): Promise<string> {
  const template = `ponte_template_${await fingerprintMigrations()}`;
  const name = `t_${randomBytes(6).toString('hex')}`;
  const admin = new pg.Client({ connectionString: adminUrl });
  await admin.connect();
  try {
    await admin.query('SELECT pg_advisory_lock($1)', [TEMPLATE_LOCK]);
    if (!(await hasDatabase(admin, template))) await makeTemplate(admin, adminUrl, template);
    await admin.query('SELECT pg_advisory_unlock($1)', [TEMPLATE_LOCK]);
    // Files are copied as they lie: a third of the work of writing every page anew.
    await admin.query(`CREATE DATABASE ${name} TEMPLATE ${template} STRATEGY file_copy`);
  } finally {
    // Ends the session and with it a lock still held.
    await admin.end();
  }
  return urlOf(adminUrl, name);
}

/** A database of its own for one test file, open; `remove` closes and drops it. */
export interface TestDatabase extends Database {
  remove(): Promise<void>;
}

/**
 * How many statements of this database, and of no other file's on the same server, wait for a lock:
 * of this type and on this number, where they are given.
 */
export async function countLockWaiters(
  { pool }: Pick<Database, 'pool'>,
  { type, key }: { readonly type?: 'advisory'; readonly key?: number } = {},
): Promise<number> {
  const { rows } = await pool.query<{ count: number }>(
    `SELECT count(*)::int AS count FROM pg_locks
      WHERE NOT granted AND ($1::text IS NULL OR locktype = $1)
        AND ($2::bigint IS NULL OR objid::bigint = $2)
        AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
    [type ?? null, key ?? null],
  );
  return rows[0]?.count ?? 0;
}

/** Makes a migrated database and opens it. Say `afterAll(() => database.remove())`. */
export async function openMigratedDatabase(adminUrl: string): Promise<TestDatabase> {
  const url = await createMigratedDatabase(adminUrl);
  const database = openDatabase({ url, applicationName: 'test' });
  return {
    ...database,
    remove: async () => {
      await database.close();
      const admin = new pg.Client({ connectionString: adminUrl });
      await admin.connect();
      try {
        await admin.query(`DROP DATABASE ${new URL(url).pathname.slice(1)} WITH (FORCE)`);
      } finally {
        await admin.end();
      }
    },
  };
}

function urlOf(adminUrl: string, database: string): string {
  const url = new URL(adminUrl);
  url.pathname = `/${database}`;
  return url.href;
}

async function fingerprintMigrations(): Promise<string> {
  const { migrationDirectories } = await readMigrations();
  const text = JSON.stringify(migrationDirectories);
  return createHash('sha256').update(text).digest('hex').slice(0, 12);
}

async function hasDatabase(admin: pg.Client, name: string): Promise<boolean> {
  const { rowCount } = await admin.query('SELECT 1 FROM pg_database WHERE datname = $1', [name]);
  return rowCount === 1;
}

/** Under a draft's name until it is whole: a run that dies half-way leaves no half template. */
async function makeTemplate(admin: pg.Client, adminUrl: string, template: string): Promise<void> {
  const draft = `${template}_draft`;
  await admin.query(`DROP DATABASE IF EXISTS ${draft} WITH (FORCE)`);
  await admin.query(`CREATE DATABASE ${draft}`);
  await migrate(urlOf(adminUrl, draft));
  // The schema engine's pool keeps an idle connection for a while; a template must have none.
  await admin.query(
    'SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE datname = $1',
    [draft],
  );
  await admin.query(`ALTER DATABASE ${draft} RENAME TO ${template}`);
}
