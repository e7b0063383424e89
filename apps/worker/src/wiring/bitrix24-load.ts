import { inTransaction, type Transaction } from '@ponte/db/client';
import { analyzeDeals, saveDealsInBulk } from '@ponte/db/bulk-deals';
import { findFieldsReadAt, listDealFields } from '@ponte/db/dictionaries';
import { clearDirty, listDue, markDirty } from '@ponte/db/dirty';
import { holdRecords, listHeldKeys, releaseHeld } from '@ponte/db/held';
import { refreshDictionaries } from '@ponte/integrations/bitrix24-deals/jobs';
import type {
  BeginLoadPorts,
  LoadPorts,
  PreviewPorts,
  RereadPorts,
} from '@ponte/integrations/bitrix24-deals/load-ports';
import type { LoadRows } from '@ponte/integrations/bitrix24-deals/ports';
import { listSettledKeys, RANGE_KIND } from '@ponte/integrations/bitrix24-deals/rules/range-key';
import type { Backend } from '@ponte/jobs/backend';
import { findLoad, lockLoad, saveLoad, startLoad } from '@ponte/operations/loads';
import { OperationRefused } from '@ponte/operations/ports';
import { toHoldRows, type Bitrix24DealsWorld } from './bitrix24-deals.ts';
import type { DealsWatch } from './onec-marks.ts';

const INTEGRATION = 'bitrix24-deals';
const KIND = 'deal';

export type Bitrix24LoadPorts = LoadPorts & PreviewPorts & RereadPorts & BeginLoadPorts;

/** Binds loads to the tables, the queue and the portal. */
export function wireBitrix24Load(
  world: Bitrix24DealsWorld & { worker: string; backend: Backend },
): Bitrix24LoadPorts {
  const { database, ringer, clock, backend, portal } = world;
  const { pool } = database;
  return {
    worker: world.worker,
    now: () => clock.now(),
    portal,
    findLoad: (account) => findLoad({ database }, account),
    listKnownFields: (account) => listDealFields(pool, account),
    findNamesReadAt: (account) => findFieldsReadAt(pool, account),
    ringDictionaries: async (account) => void (await ringer.ring(refreshDictionaries, { account })),
    saveLoad: async (step) => {
      const { account } = step;
      let isNoted = false;
      const load = await inTransaction(pool, async (sql) => {
        const before = await lockLoad(sql, account);
        if (before === undefined) return undefined;
        if (step.takesOver !== true && before.runId !== step.runId) return undefined;
        const saved = await saveRows(sql, step, world.watch);
        isNoted = saved.isNoted;
        const after = step.change(before, saved.rows);
        await saveLoad(sql, account, after);
        return after;
      });
      if (isNoted) await world.watch?.ring(account);
      return load;
    },
    analyzeDeals: () => analyzeDeals(pool),
    startLoad: async (account, since) => {
      try {
        const ports = { database, ringer, clock, backend };
        await startLoad(ports, { account, since }, { by: 'ponte', reason: 'loadSchedule' });
        return true;
      } catch (error) {
        if (error instanceof OperationRefused && error.kind === 'conflict') return false;
        throw error;
      }
    },
    listMarkedRanges: (account, limit) => listDue(pool, { account, kind: RANGE_KIND, limit }),
    saveRanges: async (step) => {
      const { account } = step;
      const { rows, isNoted } = await inTransaction(pool, async (sql) => {
        const where = { account, kind: RANGE_KIND };
        await clearDirty(sql, { ...where, read: step.clear });
        await markDirty(sql, { ...where, ids: step.mark });
        return saveRows(sql, step, world.watch);
      });
      if (isNoted) await world.watch?.ring(account);
      return rows;
    },
  };
}

type RowsToSave = Pick<
  Parameters<LoadPorts['saveLoad']>[0],
  'account' | 'runId' | 'store' | 'holds' | 'done'
>;

async function saveRows(
  sql: Transaction,
  { account, runId, store, holds, done }: RowsToSave,
  watch: DealsWatch | undefined,
): Promise<{ rows: LoadRows; isNoted: boolean }> {
  const { differing, ...saved } = await saveDealsInBulk(sql, account, store);
  await holdRecords(sql, toHoldRows(holds, { account, runId }));
  const where = { integration: INTEGRATION, account, by: 'ponte' };
  const keys = store.map(({ id }) => id);
  await releaseHeld(sql, { ...where, kind: KIND, keys });
  const ranges = await listHeldKeys(sql, { ...where, kind: RANGE_KIND });
  const still = new Set(holds.map(({ key }) => key));
  const settled = listSettledKeys(ranges, done, still);
  if (settled.length > 0) await releaseHeld(sql, { ...where, kind: RANGE_KIND, keys: settled });
  const rows = { ...saved, read: store.length + holds.length, problems: holds.length };
  return { rows, isNoted: await noteDiffering(sql, { account, store, differing }, watch) };
}

/** A sale that nobody told of while we were away: whoever reads its deal first says so. */
async function noteDiffering(
  sql: Transaction,
  { account, store, differing }: Pick<RowsToSave, 'account' | 'store'> & { differing: string[] },
  watch: DealsWatch | undefined,
): Promise<boolean> {
  if (watch === undefined || differing.length === 0) return false;
  const ids = new Set(differing);
  const changed = store.filter(({ id }) => ids.has(id));
  return watch.note(sql, { account, store: changed, missing: [] });
}
