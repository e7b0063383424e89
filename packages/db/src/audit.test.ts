import { afterAll, beforeEach, expect, inject, test } from 'vitest';
import { listAudit, recordAudit } from './audit.ts';
import { inTransaction } from './client.ts';
import { openMigratedDatabase } from './testing.ts';

const database = await openMigratedDatabase(inject('postgresUrl'));
const db = database.prisma;
afterAll(() => database.remove());
beforeEach(() => database.pool.query('TRUNCATE audit'));

const entry = {
  actor: 'anna',
  action: 'integration.paused',
  object: 'integration:bitrix24-deals',
  before: null,
  after: { until: null, chats: ['a', 'b'] },
  reason: 'The portal is being moved.',
};

test.each([
  ['Prisma', db],
  ['SQL', database.pool],
])('what was written through %s is read as it was', async (_, client) => {
  await recordAudit(client, entry);
  await recordAudit(client, { actor: 'cli:root', action: 'user.removed', object: 'user:x' });

  const [second, first] = await listAudit(db);

  expect(first).toMatchObject(entry);
  expect(first?.at).toBeInstanceOf(Date);
  expect(second).toMatchObject({ before: null, after: null, reason: null });
  const { rows } = await database.pool.query('SELECT count(before)::int AS count FROM audit');
  expect(rows).toEqual([{ count: 1 }]);
});

test('nothing is written down when the deed is undone', async () => {
  const undone = new Error('undone');
  const inPrisma = db.$transaction(async (transaction) => {
    await recordAudit(transaction, entry);
    throw undone;
  });
  await expect(inPrisma).rejects.toBe(undone);
  const inSql = inTransaction(database.pool, async (sql) => {
    await recordAudit(sql, entry);
    throw undone;
  });
  await expect(inSql).rejects.toBe(undone);

  expect(await listAudit(db)).toEqual([]);
});

test('entries are found by actor, action, object and time, page by page', async () => {
  for (const actor of ['anna', 'boris', 'anna']) await recordAudit(db, { ...entry, actor });
  await recordAudit(db, { ...entry, action: 'integration.resumed' });
  await recordAudit(db, { ...entry, object: 'integration:reports' });

  expect(await listAudit(db, { actor: 'boris' })).toHaveLength(1);
  expect(await listAudit(db, { action: 'integration.resumed' })).toHaveLength(1);
  expect(await listAudit(db, { object: 'integration:reports' })).toHaveLength(1);
  expect(await listAudit(db, { since: new Date(Date.now() + 60_000) })).toEqual([]);
  const firstPage = await listAudit(db, { limit: 3 });
  const lastId = firstPage.at(-1)?.id ?? '';
  const secondPage = await listAudit(db, { limit: 3, before: lastId });
  expect(firstPage).toHaveLength(3);
  expect(secondPage).toHaveLength(2);
  expect(new Set([...firstPage, ...secondPage].map(({ id }) => id)).size).toBe(5);
});
