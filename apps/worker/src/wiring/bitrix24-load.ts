import { inTransaction, type Transaction } from '@ponte/db/client';
import { analyzeDeals, saveDealsInBulk } from '@ponte/db/bulk-deals';
import { findHighestDealId, listOutlinesOf, listStoredOutlines } from '@ponte/db/deal-outlines';
import { listDealFields } from '@ponte/db/dictionaries';
import { listMarkedIds, markDirty } from '@ponte/db/dirty';
import { holdRecords, listHeldKeys, releaseHeld } from '@ponte/db/held';
import { drainDeals, refreshDictionaries } from '@ponte/integrations/bitrix24-deals/jobs';
import type {
  LoadPorts,
  LoadRows,
  PreviewPorts,
  ReconcilePorts,
} from '@ponte/integrations/bitrix24-deals/ports';
import { findLastComparison, saveLastComparison } from '@ponte/operations/last-comparison';
import { findLoad, lockLoad, saveLoad } from '@ponte/operations/loads';
import { toHoldRows, type Bitrix24DealsWorld } from './bitrix24-deals.ts';

const INTEGRATION = 'bitrix24-deals';
const KIND = 'deal';

export type Bitrix24LoadPorts = LoadPorts & PreviewPorts & ReconcilePorts;

/** Binds the load and the nightly comparison to the tables, the queue and the portal. */
export function wireBitrix24Load(
  world: Bitrix24DealsWorld & { worker: string },
): Bitrix24LoadPorts {
  const { database, ringer, clock, portal } = world;
  const { pool } = database;
  return {
    worker: world.worker,
    now: () => clock.now(),
    portal,
    findLoad: (account) => findLoad({ database }, account),
    listKnownFields: (account) => listDealFields(pool, account),
    ringDictionaries: async (account) =>
      void (await ringer.ring(refreshDictionaries, { account }, { mayWake: false })),
    ringDrain: async (account) => void (await ringer.ring(drainDeals, { account })),
    saveLoad: (step) =>
      inTransaction(pool, async (sql) => {
        const before = await lockLoad(sql, step.account);
        if (before === undefined) return undefined;
        if (step.takesOver !== true && before.runId !== step.runId) return undefined;
        const after = step.change(before, await saveRows(sql, step));
        await saveLoad(sql, step.account, after);
        return after;
      }),
    analyzeDeals: () => analyzeDeals(pool),
    listStoredOutlines: (account, ranges) => listStoredOutlines(pool, { account, ranges }),
    listOutlinesOf: (account, ids) => listOutlinesOf(pool, { account, ids }),
    listKnownDeals: async (account) => ({
      marked: await listMarkedIds(pool, { account, kind: KIND }),
      held: await listHeldKeys(pool, { integration: INTEGRATION, account, kind: KIND }),
    }),
    markDeals: (account, ids) => markDirty(pool, { account, kind: KIND, ids }),
    findHighestStoredId: (account) => findHighestDealId(pool, account),
    findLastComparison: (account) => findLastComparison(pool, account),
    saveLastComparison: (account, startedAt) => saveLastComparison(pool, account, startedAt),
  };
}

async function saveRows(
  sql: Transaction,
  { account, runId, store, holds }: Parameters<LoadPorts['saveLoad']>[0],
): Promise<LoadRows> {
  const saved = await saveDealsInBulk(sql, account, store);
  await holdRecords(sql, toHoldRows(holds, { account, runId }));
  const keys = store.map(({ id }) => id);
  await releaseHeld(sql, { integration: INTEGRATION, account, kind: KIND, keys, by: 'ponte' });
  return { ...saved, read: store.length + holds.length, problems: holds.length };
}
