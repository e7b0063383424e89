import { recordAudit } from '@ponte/db/audit';
import type { Database } from '@ponte/db/client';
import type { Role } from '@ponte/db/roles';
import {
  disableUser,
  enableUser,
  findUserByLogin,
  lockAdministrators,
  setRole,
  type User,
} from '@ponte/db/users';
import { OperationRefused, type Actor } from './ports.ts';

/** What shall be different about a user; what is absent stays. */
export interface UserChange {
  readonly role?: Role | undefined;
  readonly isDisabled?: boolean | undefined;
}

/**
 * Gives a user another role, shuts them out or lets them in, in one transaction with its audit
 * record. Refused for an unknown login, and when nobody could administer the house afterwards.
 */
export async function changeUser(
  { prisma }: Pick<Database, 'prisma'>,
  { login, change }: { login: string; change: UserChange },
  actor: Actor,
): Promise<User> {
  return prisma.$transaction(async (db) => {
    const administrators = await lockAdministrators(db);
    const found = await findUserByLogin(db, login);
    if (found === undefined) {
      throw new OperationRefused('not-found', `There is no user "${login}".`);
    }
    const { passwordHash: _hash, ...before } = found;
    refuseLast(administrators, before.login, change);
    let user: User = before;
    if (change.role !== undefined) user = await setRole(db, { login, role: change.role });
    if (change.isDisabled === true) user = await disableUser(db, login);
    if (change.isDisabled === false) user = await enableUser(db, login);
    await recordAudit(db, {
      ...{ actor: actor.by, action: 'user.changed', object: `user:${user.login}` },
      ...{ before: toAudited(before), after: toAudited(user), reason: actor.reason ?? null },
    });
    return user;
  });
}

/** Whether `changeUser` would be refused: for asking before a person confirms. Throws if so. */
export async function assertNotLastAdministrator(
  { prisma }: Pick<Database, 'prisma'>,
  login: string,
  change: UserChange,
): Promise<void> {
  await prisma.$transaction(async (db) => {
    refuseLast(await lockAdministrators(db), login, change);
  });
}

/** A house without an administrator could only be opened again on its own machine. */
function refuseLast(administrators: readonly string[], login: string, change: UserChange): void {
  const isTaken = change.isDisabled === true || (change.role ?? 'admin') !== 'admin';
  const isLast = administrators.length === 1 && administrators[0] === login;
  if (!isTaken || !isLast) return;
  throw new OperationRefused(
    'conflict',
    `${login} is the last administrator. Make another one first: ponte user role <login> admin`,
  );
}

function toAudited({ role, disabledAt }: User): { role: Role; isDisabled: boolean } {
  return { role, isDisabled: disabledAt !== null };
}
