import { type PrismaClient, Prisma } from './generated/client.ts';
import { parseRole, type Role } from './roles.ts';
import { createSecretToken, hashSecretToken } from './secret-token.ts';

type ApiKeyView = Pick<PrismaClient, 'apiKey'>;

/** One write per key and minute is enough to see whether a key is still in use. */
const TOUCH_EVERY_MS = 60_000;

export interface ApiKey {
  id: string;
  name: string;
  role: Role;
  createdAt: Date;
  /** To the minute; null when never used. */
  lastUsedAt: Date | null;
  revokedAt: Date | null;
}

/**
 * Makes a key `pk_…` and shows it this one time: the row keeps its SHA-256.
 * Throws when the name is taken, by a revoked key too, so that the audit stays unambiguous.
 */
export async function createApiKey(
  db: ApiKeyView,
  { name, role }: { name: string; role: Role },
): Promise<{ key: string }> {
  const key = `pk_${createSecretToken()}`;
  try {
    await db.apiKey.create({ data: { name, role, keyHash: hashSecretToken(key) } });
  } catch (error) {
    const isTaken = error instanceof Prisma.PrismaClientKnownRequestError && error.code === 'P2002';
    if (!isTaken) throw error;
    throw new Error(`An API key named "${name}" exists or existed. Choose another name.`, {
      cause: error,
    });
  }
  return { key };
}

/** Whose key this is; undefined when unknown or revoked. Notes its use, at most once a minute. */
export async function findApiKey(
  db: ApiKeyView,
  key: string,
): Promise<{ id: string; name: string; role: Role } | undefined> {
  const row = await db.apiKey.findFirst({
    where: { keyHash: hashSecretToken(key), revokedAt: null },
  });
  if (!row) return undefined;
  await touch(db, row);
  return { id: String(row.id), name: row.name, role: parseRole(row.role) };
}

/** All keys by name, revoked ones included; never the keys themselves. */
export async function listApiKeys(db: ApiKeyView): Promise<ApiKey[]> {
  const rows = await db.apiKey.findMany({ orderBy: { name: 'asc' } });
  return rows.map(({ id, name, role, createdAt, lastUsedAt, revokedAt }) => ({
    id: String(id),
    name,
    role: parseRole(role),
    createdAt,
    lastUsedAt,
    revokedAt,
  }));
}

/** Makes the key worthless at once; false when there is no such live key. */
export async function revokeApiKey(db: ApiKeyView, name: string): Promise<boolean> {
  const { count } = await db.apiKey.updateMany({
    where: { name, revokedAt: null },
    data: { revokedAt: new Date() },
  });
  return count === 1;
}

async function touch(
  db: ApiKeyView,
  { id, lastUsedAt }: { id: bigint; lastUsedAt: Date | null },
): Promise<void> {
  const now = new Date();
  const due = new Date(now.getTime() - TOUCH_EVERY_MS);
  if (lastUsedAt && lastUsedAt > due) return;
  // The condition again, so that of many requests at once one writes.
  await db.apiKey.updateMany({
    where: { id, OR: [{ lastUsedAt: null }, { lastUsedAt: { lte: due } }] },
    data: { lastUsedAt: now },
  });
}
