import { recordAudit } from '@ponte/db/audit';
import type { Role } from '@ponte/db/roles';
import {
  disableUser,
  enableUser,
  findUserByLogin,
  listUsers,
  setRole,
  type User,
} from '@ponte/db/users';
import { CommandFailed } from '../command-failed.ts';
import type { Desk } from '../desk.ts';
import { EXIT } from '../exit-codes.ts';
import type { WritingOptions } from '../global-options.ts';
import { noSuchUser } from './user-password.ts';

type Asked = WritingOptions & { login: string };

export async function disable(desk: Desk, asked: Asked): Promise<void> {
  const user = await getUser(desk, asked.login);
  if (user.disabledAt !== null) {
    throw new CommandFailed(EXIT.conflict, `${user.login} is shut out already.`);
  }
  await assertNotLastAdmin(desk, user);
  await desk.ask.assertConfirmed(`Shut ${user.login} out?`, {
    isGiven: asked.yes === true,
    pass: 'Pass --yes.',
  });
  await change(desk, asked, (db) => disableUser(db, user.login));
  desk.screen.show({ disabled: user.login }, () => `${user.login} is shut out.`);
}

export async function enable(desk: Desk, asked: Asked): Promise<void> {
  const user = await getUser(desk, asked.login);
  if (user.disabledAt === null) {
    throw new CommandFailed(EXIT.conflict, `${user.login} may log in already.`);
  }
  await change(desk, asked, (db) => enableUser(db, user.login));
  desk.screen.show({ enabled: user.login }, () => `${user.login} may log in again.`);
}

export async function giveRole(desk: Desk, asked: Asked & { role: Role }): Promise<void> {
  const user = await getUser(desk, asked.login);
  const { login } = user;
  const { role } = asked;
  if (role !== 'admin') await assertNotLastAdmin(desk, user);
  await change(desk, asked, (db) => setRole(db, { login, role }));
  desk.screen.show({ login, role }, () => `${login} is ${role}.`);
}

type View = Parameters<typeof disableUser>[0];

async function change(desk: Desk, { why }: Asked, act: (db: View) => Promise<User>): Promise<void> {
  const { by, reason = null } = desk.actor(why);
  await desk.database.prisma.$transaction(async (db) => {
    const { login, role, disabledAt } = await act(db);
    const after = { role, isDisabled: disabledAt !== null };
    const object = `user:${login}`;
    await recordAudit(db, { actor: by, action: 'user.changed', object, after, reason });
  });
}

async function getUser({ database }: Desk, login: string): Promise<User> {
  const user = await findUserByLogin(database.prisma, login);
  if (user === undefined) throw noSuchUser(login);
  return user;
}

/** A house without an administrator could only be opened again from here: make the next one first. */
async function assertNotLastAdmin({ database }: Desk, { login, role }: User): Promise<void> {
  if (role !== 'admin') return;
  const users = await listUsers(database.prisma);
  const isOther = (user: User): boolean =>
    user.role === 'admin' && user.disabledAt === null && user.login !== login;
  if (users.some(isOther)) return;
  throw new CommandFailed(
    EXIT.conflict,
    `${login} is the last administrator. Make another one first: ponte user role <login> admin`,
  );
}
