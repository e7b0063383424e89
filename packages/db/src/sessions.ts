import type { PrismaClient } from './generated/client.ts';
import { parseRole, type Role } from './roles.ts';
import { createSecretToken, hashSecretToken } from './secret-token.ts';

type SessionView = Pick<PrismaClient, 'session'>;

export interface OpenSession {
  user: { id: string; login: string; role: Role };
  csrfToken: string;
  expiresAt: Date;
}

/**
 * Opens a session that ends after `ttlMs` real milliseconds, whatever the time scale.
 * The token belongs into a cookie and exists only there: the row keeps its SHA-256.
 */
export async function createSession(
  db: SessionView,
  { userId, ttlMs }: { userId: string; ttlMs: number },
): Promise<{ token: string; csrfToken: string; expiresAt: Date }> {
  const token = createSecretToken();
  const csrfToken = createSecretToken();
  const expiresAt = new Date(Date.now() + ttlMs);
  await db.session.create({
    data: { idHash: hashSecretToken(token), userId: BigInt(userId), csrfToken, expiresAt },
  });
  return { token, csrfToken, expiresAt };
}

/** The session of a cookie with the user as of now; undefined when ended, expired or disabled. */
export async function findSession(
  db: SessionView,
  token: string,
): Promise<OpenSession | undefined> {
  const row = await db.session.findFirst({
    where: {
      idHash: hashSecretToken(token),
      expiresAt: { gt: new Date() },
      user: { disabledAt: null },
    },
    select: {
      csrfToken: true,
      expiresAt: true,
      user: { select: { id: true, login: true, role: true } },
    },
  });
  if (!row) return undefined;
  const { user, csrfToken, expiresAt } = row;
  return {
    user: { id: String(user.id), login: user.login, role: parseRole(user.role) },
    csrfToken,
    expiresAt,
  };
}

/** Ends one session; harmless when there is none. */
export async function endSession(db: SessionView, token: string): Promise<void> {
  await db.session.deleteMany({ where: { idHash: hashSecretToken(token) } });
}

/** Ends every session of a user; gives how many there were. */
export async function endSessionsOfUser(db: SessionView, userId: string): Promise<number> {
  const { count } = await db.session.deleteMany({ where: { userId: BigInt(userId) } });
  return count;
}

/** Removes sessions whose time is over; gives how many there were. */
export async function removeExpired(db: SessionView): Promise<number> {
  const { count } = await db.session.deleteMany({ where: { expiresAt: { lte: new Date() } } });
  return count;
}
