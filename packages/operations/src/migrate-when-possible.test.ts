import { randomBytes } from 'node:crypto';
import { Writable } from 'node:stream';
import { openDatabase, type Database } from '@ponte/db/client';
import { DatabaseIsNewer } from '@ponte/db/migrate';
import { createMigratedDatabase, openMigratedDatabase } from '@ponte/db/testing';
import { createLogger } from '@ponte/logging';
import { expect, inject, it } from 'vitest';
import { migrateWhenPossible } from './migrate-when-possible.ts';

function keepLog() {
  const lines: { level: string; msg: string }[] = [];
  const destination = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      lines.push(JSON.parse(chunk.toString()) as { level: string; msg: string });
      done();
    },
  });
  return { lines, logger: createLogger({ service: 'test', level: 'info', destination }) };
}

async function inAdmin<T>(work: (database: Database) => Promise<T>): Promise<T> {
  const admin = openDatabase({ url: inject('postgresUrl'), applicationName: 'test', poolSize: 1 });
  try {
    return await work(admin);
  } finally {
    await admin.close();
  }
}

const never = new AbortController().signal;

it('says once that the database is away, however often it tries, and once that it is back', async () => {
  const name = `late_${randomBytes(4).toString('hex')}`;
  const template = new URL(await createMigratedDatabase(inject('postgresUrl'))).pathname.slice(1);
  const url = new URL(inject('postgresUrl'));
  url.pathname = `/${name}`;
  const { lines, logger } = keepLog();
  let tries = 0;
  let markTried: () => void = () => undefined;
  const tried = new Promise<void>((resolve) => (markTried = resolve));
  const migrated = migrateWhenPossible({
    ...{ databaseUrl: url.href, logger, signal: never, retryEveryMs: 5 },
    onTrouble: () => {
      tries += 1;
      if (tries === 5) markTried();
    },
  });
  await tried;
  expect(lines.map(({ msg }) => msg)).toEqual(['database.unreachable']);
  await inAdmin(({ pool }) => pool.query(`CREATE DATABASE ${name} TEMPLATE ${template}`));
  await migrated;
  expect(lines.map(({ msg }) => msg)).toEqual(['database.unreachable', 'database.recovered']);
  await inAdmin(async ({ pool }) => {
    await pool.query(`DROP DATABASE ${name} WITH (FORCE)`);
    await pool.query(`DROP DATABASE ${template} WITH (FORCE)`);
  });
});

it('does not try again on a database of a newer version, and does not call it away', async () => {
  const database = await openMigratedDatabase(inject('postgresUrl'));
  try {
    await database.pool.query(
      `INSERT INTO _prisma_migrations (id, checksum, migration_name, finished_at)
       VALUES ('x', 'x', '29990101000000_of_the_future', now())`,
    );
    const { lines, logger } = keepLog();
    const migrated = migrateWhenPossible({ databaseUrl: database.url, logger, signal: never });
    await expect(migrated).rejects.toThrow(DatabaseIsNewer);
    await expect(migrated).rejects.toThrow('29990101000000_of_the_future');
    expect(lines).toEqual([]);
  } finally {
    await database.remove();
  }
});

it('calls a start that fails on a database which answers by another name', async () => {
  const database = await openMigratedDatabase(inject('postgresUrl'));
  try {
    const { lines, logger } = keepLog();
    let isFirst = true;
    await migrateWhenPossible({
      ...{ databaseUrl: database.url, logger, signal: never, retryEveryMs: 5 },
      afterwards: async () => {
        if (isFirst) {
          isFirst = false;
          await database.pool.query('SELECT * FROM no_such_table');
        }
      },
    });
    expect(lines.map(({ msg }) => msg)).toEqual(['database.not-migrated', 'database.recovered']);
  } finally {
    await database.remove();
  }
});

it('ends its wait when it is told to stop', async () => {
  const { logger } = keepLog();
  const stop = new AbortController();
  const waiting = migrateWhenPossible({
    ...{ databaseUrl: 'postgresql://127.0.0.1:1/none', logger, signal: stop.signal },
    ...{ retryEveryMs: 60_000, onTrouble: () => stop.abort(new Error('The process stops.')) },
  });
  await expect(waiting).rejects.toThrow('The process stops.');
});
