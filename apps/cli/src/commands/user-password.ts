import { recordAudit } from '@ponte/db/audit';
import { createSetupLink, removeSetupLinks } from '@ponte/db/setup-links';
import { createUser, findUserByLogin, setPassword } from '@ponte/db/users';
import type { Role } from '@ponte/db/roles';
import { toPublicAddress } from '../addresses.ts';
import { CommandFailed } from '../command-failed.ts';
import type { Desk } from '../desk.ts';
import { EXIT } from '../exit-codes.ts';
import type { WritingOptions } from '../global-options.ts';
import { findPasswordProblem, hashPassword, hashUnknownPassword } from '../passwords.ts';

export interface PasswordOptions extends WritingOptions {
  link?: boolean;
  passwordStdin?: boolean;
}

type Asked = PasswordOptions & { login: string };

/** Real milliseconds: a day, as for the api's own links. */
const LINK_TTL_MS = 24 * 3_600_000;

/** Adds a person who may log in at once, or after using the printed link. */
export async function addUser(desk: Desk, asked: Asked & { role: Role }): Promise<void> {
  const { screen, database } = desk;
  const { login, role } = asked;
  if ((await findUserByLogin(database.prisma, login)) !== undefined) {
    throw new CommandFailed(
      EXIT.conflict,
      `The login "${login}" is taken. Choose another one, or: ponte user reset ${login}`,
    );
  }
  const passwordHash =
    asked.link === true ? await hashUnknownPassword() : await readPasswordHash(desk, asked);
  const { by, reason = null } = desk.actor(asked.why);
  const { user, link } = await database.prisma.$transaction(async (db) => {
    const made = await createUser(db, { login, passwordHash, role });
    const object = `user:${made.login}`;
    await recordAudit(db, { actor: by, action: 'user.created', object, after: { role }, reason });
    const token =
      asked.link === true
        ? await createSetupLink(db, { login: made.login, ttlMs: LINK_TTL_MS })
        : undefined;
    return { user: made, link: token };
  });
  showUser(desk, { login: user.login, role: user.role, done: 'may log in' }, link);
  if (role !== 'admin')
    screen.note(`Role: ${role}. Another one with: ponte user role ${user.login} <role>`);
}

/** Gives a person a new password, or a one-time link with which they set one. */
export async function resetUser(desk: Desk, asked: Asked): Promise<void> {
  const { database } = desk;
  const user = await findUserByLogin(database.prisma, asked.login);
  if (user === undefined) throw noSuchUser(asked.login);
  const { login, role } = user;
  const { by, reason = null } = desk.actor(asked.why);
  const object = `user:${login}`;
  if (asked.link === true) {
    const link = await database.prisma.$transaction(async (db) => {
      await removeSetupLinks(db, { login });
      await recordAudit(db, { actor: by, action: 'user.reset-link-made', object, reason });
      return createSetupLink(db, { login, ttlMs: LINK_TTL_MS });
    });
    showUser(desk, { login, role, done: 'can set a new password' }, link);
    return;
  }
  const passwordHash = await readPasswordHash(desk, asked);
  await database.prisma.$transaction(async (db) => {
    await setPassword(db, { login, passwordHash });
    await recordAudit(db, { actor: by, action: 'user.password-set', object, reason });
  });
  showUser(desk, { login, role, done: 'has a new password and must log in again' }, undefined);
}

/** There is nobody of that name. */
export function noSuchUser(login: string): CommandFailed {
  return new CommandFailed(EXIT.notFound, `There is no user "${login}". See: ponte user list`);
}

async function readPasswordHash({ ask }: Desk, { login, passwordStdin }: Asked): Promise<string> {
  const password =
    passwordStdin === true
      ? await ask.readStdin()
      : await ask.newPassword(
          'Pass --password-stdin and the password on standard input, or --link.',
        );
  const problem = findPasswordProblem(password, login);
  if (problem !== undefined) throw new CommandFailed(EXIT.usage, problem);
  return hashPassword(password);
}

function showUser(
  { screen, env, times }: Desk,
  { login, role, done }: { login: string; role: Role; done: string },
  link: { token: string; expiresAt: Date } | undefined,
): void {
  if (link === undefined) {
    screen.show({ login, role }, () => `${login} ${done}.`);
    return;
  }
  const address = `${toPublicAddress(env)}/setup?token=${link.token}`;
  screen.show({ login, role, link: address, expiresAt: link.expiresAt }, () => address);
  const until = times.full(times.fromReal(link.expiresAt));
  screen.note(`${login} ${done} with this link, once, until ${until}, ${times.zone}.`);
}
