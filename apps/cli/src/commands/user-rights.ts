import type { Role } from '@ponte/db/roles';
import { findUserByLogin, type User } from '@ponte/db/users';
import {
  assertNotLastAdministrator,
  changeUser,
  type UserChange,
} from '@ponte/operations/change-user';
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
  await assertNotLastAdministrator(desk.database, user.login, { isDisabled: true });
  await desk.ask.assertConfirmed(`Shut ${user.login} out?`, {
    isGiven: asked.yes === true,
    pass: 'Pass --yes.',
  });
  await change(desk, asked, { isDisabled: true });
  desk.screen.show({ disabled: user.login }, () => `${user.login} is shut out.`);
}

export async function enable(desk: Desk, asked: Asked): Promise<void> {
  const user = await getUser(desk, asked.login);
  if (user.disabledAt === null) {
    throw new CommandFailed(EXIT.conflict, `${user.login} may log in already.`);
  }
  await change(desk, asked, { isDisabled: false });
  desk.screen.show({ enabled: user.login }, () => `${user.login} may log in again.`);
}

export async function giveRole(desk: Desk, asked: Asked & { role: Role }): Promise<void> {
  const user = await getUser(desk, asked.login);
  const { login } = user;
  const { role } = asked;
  await change(desk, asked, { role });
  desk.screen.show({ login, role }, () => `${login} is ${role}.`);
}

async function change(desk: Desk, { login, why }: Asked, wish: UserChange): Promise<void> {
  await changeUser(desk.database, { login, change: wish }, desk.actor(why));
}

async function getUser({ database }: Desk, login: string): Promise<User> {
  const user = await findUserByLogin(database.prisma, login);
  if (user === undefined) throw noSuchUser(login);
  return user;
}
