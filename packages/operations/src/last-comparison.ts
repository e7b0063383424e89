import { findCheckpoint, saveCheckpoint } from '@ponte/db/checkpoints';
import type { Sql } from '@ponte/db/client';

const KEY = { integration: 'bitrix24-deals', stream: 'comparison' } as const;

/**
 * When the account's last comparison that came to its end began, on the virtual clock: changes of
 * before are known. Undefined when there was none.
 */
export async function findLastComparison(sql: Sql, account: string): Promise<Date | undefined> {
  const found = await findCheckpoint(sql, { ...KEY, account });
  // Written by this version's own type, which is plain JSON.
  const position = found?.position as { startedAt: string } | undefined;
  return position === undefined ? undefined : new Date(position.startedAt);
}

/** Notes that everything up to `startedAt` was compared and what differed is marked. */
export async function saveLastComparison(
  sql: Sql,
  account: string,
  startedAt: Date,
): Promise<void> {
  const position = { startedAt: startedAt.toISOString() };
  await saveCheckpoint(sql, { ...KEY, account, position });
}
