import { afterAll, expect, inject, test } from 'vitest';
import { listPendingMigrations } from './migrate.ts';
import { openMigratedDatabase, type TestDatabase } from './testing.ts';

const opened: TestDatabase[] = [];
afterAll(() => Promise.all(opened.map((database) => database.remove())));

test('databases asked for at the same time are migrated and know nothing of each other', async () => {
  const adminUrl = inject('postgresUrl');
  opened.push(...(await Promise.all([1, 2, 3].map(() => openMigratedDatabase(adminUrl)))));
  const [first, second] = opened;
  if (!first || !second) throw new Error('There should be three databases.');

  await first.prisma.lease.create({
    data: { name: 'a', owner: 'first', expiresAt: new Date(), acquiredAt: new Date() },
  });

  expect(await second.prisma.lease.count()).toBe(0);
  expect(await listPendingMigrations(second.url)).toEqual([]);
});
