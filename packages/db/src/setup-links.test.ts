import { afterAll, expect, inject, test } from 'vitest';
import {
  consumeSetupLink,
  createSetupLink,
  findSetupLink,
  removeSetupLinks,
} from './setup-links.ts';
import { openMigratedDatabase } from './testing.ts';
import { createUser } from './users.ts';

const database = await openMigratedDatabase(inject('postgresUrl'));
const db = database.prisma;
afterAll(() => database.remove());

const hour = 3_600_000;

test('a link is good once', async () => {
  const { token } = await createSetupLink(db, { login: 'anna', ttlMs: hour });

  expect(await findSetupLink(db, token)).toEqual({ login: 'anna' });
  expect(await consumeSetupLink(db, token)).toEqual({ login: 'anna' });
  expect(await consumeSetupLink(db, token)).toBeUndefined();
  expect(await findSetupLink(db, token)).toBeUndefined();
});

test('of many who use a link at once exactly one gets in', async () => {
  const { token } = await createSetupLink(db, { ttlMs: hour });

  const answers = await Promise.all(
    [1, 2, 3, 4, 5, 6, 7, 8].map(() => consumeSetupLink(db, token)),
  );

  expect(answers.filter((answer) => answer !== undefined)).toEqual([{ login: null }]);
});

test('neither an expired nor an unknown link nor a stored hash is good', async () => {
  const { token } = await createSetupLink(db, { ttlMs: -1 });
  await createSetupLink(db, { ttlMs: hour });
  const { tokenHash } = await db.setupLink.findFirstOrThrow({ where: { usedAt: null } });

  expect(await consumeSetupLink(db, token)).toBeUndefined();
  expect(await consumeSetupLink(db, 'unknown')).toBeUndefined();
  expect(await consumeSetupLink(db, tokenHash)).toBeUndefined();
});

test('a link stays good when what it was for fails', async () => {
  await createUser(db, { login: 'taken', passwordHash: 'x', role: 'admin' });
  const { token } = await createSetupLink(db, { ttlMs: hour });

  const setup = db.$transaction(async (transaction) => {
    await consumeSetupLink(transaction, token);
    await createUser(transaction, { login: 'taken', passwordHash: 'y', role: 'admin' });
  });

  await expect(setup).rejects.toThrow('taken');
  expect(await findSetupLink(db, token)).toEqual({ login: null });
});

test('links are removed by login or all at once', async () => {
  await removeSetupLinks(db);
  const forAdmin = await createSetupLink(db, { ttlMs: hour });
  const forAnna = await createSetupLink(db, { login: 'anna', ttlMs: hour });

  expect(await removeSetupLinks(db, { login: null })).toBe(1);
  expect(await findSetupLink(db, forAdmin.token)).toBeUndefined();
  expect(await findSetupLink(db, forAnna.token)).toBeDefined();
  expect(await removeSetupLinks(db)).toBe(1);
});
