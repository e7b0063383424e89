import { saveCheckpoint } from '@ponte/db/checkpoints';
import type { Database, Sql } from '@ponte/db/client';
import { clearDirty } from '@ponte/db/dirty';
import { holdRecords, releaseHeld } from '@ponte/db/held';
import type { Json } from '@ponte/db/json';
import { askForApproval, STOCK_KIND, useUpApproval } from '@ponte/db/stock-approvals';
import type { StockEnd, StockTenure } from '@ponte/integrations/onec-bitrix24/stock/ports';
import { maskText } from '@ponte/logging/mask';
import { takeRunTenure } from './run-tenure.ts';

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

/** One run at a time works on an account's stock. */
export async function takeStockTenure(
  { database, worker }: { database: Database; worker: string },
  { account, runId, signal }: Run,
): Promise<StockTenure | undefined> {
  const name = `onec-bitrix24.stock:${account}`;
  const wanted = { name, what: 'stock', worker, runId, signal };
  const tenure = await takeRunTenure(database, wanted);
  if (tenure === undefined) return undefined;
  const { fence: _, write, ...right } = tenure;
  return {
    ...right,
    savePending: (documents) => {
      // `findPending` reads what is written here and nothing else.
      const position = documents as unknown as Json;
      return write((sql) => saveCheckpoint(sql, { ...toPendingKey(account), position }));
    },
    saveEnd: (end) => write((sql) => saveEnd(sql, { account, runId }, end)),
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
