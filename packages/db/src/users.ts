import { type PrismaClient, Prisma } from './generated/client.ts';
import { parseRole, type Role } from './roles.ts';

export type { Role } from './roles.ts';

type UserView = Pick<PrismaClient, 'user'>;

export interface User {
  id: string;
  login: string;
  role: Role;
  createdAt: Date;
  /** Null while the user may log in. */
  disabledAt: Date | null;
}

const PUBLIC_FIELDS = { id: true, login: true, role: true, createdAt: true, disabledAt: true };

/**
 * Adds a user who may log in at once. `passwordHash` is a finished argon2id hash, never a password.
 * Throws when the login is taken; logins that differ only in case are one login.
 */
export async function createUser(
  db: UserView,
  user: { login: string; passwordHash: string; role: Role },
): Promise<User> {
  const { passwordHash, role } = user;
  const login = toLogin(user.login);
  const data = { login, passwordHash, role };
  try {
    return toUser(await db.user.create({ data, select: PUBLIC_FIELDS }));
  } catch (error) {
    if (!hasCode(error, 'P2002')) throw error;
    throw new Error(`The login "${login}" is taken. Choose another one, or set its password.`, {
      cause: error,
    });
  }
}

/** The user with the hash to verify a password against; disabled users too (look at `disabledAt`). */
export async function findUserByLogin(
  db: UserView,
  login: string,
): Promise<(User & { passwordHash: string }) | undefined> {
  const row = await db.user.findUnique({
    where: { login: toLogin(login) },
    select: { ...PUBLIC_FIELDS, passwordHash: true },
  });
  return row ? { ...toUser(row), passwordHash: row.passwordHash } : undefined;
}

/** All users by login, without password hashes. */
export async function listUsers(db: UserView): Promise<User[]> {
  const rows = await db.user.findMany({ orderBy: { login: 'asc' }, select: PUBLIC_FIELDS });
  return rows.map(toUser);
}

/** How many users there are, disabled ones included; 0 means that the system was never set up. */
export async function countUsers(db: UserView): Promise<number> {
  return await db.user.count();
}

/** Sets a new password hash and ends every session of the user. Throws when there is no such user. */
export async function setPassword(
  db: UserView,
  { login, passwordHash }: { login: string; passwordHash: string },
): Promise<User> {
  return await updateUser(db, login, { passwordHash, sessions: { deleteMany: {} } });
}

/** Gives the user another role, which open sessions have from their next request on. */
export async function setRole(
  db: UserView,
  { login, role }: { login: string; role: Role },
): Promise<User> {
  return await updateUser(db, login, { role });
}

/** Shuts the user out at once and ends every session. Throws when there is no such user. */
export async function disableUser(db: UserView, login: string): Promise<User> {
  return await updateUser(db, login, { disabledAt: new Date(), sessions: { deleteMany: {} } });
}

/** Lets a disabled user log in again. Throws when there is no such user. */
export async function enableUser(db: UserView, login: string): Promise<User> {
  return await updateUser(db, login, { disabledAt: null });
}

/**
 * Logins of the administrators who may log in, locked until the caller's transaction ends: whoever
 * else wants to take an administrator away waits, and then sees what is left.
 */
export async function lockAdministrators(db: Pick<PrismaClient, '$queryRaw'>): Promise<string[]> {
  const rows = await db.$queryRaw<{ login: string }[]>`
    SELECT login FROM app_user WHERE role = 'admin' AND disabled_at IS NULL ORDER BY id FOR UPDATE`;
  return rows.map(({ login }) => login);
}

async function updateUser(
  db: UserView,
  login: string,
  data: Prisma.UserUpdateInput,
): Promise<User> {
  const where = { login: toLogin(login) };
  try {
    return toUser(await db.user.update({ where, data, select: PUBLIC_FIELDS }));
  } catch (error) {
    if (!hasCode(error, 'P2025')) throw error;
    throw new Error(`There is no user "${where.login}". List the users to see their logins.`, {
      cause: error,
    });
  }
}

function toLogin(text: string): string {
  return text.normalize('NFKC').trim().toLowerCase();
}

function toUser(row: {
  id: bigint;
  login: string;
  role: string;
  createdAt: Date;
  disabledAt: Date | null;
}): User {
  return {
    id: String(row.id),
    login: row.login,
    role: parseRole(row.role),
    createdAt: row.createdAt,
    disabledAt: row.disabledAt,
  };
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Prisma.PrismaClientKnownRequestError && error.code === code;
}
