import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { inTransaction, openDatabase } from './client.ts';
import { openMigratedDatabase, type TestDatabase } from './testing.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await openMigratedDatabase(inject('postgresUrl'));
});
afterAll(() => database.remove());

test('a connection that is lost in a transaction fails that transaction and nothing else', async () => {
  const work = inTransaction(database.pool, async (sql) => {
    const { rows } = await sql.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
    const lost = new Promise((resolve) => sql.once('end', resolve));
    await database.pool.query('SELECT pg_terminate_backend($1)', [rows[0]?.pid]);
    await lost;
    await sql.query('SELECT 1');
  });
  await expect(work).rejects.toThrow();
  await expect(database.ping(5_000)).resolves.toBeUndefined();
});

test('a statement that takes too long is ended by PostgreSQL and does not happen later', async () => {
  const hasty = openDatabase({ url: database.url, applicationName: 'test', queryTimeoutMs: 200 });
  try {
    await database.pool.query('CREATE TABLE locked (id int)');
    await inTransaction(database.pool, async (sql) => {
      await sql.query('LOCK TABLE locked');
      await expect(hasty.pool.query('INSERT INTO locked VALUES (1)')).rejects.toMatchObject({
        code: '57014',
      });
      await expect(hasty.prisma.$executeRaw`INSERT INTO locked VALUES (2)`).rejects.toThrow();
      await expect(
        inTransaction(hasty.pool, (own) => own.query('INSERT INTO locked VALUES (3)')),
      ).rejects.toThrow();
    });
    const { rows } = await hasty.pool.query('SELECT id FROM locked');
    expect(rows).toEqual([]);
  } finally {
    await hasty.close();
  }
});

test('a transaction that finds no free connection says so in the words of the driver', async () => {
  const full = openDatabase({
    ...{ url: database.url, applicationName: 'test' },
    ...{ poolSize: 1, connectTimeoutMs: 5_000 },
  });
  try {
    await inTransaction(full.pool, async () => {
      const work = full.prisma.$transaction((db) => db.setting.count());
      await expect(work).rejects.toThrow('timeout exceeded when trying to connect');
    });
    expect(await full.prisma.$transaction((db) => db.setting.count())).toBe(0);
  } finally {
    await full.close();
  }
});

test('a PostgreSQL that falls silent loses the statement, the transaction and the connection', async () => {
  const { href, hush, close } = await startPipe(database.url);
  const hasty = openDatabase({ url: href, applicationName: 'test', queryTimeoutMs: 200 });
  try {
    const work = inTransaction(hasty.pool, async (sql) => {
      hush();
      await sql.query('SELECT 1');
    });
    await expect(work).rejects.toThrow('Query read timeout');
    expect(hasty.pool.totalCount).toBe(0);
    await hasty.close();
  } finally {
    close();
  }
});

/** A way to PostgreSQL that can be cut without either end being told. */
async function startPipe(url: string): Promise<{ href: string; hush(): void; close(): void }> {
  const { hostname, port } = new URL(url);
  const sockets: Socket[] = [];
  let isHushed = false;
  const server = createServer((near) => {
    const far = connect(Number(port), hostname);
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.push(from);
      from.on('data', (bytes) => isHushed || to.write(bytes));
      from.on('error', () => undefined);
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const way = new URL(url);
  way.host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    href: way.href,
    hush: () => void (isHushed = true),
    close: () => {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}
