import type { Database } from '@ponte/db/client';
import { createSetupLink, removeSetupLinks } from '@ponte/db/setup-links';
import { countUsers } from '@ponte/db/users';

/** Real milliseconds: a day. */
export const SETUP_LINK_TTL_MS = 24 * 3_600_000;

/**
 * While there are no users at all: a one-time link that makes the first administrator. Links of
 * earlier starts end, so that only the newest line on a screen opens anything.
 */
export async function createFirstLink(
  { prisma }: Pick<Database, 'prisma'>,
  baseUrl: string,
): Promise<string | undefined> {
  if ((await countUsers(prisma)) > 0) return undefined;
  await removeSetupLinks(prisma, { login: null });
  const { token } = await createSetupLink(prisma, { ttlMs: SETUP_LINK_TTL_MS });
  return `${baseUrl}/setup?token=${token}`;
}
