import type { PrismaClient } from './generated/client.ts';
import { createSecretToken, hashSecretToken } from './secret-token.ts';

type SetupLinkView = Pick<PrismaClient, 'setupLink'>;

/**
 * Makes the secret of a one-time link that is good for `ttlMs` real milliseconds. With a login it
 * sets that user's password, without one it makes the first administrator. Only its SHA-256 is kept.
 */
export async function createSetupLink(
  db: SetupLinkView,
  { login = null, ttlMs }: { login?: string | null; ttlMs: number },
): Promise<{ token: string; expiresAt: Date }> {
  const token = createSecretToken();
  const expiresAt = new Date(Date.now() + ttlMs);
  await db.setupLink.create({ data: { tokenHash: hashSecretToken(token), login, expiresAt } });
  return { token, expiresAt };
}

/** Looks without using the link up, so that a page can be shown; undefined when it is worthless. */
export async function findSetupLink(
  db: SetupLinkView,
  token: string,
): Promise<{ login: string | null } | undefined> {
  const row = await db.setupLink.findFirst({ where: whereGood(token), select: { login: true } });
  return row ?? undefined;
}

/**
 * Uses the link up. Of many callers at once exactly one gets an answer, the others undefined, as
 * does whoever brings an unknown, used or expired token. Takes a transaction's client too, so that
 * the link stays good when what it was for fails.
 */
export async function consumeSetupLink(
  db: SetupLinkView,
  token: string,
): Promise<{ login: string | null } | undefined> {
  const [row] = await db.setupLink.updateManyAndReturn({
    where: whereGood(token),
    data: { usedAt: new Date() },
    select: { login: true },
  });
  return row;
}

/** Removes links: all of them, or those of one login (null: those for the first administrator). */
export async function removeSetupLinks(
  db: SetupLinkView,
  filter: { login?: string | null } = {},
): Promise<number> {
  const { count } = await db.setupLink.deleteMany({ where: filter });
  return count;
}

function whereGood(token: string): { tokenHash: string; usedAt: null; expiresAt: { gt: Date } } {
  return { tokenHash: hashSecretToken(token), usedAt: null, expiresAt: { gt: new Date() } };
}
