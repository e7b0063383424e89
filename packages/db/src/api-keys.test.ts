import { afterAll, expect, inject, test } from 'vitest';
import { createApiKey, findApiKey, listApiKeys, revokeApiKey } from './api-keys.ts';
import { openMigratedDatabase } from './testing.ts';

const database = await openMigratedDatabase(inject('postgresUrl'));
const db = database.prisma;
afterAll(() => database.remove());

test('a key says whose it is, and the table does not hold it', async () => {
  const { key } = await createApiKey(db, { name: 'reports', role: 'viewer' });

  expect(key).toMatch(/^pk_[\w-]{43}$/);
  expect(await findApiKey(db, key)).toMatchObject({ name: 'reports', role: 'viewer' });
  const { rows } = await database.pool.query('SELECT api_key::text AS row FROM api_key');
  expect(JSON.stringify(rows)).not.toContain(key);
  expect(JSON.stringify(rows)).not.toContain(key.slice(3));
});

test('neither an unknown key nor the stored hash opens anything', async () => {
  await createApiKey(db, { name: 'hashed', role: 'admin' });
  const { keyHash } = await db.apiKey.findUniqueOrThrow({ where: { name: 'hashed' } });

  expect(await findApiKey(db, 'pk_unknown')).toBeUndefined();
  expect(await findApiKey(db, keyHash)).toBeUndefined();
});

test('a revoked key opens nothing and its name stays taken', async () => {
  const { key } = await createApiKey(db, { name: 'old', role: 'admin' });

  expect(await revokeApiKey(db, 'old')).toBe(true);
  expect(await revokeApiKey(db, 'old')).toBe(false);

  expect(await findApiKey(db, key)).toBeUndefined();
  await expect(createApiKey(db, { name: 'old', role: 'admin' })).rejects.toThrow(
    'An API key named "old" exists or existed',
  );
});

test('the use of a key is noted, and noted again only after a minute', async () => {
  const { key } = await createApiKey(db, { name: 'busy', role: 'operator' });
  const readLastUse = async (): Promise<Date | null | undefined> =>
    (await listApiKeys(db)).find(({ name }) => name === 'busy')?.lastUsedAt;
  expect(await readLastUse()).toBeNull();

  await findApiKey(db, key);
  const first = await readLastUse();
  expect(first).toBeInstanceOf(Date);
  await findApiKey(db, key);
  expect(await readLastUse()).toEqual(first);

  const longAgo = new Date('2026-01-01T00:00:00Z');
  await db.apiKey.update({ where: { name: 'busy' }, data: { lastUsedAt: longAgo } });
  await findApiKey(db, key);
  expect(await readLastUse()).not.toEqual(longAgo);
});
