import { listAudit } from '@ponte/db/audit';
import { openMigratedDatabase, type TestDatabase } from '@ponte/db/testing';
import { createUser, findUserByLogin, lockAdministrators } from '@ponte/db/users';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { assertNotLastAdministrator, changeUser } from './change-user.ts';

let database: TestDatabase;
const actor = { by: 'api-key:tests' };

beforeAll(async () => {
  database = await openMigratedDatabase(inject('postgresUrl'));
});
beforeEach(async () => {
  await database.pool.query('TRUNCATE app_user CASCADE');
});
afterAll(() => database.remove());

const add = async (login: string, role: 'admin' | 'viewer' = 'admin'): Promise<void> => {
  await createUser(database.prisma, { login, passwordHash: 'a hash', role });
};
const change = (login: string, wish: Parameters<typeof changeUser>[1]['change']) =>
  changeUser(database, { login, change: wish }, actor);

describe('the last administrator', () => {
  it.each([
    ['is not shut out', { isDisabled: true }],
    ['keeps the role', { role: 'operator' }],
    ['keeps the role while being let in', { role: 'viewer', isDisabled: false }],
  ] as const)('%s', async (_what, wish) => {
    await add('anna');
    await add('carla', 'viewer');
    await expect(change('anna', wish)).rejects.toThrow('anna is the last administrator');
    await expect(change('Anna', wish)).rejects.toThrow('last administrator');
    await expect(assertNotLastAdministrator(database, 'anna', wish)).rejects.toThrow('last');
    const anna = await findUserByLogin(database.prisma, 'anna');
    expect(anna).toMatchObject({ role: 'admin', disabledAt: null });
  });

  it('is one although a shut-out administrator has the role too', async () => {
    await add('anna');
    await add('bruno');
    await change('bruno', { isDisabled: true });
    await expect(change('anna', { isDisabled: true })).rejects.toThrow('last administrator');
    await change('bruno', { role: 'viewer' });
  });

  it('stays when two administrators take each other away at the same moment', async () => {
    for (let round = 0; round < 10; round += 1) {
      await database.pool.query('TRUNCATE app_user CASCADE');
      await add('anna');
      await add('bruno');
      const ends = await Promise.allSettled([
        change('anna', { role: 'viewer' }),
        change('bruno', { isDisabled: true }),
      ]);
      expect(ends.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
      const left = await database.prisma.$transaction((db) => lockAdministrators(db));
      expect(left).toHaveLength(1);
    }
  });
});

it('a change and its audit record are there together', async () => {
  await add('anna');
  await add('carla', 'viewer');
  await change('carla', { role: 'operator', isDisabled: true });
  const [entry] = await listAudit(database.prisma, { limit: 1 });
  expect(entry).toMatchObject({
    ...{ actor: 'api-key:tests', action: 'user.changed', object: 'user:carla' },
    before: { role: 'viewer', isDisabled: false },
    after: { role: 'operator', isDisabled: true },
  });
});

it('an unknown login is refused with a sentence', async () => {
  await expect(change('ghost', { role: 'viewer' })).rejects.toThrow('There is no user "ghost".');
});
