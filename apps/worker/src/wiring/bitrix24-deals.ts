import type { Clock } from '@ponte/clock';
import type { Bitrix24Client } from '@ponte/connectors/bitrix24';
import { inTransaction, type Database } from '@ponte/db/client';
import { markDealsDeleted, saveDeals } from '@ponte/db/deals';
import { listDealFields, readDictionaryCodes, saveDictionaries } from '@ponte/db/dictionaries';
import { clearDirty, listDue, markDirty, postponeDirty } from '@ponte/db/dirty';
import { listReceivedEvents, settleEvents } from '@ponte/db/events';
import { holdRecords, releaseHeld } from '@ponte/db/held';
import { findSetting } from '@ponte/db/settings';
import { rebuildCompanyView } from '@ponte/db/company-view';
import { rebuildReadableView, ViewInUse } from '@ponte/db/readable-view';
import { awaitTurn } from '@ponte/db/turns';
import {
  drainDeals,
  loadDeals,
  refreshDictionaries,
} from '@ponte/integrations/bitrix24-deals/jobs';
import type {
  AbsorbPorts,
  CheckPorts,
  DictionaryPorts,
  DrainPorts,
  HoldToRecord,
} from '@ponte/integrations/bitrix24-deals/ports';
import type { Ringer } from '@ponte/jobs/ring';
import type { Logger } from '@ponte/logging';
import { maskText } from '@ponte/logging/mask';
import { findLoad } from '@ponte/operations/loads';
import type { DealsWatch } from './onec-marks.ts';

const INTEGRATION = 'bitrix24-deals';
const SOURCE = 'bitrix24';
const KIND = 'deal';

export interface Bitrix24DealsWorld {
  database: Database;
  ringer: Ringer;
  clock: Clock;
  companyZone: string;
  logger: Logger;
  /** The client of an account; throws when the account is not configured. */
  portal(account: string): Bitrix24Client;
  /** Told of every deal that a drain or a load wrote; absent: nobody else is interested. */
  watch?: DealsWatch;
}

export type Bitrix24DealsPorts = AbsorbPorts & DrainPorts & DictionaryPorts & CheckPorts;

/** Binds what the integration needs to the tables, the queue and the portal. */
export function wireBitrix24Deals(world: Bitrix24DealsWorld): Bitrix24DealsPorts {
  const { database, ringer, clock, portal } = world;
  const { pool } = database;
  return {
    now: () => clock.now(),
    portal,
    getDeals: (account) => (ids, options) => portal(account).getDeals(ids, options),
    ringDrain: async (account) => void (await ringer.ring(drainDeals, { account })),
    ringWaiting: async (account) => {
      await ringer.ring(drainDeals, { account });
      await world.watch?.ring(account);
      const load = await findLoad({ database }, account);
      if (load?.state === 'running') await ringer.ring(loadDeals, { account });
    },
    ringDictionaries: async (account) =>
      void (await ringer.ring(refreshDictionaries, { account }, { mayWake: false })),

    listReceivedEvents: (account, limit) =>
      listReceivedEvents(pool, { source: SOURCE, account, limit }),
    listIgnoredEvents: async () => {
      const setting = await findSetting(pool, {
        integration: INTEGRATION,
        key: 'ignoredEvents',
      });
      const names: unknown = setting?.value;
      return Array.isArray(names) ? names.filter((name) => typeof name === 'string') : [];
    },
    saveMarks: ({ account, runId, dealIds, ends, holds }) =>
      inTransaction(pool, async (sql) => {
        await markDirty(sql, { account, kind: KIND, ids: dealIds });
        await settleEvents(sql, ends);
        await holdRecords(sql, toHoldRows(holds, { account, runId }));
      }),

    awaitTurn: (account, spacingMs, signal) =>
      awaitTurn(pool, {
        integration: INTEGRATION,
        account,
        stream: 'drain',
        spacingMs,
        clock,
        signal,
      }),
    listDirtyDeals: (account, limit) => listDue(pool, { account, kind: KIND, limit }),
    readNames: async (account) => {
      const [fields, { codes, readAt }] = await Promise.all([
        listDealFields(pool, account),
        readDictionaryCodes(pool, account),
      ]);
      return { fields, codes, readAt };
    },
    saveDrain: async ({ account, runId, readAt, store, missing, holds, clear, postpone }) => {
      let isNoted: boolean | undefined;
      const saved = await inTransaction(pool, async (sql) => {
        const stored = await saveDeals(sql, store);
        const deleted = await markDealsDeleted(sql, { account, ids: missing, readAt });
        await holdRecords(sql, toHoldRows(holds, { account, runId }));
        const keys = [...store.map(({ id }) => id), ...missing];
        const where = { integration: INTEGRATION, account, kind: KIND, keys };
        const released = await releaseHeld(sql, { ...where, by: 'ponte' });
        await clearDirty(sql, { account, kind: KIND, read: clear });
        const waiting = postpone.map((mark) => ({ ...mark, forMs: clock.toRealMs(mark.forMs) }));
        await postponeDirty(sql, { account, kind: KIND, read: waiting });
        isNoted = await world.watch?.note(sql, { account, store, missing });
        return {
          stored: stored.length,
          stale: store.length - stored.length,
          deleted: deleted.length,
          released: released.length,
        };
      });
      if (isNoted === true) await world.watch?.ring(account);
      return saved;
    },

    saveDictionaries: (read) => saveNames(world, read),
    rebuildViews: (account) => rebuildViews(world, account),
  };
}

/** Whoever watches the deals sees the names before and after. */
function saveNames(
  { database, watch }: Bitrix24DealsWorld,
  read: Parameters<DictionaryPorts['saveDictionaries']>[0],
): ReturnType<DictionaryPorts['saveDictionaries']> {
  return inTransaction(database.pool, async (sql) => {
    const save = () => saveDictionaries(sql, read);
    return watch === undefined ? save() : watch.noteNames(sql, read.account, save);
  });
}

/** Held records as rows; what a fault's own words may quote of a record is masked here. */
export function toHoldRows(
  holds: readonly HoldToRecord[],
  { account, runId }: { account: string; runId: string },
): Parameters<typeof holdRecords>[1] {
  const where = { integration: INTEGRATION, account, runId };
  return holds.map((hold) => ({ ...hold, ...where, detail: maskText(hold.detail) }));
}

/**
 * Views serve readers of the database, not the integration: one that cannot be rebuilt now (a long
 * query reads it, or a table has its name) is told in the log and never stops the deals. Gives the
 * names of those that only a reader keeps.
 */
async function rebuildViews(
  { database, companyZone, logger }: Bitrix24DealsWorld,
  account: string,
): Promise<string[]> {
  const views = [
    rebuildReadableView(database.pool, account),
    ...(account === 'default'
      ? [rebuildCompanyView(database.pool, { account, zone: companyZone })]
      : []),
  ];
  const kept: string[] = [];
  for (const end of await Promise.allSettled(views)) {
    if (end.status === 'fulfilled') continue;
    const error: unknown = end.reason;
    if (error instanceof ViewInUse) kept.push(error.view);
    logger.warn({ integration: INTEGRATION, account, err: error }, 'view.kept');
  }
  return kept;
}
