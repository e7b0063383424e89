import type { PrismaClient } from './generated/client.ts';
import { type Keyring, toMissingKeyMessage } from './keyring.ts';

type CredentialView = Pick<PrismaClient, 'credential'>;

export interface CredentialKey {
  vendor: string;
  account: string;
  /** `webhook-url`, `refresh-token` … */
  name: string;
}

/** What may be shown of a credential. */
export interface CredentialRow extends CredentialKey {
  /** The key of ENCRYPTION_KEY that it is sealed with. */
  keyId: string;
  updatedAt: Date;
}

/** Seals a secret with the first key and stores it, over an older one of the same name. */
export async function saveCredential(
  db: CredentialView,
  keyring: Keyring,
  credential: CredentialKey & { secret: string },
): Promise<void> {
  const key = toKey(credential);
  const sealed = keyring.seal(credential.secret, toContext(key));
  await db.credential.upsert({
    where: { vendor_account_name: key },
    create: { ...key, ...sealed },
    update: sealed,
  });
}

/** The secret in clear; undefined when never stored. Throws when it cannot be opened, with why. */
export async function findCredential(
  db: CredentialView,
  keyring: Keyring,
  key: CredentialKey,
): Promise<string | undefined> {
  const row = await db.credential.findUnique({ where: { vendor_account_name: toKey(key) } });
  return row ? keyring.open(row, toContext(row)) : undefined;
}

/** Which secrets there are; never the secrets. */
export async function listCredentials(db: CredentialView): Promise<CredentialRow[]> {
  return await db.credential.findMany({
    select: { vendor: true, account: true, name: true, keyId: true, updatedAt: true },
    orderBy: [{ vendor: 'asc' }, { account: 'asc' }, { name: 'asc' }],
  });
}

/** Removes a secret; false when there was none. */
export async function removeCredential(db: CredentialView, key: CredentialKey): Promise<boolean> {
  const { count } = await db.credential.deleteMany({ where: toKey(key) });
  return count === 1;
}

/**
 * Seals everything anew that an older key sealed, while others read and write; gives how many.
 * Afterwards the older keys may leave ENCRYPTION_KEY.
 */
export async function resealCredentials(db: CredentialView, keyring: Keyring): Promise<number> {
  const rows = await db.credential.findMany({ where: { keyId: { not: keyring.firstId } } });
  let resealed = 0;
  for (const row of rows) {
    const sealed = keyring.seal(keyring.open(row, toContext(row)), toContext(row));
    // Only over what was read: a secret that was stored meanwhile is newer.
    const { count } = await db.credential.updateMany({
      where: { ...toKey(row), ciphertext: row.ciphertext },
      data: sealed,
    });
    resealed += count;
  }
  return resealed;
}

/**
 * Opens one secret of every key that sealed any: for the start of a process and for doctor. Gives
 * one sentence per problem; an empty list means that ENCRYPTION_KEY fits this database.
 */
export async function findKeyringProblems(db: CredentialView, keyring: Keyring): Promise<string[]> {
  const samples = await db.credential.findMany({ distinct: ['keyId'], orderBy: { keyId: 'asc' } });
  return samples.flatMap((row) => {
    if (!keyring.has(row.keyId)) return [toMissingKeyMessage(row.keyId)];
    try {
      keyring.open(row, toContext(row));
      return [];
    } catch (error) {
      return [error instanceof Error ? error.message : String(error)];
    }
  });
}

function toKey({ vendor, account, name }: CredentialKey): CredentialKey {
  return { vendor, account, name };
}

/** Bound to its place: a ciphertext copied to another account's row does not open there. */
function toContext({ vendor, account, name }: CredentialKey): string[] {
  return [vendor, account, name];
}
