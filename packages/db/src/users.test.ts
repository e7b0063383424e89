import { afterAll, beforeEach, describe, expect, inject, test } from 'vitest';
import { isAtLeast, parseRole } from './roles.ts';
import { createSession, findSession } from './sessions.ts';
import { openMigratedDatabase } from './testing.ts';
import {
  countUsers,
  createUser,
  disableUser,
  enableUser,
  findUserByLogin,
  listUsers,
  setPassword,
  setRole,
} from './users.ts';

const database = await openMigratedDatabase(inject('postgresUrl'));
const db = database.prisma;
afterAll(() => database.remove());
beforeEach(() => database.pool.query('TRUNCATE app_user CASCADE'));

const anna = { login: 'Anna@Example.com ', passwordHash: '$argon2id$one', role: 'admin' } as const;

describe('users', () => {
  test('a new user is found by the login in any case, with the hash to verify against', async () => {
    const created = await createUser(db, anna);

    const found = await findUserByLogin(db, ' ANNA@example.com');

    expect(found).toMatchObject({ id: created.id, role: 'admin', disabledAt: null });
    expect(found?.login).toBe('anna@example.com');
    expect(found?.passwordHash).toBe('$argon2id$one');
    expect(await countUsers(db)).toBe(1);
  });

  test('an unknown login is nobody', async () => {
    expect(await findUserByLogin(db, 'nobody')).toBeUndefined();
  });

  test('a login that differs only in case is taken', async () => {
    await createUser(db, anna);

    await expect(createUser(db, { ...anna, login: 'ANNA@EXAMPLE.COM' })).rejects.toThrow(
      'The login "anna@example.com" is taken',
    );
  });

  test('of many who take one login at once exactly one succeeds', async () => {
    const attempts = await Promise.allSettled([1, 2, 3, 4, 5].map(() => createUser(db, anna)));

    expect(attempts.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await countUsers(db)).toBe(1);
  });

  test('a list of users carries no password hashes', async () => {
    await createUser(db, anna);
    await createUser(db, { ...anna, login: 'aaron', role: 'viewer' });

    const users = await listUsers(db);

    expect(users.map(({ login }) => login)).toEqual(['aaron', 'anna@example.com']);
    expect(JSON.stringify(users)).not.toContain('argon2id');
  });

  test('a new password ends every session of that user and of nobody else', async () => {
    const user = await createUser(db, anna);
    const other = await createUser(db, { ...anna, login: 'other' });
    const session = await createSession(db, { userId: user.id, ttlMs: 60_000 });
    const otherSession = await createSession(db, { userId: other.id, ttlMs: 60_000 });

    await setPassword(db, { login: 'anna@example.com', passwordHash: '$argon2id$two' });

    expect(await findSession(db, session.token)).toBeUndefined();
    expect(await findSession(db, otherSession.token)).toBeDefined();
    expect((await findUserByLogin(db, anna.login))?.passwordHash).toBe('$argon2id$two');
  });

  test('a disabled user loses every session and may be let in again', async () => {
    const user = await createUser(db, anna);
    const session = await createSession(db, { userId: user.id, ttlMs: 60_000 });

    const disabled = await disableUser(db, anna.login);
    expect(disabled.disabledAt).toBeInstanceOf(Date);
    expect(await findSession(db, session.token)).toBeUndefined();

    expect((await enableUser(db, anna.login)).disabledAt).toBeNull();
    expect(await findSession(db, session.token)).toBeUndefined();
  });

  test('an open session has a new role at once', async () => {
    const user = await createUser(db, anna);
    const { token } = await createSession(db, { userId: user.id, ttlMs: 60_000 });

    await setRole(db, { login: anna.login, role: 'viewer' });

    expect((await findSession(db, token))?.user.role).toBe('viewer');
  });

  test.each([
    ['a password', () => setPassword(db, { login: 'ghost', passwordHash: 'x' })],
    ['a role', () => setRole(db, { login: 'ghost', role: 'viewer' })],
    ['an end', () => disableUser(db, 'ghost')],
  ])('nobody gets %s', async (_, change) => {
    await expect(change()).rejects.toThrow('There is no user "ghost"');
  });
});

describe('roles', () => {
  test('a role may do what the lesser ones may', () => {
    expect(isAtLeast('admin', 'operator')).toBe(true);
    expect(isAtLeast('operator', 'operator')).toBe(true);
    expect(isAtLeast('viewer', 'operator')).toBe(false);
  });

  test('a word that is no role opens nothing', () => {
    expect(() => parseRole('root')).toThrow('Use one of: viewer, operator, admin');
  });
});
