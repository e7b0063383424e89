import { findCheckpoint, removeCheckpoint, saveCheckpoint } from './checkpoints.ts';
import type { Sql } from './client.ts';

/** Kind of the mark and of the hold of a stock run. */
export const STOCK_KIND = 'stock';
/** The hold that asks whether cards may be set to zero. */
const QUESTION = 'guard-rail';

const INTEGRATION = 'onec-bitrix24';
const toKey = (account: string, stream: 'stock-question' | 'stock-approval') => ({
  ...{ integration: INTEGRATION, account, stream },
});

/** A run asks whether these cards may be set to zero; it takes the place of what was asked before. */
export async function askForApproval(
  sql: Sql,
  { account, runId, cards }: { account: string; runId: string; cards: readonly string[] },
): Promise<void> {
  const position = { runId, cards: [...cards] };
  await saveCheckpoint(sql, { ...toKey(account, 'stock-question'), position });
}

/** A hold of a stock run that a person has let go. */
export interface ReleasedStockHold {
  readonly id: string;
  readonly reason: string;
  readonly runId: string | null;
}

/** The cards that the released hold asked about may be set to zero. Other holds ask about none. */
export async function approveZeroing(
  sql: Sql,
  { account, holds }: { account: string; holds: readonly ReleasedStockHold[] },
): Promise<void> {
  const asked = await findCheckpoint(sql, toKey(account, 'stock-question'));
  if (asked === undefined) return;
  // Written by `askForApproval` and nobody else.
  const { runId, cards } = asked.position as { runId: string; cards: string[] };
  const hold = holds.find((one) => one.reason === QUESTION && one.runId === runId);
  if (hold === undefined) return;
  await removeCheckpoint(sql, toKey(account, 'stock-question'));
  const position = { id: hold.id, cards };
  await saveCheckpoint(sql, { ...toKey(account, 'stock-approval'), position });
}

/** What a person allowed and no run has used up yet. */
export interface ZeroingApproval {
  /** Of the hold that was released. */
  readonly id: string;
  readonly cards: readonly string[];
}

/** Undefined when nothing is allowed. */
export async function findApproval(
  sql: Sql,
  account: string,
): Promise<ZeroingApproval | undefined> {
  const found = await findCheckpoint(sql, toKey(account, 'stock-approval'));
  // Written by `approveZeroing` and nobody else.
  return found?.position as { id: string; cards: string[] } | undefined;
}

/** Uses an approval up; one that was given meanwhile stays. */
export async function useUpApproval(
  sql: Sql,
  { account, id }: { account: string; id: string },
): Promise<void> {
  await sql.query(
    `DELETE FROM checkpoint
      WHERE integration = $1 AND account = $2 AND stream = 'stock-approval' AND position->>'id' = $3`,
    [INTEGRATION, account, id],
  );
}
