import { findCheckpoint, removeCheckpoint, saveCheckpoint } from '@ponte/db/checkpoints';
import { inTransaction, type Database, type Transaction } from '@ponte/db/client';
import { findHighestDealId, listOutlinesOf, listStoredOutlines } from '@ponte/db/deal-outlines';
import { listMarkedIds, markDirty } from '@ponte/db/dirty';
import { listReceivedEvents } from '@ponte/db/events';
import { listHeldKeys } from '@ponte/db/held';
import { drainDeals } from '@ponte/integrations/bitrix24-deals/jobs';
import type {
  ComparisonKind,
  ComparisonProgress,
  OutlinesRead,
  ReconcilePorts,
  StoredOutline,
  StoredState,
} from '@ponte/integrations/bitrix24-deals/reconcile-ports';
import { findLastComparison, saveLastComparison } from '@ponte/operations/last-comparison';
import { readLoadProgress } from '@ponte/operations/loads';
import type { Bitrix24DealsWorld } from './bitrix24-deals.ts';

const INTEGRATION = 'bitrix24-deals';
const SOURCE = 'bitrix24';
const KIND = 'deal';
/** More events than these wait only behind an outage, whose end they do not have to wait for. */
const MOST_EVENTS = 2_000;

/** Binds the comparisons to the tables, the queue and the portal. */
export function wireBitrix24Reconcile(world: Bitrix24DealsWorld): ReconcilePorts {
  const { database, ringer, clock, portal } = world;
  const { pool } = database;
  return {
    now: () => clock.now(),
    portal,
    readStored: (account, read) => readStored(database, account, read),
    findProgress: async (account, kind) => {
      const found = await findCheckpoint(pool, toKey(account, kind));
      // Written by this version's own type, which is plain JSON.
      return found?.position as ComparisonProgress | undefined;
    },
    saveProgress: ({ account, kind, progress, markIds }) =>
      inTransaction(pool, async (sql) => {
        await markDirty(sql, { account, kind: KIND, ids: markIds, isDrift: true });
        const position = JSON.parse(JSON.stringify(progress)) as Position;
        await saveCheckpoint(sql, { ...toKey(account, kind), position });
      }),
    ringDrain: async (account) => void (await ringer.ring(drainDeals, { account })),
    findHighestStoredId: (account) => findHighestDealId(pool, account),
    findLastComparison: (account) => findLastComparison(pool, account),
    endComparison: ({ account, kind, startedAt }) =>
      inTransaction(pool, async (sql) => {
        await removeCheckpoint(sql, toKey(account, kind));
        await saveLastComparison(sql, account, startedAt);
      }),
  };
}

type Position = Parameters<typeof saveCheckpoint>[1]['position'];

function toKey(account: string, kind: ComparisonKind) {
  return { integration: INTEGRATION, account, stream: `comparison-${kind}` };
}

/**
 * Reads in one snapshot: a drain writes its row and clears its mark in one transaction, so a deal is
 * seen either with its mark or with what the drain has read, never between.
 */
async function readStored(
  { pool }: Pick<Database, 'pool'>,
  account: string,
  read: OutlinesRead,
): Promise<StoredState> {
  return inTransaction(pool, async (sql) => {
    await sql.query('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY');
    const rows = await listRows(sql, account, read);
    const ids = [...new Set([...read.ids, ...rows.map(({ id }) => id)])];
    const where = { account, kind: KIND };
    return {
      rows,
      marked: await listMarkedIds(sql, { ...where, ids }),
      held: await listHeldKeys(sql, { ...where, integration: INTEGRATION, keys: ids }),
      events: await listReceivedEvents(sql, { source: SOURCE, account, limit: MOST_EVENTS }),
      load: await readLoadProgress(sql, account),
    };
  });
}

async function listRows(
  sql: Transaction,
  account: string,
  { ids, done }: OutlinesRead,
): Promise<StoredOutline[]> {
  if (done.length === 0) return listOutlinesOf(sql, { account, ids });
  return listStoredOutlines(sql, { account, ranges: done });
}
