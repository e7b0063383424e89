import { afterAll, expect, inject, test } from 'vitest';
import {
  createSession,
  endSession,
  endSessionsOfUser,
  findSession,
  removeExpired,
} from './sessions.ts';
import { openMigratedDatabase } from './testing.ts';
import { createUser } from './users.ts';

const database = await openMigratedDatabase(inject('postgresUrl'));
const db = database.prisma;
afterAll(() => database.remove());

const user = await createUser(db, { login: 'anna', passwordHash: 'x', role: 'operator' });
const day = { userId: user.id, ttlMs: 86_400_000 };

test('a session opens with its token and says whose it is', async () => {
  const { token, csrfToken, expiresAt } = await createSession(db, day);

  expect(token).toMatch(/^[\w-]{43}$/);
  expect(await findSession(db, token)).toEqual({
    user: { id: user.id, login: 'anna', role: 'operator' },
    csrfToken,
    expiresAt,
  });
});

test('the table holds no token', async () => {
  const { token } = await createSession(db, day);

  const { rows } = await database.pool.query('SELECT app_session::text AS row FROM app_session');

  expect(JSON.stringify(rows)).not.toContain(token);
});

test('what the table holds opens nothing', async () => {
  await createSession(db, day);
  const row = await db.session.findFirstOrThrow();

  expect(await findSession(db, row.idHash)).toBeUndefined();
  expect(await findSession(db, row.csrfToken)).toBeUndefined();
  expect(await findSession(db, '')).toBeUndefined();
});

test('an ended session opens nothing and ending it again is harmless', async () => {
  const { token } = await createSession(db, day);
  const { token: other } = await createSession(db, day);

  await endSession(db, token);
  await endSession(db, token);

  expect(await findSession(db, token)).toBeUndefined();
  expect(await findSession(db, other)).toBeDefined();
});

test('an expired session opens nothing, even before it is removed', async () => {
  const { token } = await createSession(db, { ...day, ttlMs: -1 });

  expect(await findSession(db, token)).toBeUndefined();
  expect(await removeExpired(db)).toBe(1);
  expect(await removeExpired(db)).toBe(0);
});

test('all sessions of a user end together', async () => {
  await db.session.deleteMany();
  const sessions = [await createSession(db, day), await createSession(db, day)];

  expect(await endSessionsOfUser(db, user.id)).toBe(2);
  for (const { token } of sessions) expect(await findSession(db, token)).toBeUndefined();
});
