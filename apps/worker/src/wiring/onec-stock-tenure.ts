import { saveCheckpoint } from '@ponte/db/checkpoints';
import { inTransaction, type Database, type Sql } from '@ponte/db/client';
import { clearDirty } from '@ponte/db/dirty';
import { holdRecords, releaseHeld } from '@ponte/db/held';
import type { Json } from '@ponte/db/json';
import { acquireLease, endLease, findLease, renewLease } from '@ponte/db/leases';
import { askForApproval, STOCK_KIND, useUpApproval } from '@ponte/db/stock-approvals';
import type { StockEnd, StockTenure } from '@ponte/integrations/onec-bitrix24/stock/ports';
import { maskText } from '@ponte/logging/mask';
import { isCertainlyDead } from '../process-id.ts';

/** Real milliseconds: a lease protects against real processes that really die. */
const TTL_MS = 20_000;
const RENEW_EVERY_MS = 5_000;
const INTEGRATION = 'onec-bitrix24';
/** The stock is one record: it is held and marked under this key. */
const KEY = 'run';

/** Where documents stand that are decided on and not finished. */
export const toPendingKey = (account: string) => ({
  ...{ integration: INTEGRATION, account, stream: 'stock-documents' },
});

interface Run {
  readonly account: string;
  readonly runId: string;
  readonly signal: AbortSignal;
}

/**
 * One run at a time works on an account's stock. The lease's owner is this run and no other, so a
 * lease that still names it has not been anybody else's since: its row is the fence.
 */
export async function takeStockTenure(
  { database, worker }: { database: Database; worker: string },
  { account, runId, signal }: Run,
): Promise<StockTenure | undefined> {
  const { pool } = database;
  const name = `onec-bitrix24.stock:${account}`;
  const lease = { name, owner: `${worker}#${runId}`, ttlMs: TTL_MS };
  const holder = (await findLease(pool, name))?.owner;
  const isDead = holder !== undefined && isCertainlyDead(holder.split('#')[0] ?? '');
  const answer = await acquireLease(pool, { ...lease, ...(isDead ? { deadOwner: holder } : {}) });
  if (answer.state === 'taken') return undefined;

  const loss = new AbortController();
  const confirm = async (sql: Sql): Promise<void> => {
    if (!loss.signal.aborted && (await renewLease(sql, lease))) return;
    loss.abort(new Error('Another run has taken over the stock; this one writes nothing more.'));
    loss.signal.throwIfAborted();
  };
  // A renewal that fails is made up for by the next; before each write the lease is asked for anyway.
  const timer = setInterval(() => void Promise.allSettled([confirm(pool)]), RENEW_EVERY_MS);
  return {
    signal: AbortSignal.any([signal, loss.signal]),
    isLost: () => loss.signal.aborted,
    confirm: () => confirm(pool),
    savePending: (documents) =>
      inTransaction(pool, async (sql) => {
        await confirm(sql);
        // `findPending` reads what is written here and nothing else.
        const position = documents as unknown as Json;
        await saveCheckpoint(sql, { ...toPendingKey(account), position });
      }),
    saveEnd: (end) =>
      inTransaction(pool, async (sql) => {
        await confirm(sql);
        await saveEnd(sql, { account, runId }, end);
      }),
    end: async () => {
      clearInterval(timer);
      await endLease(pool, lease);
    },
  };
}

/** Rows are taken in the order in which a release takes them, so that the two never wait for each other. */
async function saveEnd(
  sql: Sql,
  { account, runId }: Pick<Run, 'account' | 'runId'>,
  { hold, asks, word }: StockEnd,
): Promise<void> {
  const where = { integration: INTEGRATION, account, kind: STOCK_KIND };
  if (hold === undefined) await releaseHeld(sql, { ...where, keys: [KEY], by: 'ponte' });
  else {
    const detail = maskText(hold.detail);
    await holdRecords(sql, [{ ...where, key: KEY, reason: hold.reason, detail, runId }]);
  }
  if (asks.length > 0) await askForApproval(sql, { account, runId, cards: asks });
  if (word.approval !== undefined) await useUpApproval(sql, { account, id: word.approval.id });
  await clearDirty(sql, { account, kind: STOCK_KIND, read: word.marks });
}
