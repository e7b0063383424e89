import type { Sql } from './client.ts';
import { holdRecords, releaseHeld, type NewHold } from './held.ts';

export interface PendingScope {
  integration: string;
  account: string;
  kind: string;
  /** Every key that this judgement speaks about: what of them is not open ends. */
  keys: readonly string[];
  open: readonly Pick<NewHold, 'key' | 'reason' | 'detail'>[];
  runId?: string;
}

/**
 * Makes the open holds of some keys equal to a new judgement: what is wrong is held, what is right
 * again is released by Ponte. Give the transaction that writes what was judged.
 */
export async function settlePendings(sql: Sql, scope: PendingScope): Promise<void> {
  const { integration, account, kind, keys, open, runId } = scope;
  const run = runId === undefined ? {} : { runId };
  await holdRecords(
    sql,
    open.map((hold) => ({ integration, account, kind, ...hold, ...run })),
  );
  const wrong = new Set(open.map(({ key }) => key));
  const right = keys.filter((key) => !wrong.has(key));
  if (right.length === 0) return;
  await releaseHeld(sql, { integration, account, kind, keys: right, by: 'ponte' });
}
