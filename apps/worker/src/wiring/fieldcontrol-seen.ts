import { inTransaction, type Sql } from '@ponte/db/client';
import { clearDirty, listDue, markDirty, postponeDirty } from '@ponte/db/dirty';
import { readyCancellations, REQUEST_MARK } from '@ponte/db/envios';
import * as seen from '@ponte/db/envios-seen';
import { listReceivedEvents, settleEvents } from '@ponte/db/events';
import { holdRecords, listHeld, releaseHeld } from '@ponte/db/held';
import { settlePendings } from '@ponte/db/pendings';
import { readObjects } from '@ponte/integrations/isales-fieldcontrol/jobs';
import type {
  HintPorts,
  ObjectPorts,
  RunOf,
  SweepPorts,
} from '@ponte/integrations/isales-fieldcontrol/ports';
import { parseMark } from '@ponte/integrations/isales-fieldcontrol/rules/decide-hints';
import type {
  ObjectPlan,
  SweptDelivery,
} from '@ponte/integrations/isales-fieldcontrol/rules/decide-object';
import type { SweepPlan } from '@ponte/integrations/isales-fieldcontrol/rules/decide-sweep';
import {
  bindSettingsAndRings,
  CARD,
  INTEGRATION,
  toHoldKey,
  type IsalesWorld,
} from './isales-world.ts';

const SOURCE = 'fieldcontrol';
const KIND = seen.OBJECT_MARK;
/** More doubled keys than any account has. */
const MANY = 10_000;

/** Binds the webhooks of FieldControl to the tables. */
export function wireHints({ database, ringer }: IsalesWorld): HintPorts {
  const { pool } = database;
  return {
    listHints: (account, limit) => listReceivedEvents(pool, { source: SOURCE, account, limit }),
    saveHints: ({ account, objects, ends, holds, runId }) =>
      inTransaction(pool, async (sql) => {
        await markDirty(sql, { account, kind: KIND, ids: objects });
        await settleEvents(sql, ends);
        const where = { integration: INTEGRATION, account, kind: 'inbound-event', runId };
        const reason = 'unreadable-event';
        await holdRecords(
          sql,
          holds.map(({ id, detail }) => ({ ...where, key: id, reason, detail })),
        );
      }),
    ringObjects: async (account) => void (await ringer.ring(readObjects, { account })),
  };
}

/** Binds the looks at single objects to FieldControl and the tables. */
export function wireObjects(world: IsalesWorld): ObjectPorts {
  const { database, clock, fieldcontrol } = world;
  const { pool } = database;
  const { now, ringPush } = bindSettingsAndRings(world);
  return {
    ...{ now, ringPush, field: fieldcontrol },
    listDueObjects: async (account, limit) => {
      const rows = await listDue(pool, { account, kind: KIND, limit });
      return rows.flatMap(({ id: mark, version, tries }) => {
        const object = parseMark(mark);
        return object === undefined ? [] : [{ ...object, mark, version, tries }];
      });
    },
    postponeObject: (account, { mark, version }, { forMs, isTry }) => {
      const wait = { forMs: clock.toRealMs(forMs), isTry };
      return postponeDirty(pool, { account, kind: KIND, read: [{ id: mark, version, ...wait }] });
    },
    listDeliveriesOf: (account, { id, ticketId, externalId }) => {
      const fieldIds = ticketId === null ? [id] : [id, ticketId];
      return listSwept(seen.listDeliveriesOfObject(pool, { account, fieldIds, externalId }));
    },
    saveObject: (run, { mark, version }, plan) =>
      inTransaction(pool, async (sql) => {
        const { account } = run;
        await applyObjects(sql, run, { plan, now: clock.now() });
        if (plan.adopt.length > 0) await settleIntents(sql, account, clock.now());
        await clearDirty(sql, { account, kind: KIND, read: [{ id: mark, version }] });
      }),
  };
}

/** Binds the nightly comparison to FieldControl and the tables. */
export function wireSweep(world: IsalesWorld): SweepPorts {
  const { database, clock, fieldcontrol } = world;
  const { pool } = database;
  const { now, ringPush } = bindSettingsAndRings(world);
  return {
    ...{ now, ringPush, field: fieldcontrol },
    listDelivered: (account) => listSwept(seen.listSeenDeliveries(pool, account)),
    saveSweep: (run, plan) =>
      inTransaction(pool, async (sql) => {
        const { account } = run;
        await applyObjects(sql, run, { plan, now: clock.now() });
        await settleIntents(sql, account, clock.now());
        await seen.noteMissing(sql, { ids: plan.missing.map(({ id }) => id), since: clock.now() });
        await seen.noteMissing(sql, { ids: plan.returned.map(({ id }) => id), since: null });
        await seen.retryAmbiguous(sql, account);
        await settleSweep(sql, run, plan);
      }),
  };
}

async function listSwept(rows: Promise<seen.SeenDeliveryRow[]>): Promise<SweptDelivery[]> {
  // The states are written by this integration only, from its own closed list.
  return (await rows) as SweptDelivery[];
}

/** Virtual milliseconds after which no answer to a request comes any more. */
const ANSWERED_MS = 300_000;
/** What a delivery that has its object waits for no longer. */
const ENDED_REASONS = ['incerto', 'field_rejeitou', 'cliente_ambiguo'];

async function applyObjects(
  sql: Sql,
  { account }: RunOf,
  { plan, now }: { plan: ObjectPlan; now: Date },
): Promise<void> {
  await seen.saveSituations(sql, { updates: plan.updates, now });
  for (const { deliveryId, object } of plan.adopt) {
    const adopted = {
      ...{ deliveryId, objeto: object.kind, fieldId: object.id, situacao: object.situacao },
      ...{ clienteFieldId: object.customerId, locationFieldId: object.locationId },
    };
    const delivered = await seen.adoptObject(sql, { object: adopted, now });
    if (delivered === undefined) continue;
    const { isalesId, mayBeOutdated } = delivered;
    // What is equal costs nothing when it is compared.
    if (mayBeOutdated) await markDirty(sql, { account, kind: REQUEST_MARK, ids: [deliveryId] });
    const keys = ENDED_REASONS.map((reason) => toHoldKey(isalesId, reason));
    await releaseHeld(sql, { integration: INTEGRATION, account, kind: CARD, keys, by: 'ponte' });
  }
  await readyCancellations(sql, account);
}

function settleIntents(sql: Sql, account: string, now: Date): Promise<void> {
  const sentBefore = new Date(now.getTime() - ANSWERED_MS);
  return seen.settleFoundIntents(sql, { account, sentBefore, now });
}

async function settleSweep(sql: Sql, { account, runId }: RunOf, plan: SweepPlan): Promise<void> {
  const where = { integration: INTEGRATION, account, runId };
  const detail = plan.isSuspect
    ? 'O FieldControl mostrou muito menos do que foi enviado.'
    : `${plan.unread} objetos do FieldControl não puderam ser lidos: nada foi dado por ausente.`;
  const isWhole = !plan.isSuspect && plan.unread === 0;
  const open = isWhole ? [] : [{ key: 'sweep', reason: 'sweep-suspect', detail }];
  await settlePendings(sql, { ...where, kind: 'sweep', keys: ['sweep'], open });
  if (plan.isSuspect) return;
  await settlePendings(sql, {
    ...{ ...where, kind: CARD },
    keys: plan.returned.map(({ isalesId, seq }) => toHoldKey(isalesId, `objeto_ausente_${seq}`)),
    open: plan.missing.map(({ isalesId, seq, fieldId }) => ({
      key: toHoldKey(isalesId, `objeto_ausente_${seq}`),
      reason: 'objeto_ausente',
      detail: `O FieldControl não mostra mais o objeto ${fieldId ?? ''} do envio ${seq}.`,
    })),
  });
  const doubled = plan.doubled.map(({ isalesId, chave, count }) => ({
    key: toHoldKey(isalesId, 'objeto_duplicado'),
    reason: 'objeto_duplicado',
    detail: `O FieldControl tem ${count} objetos com a chave ${chave}.`,
  }));
  await holdRecords(
    sql,
    doubled.map((hold) => ({ ...where, kind: CARD, ...hold })),
  );
  // Whoever was put in order since is no longer among them, or is among what could not be read.
  if (!isWhole) return;
  const keep = new Set(doubled.map(({ key }) => key));
  const before = await listHeld(sql, {
    ...{ integration: INTEGRATION, kind: CARD, reason: 'objeto_duplicado', limit: MANY },
  });
  const keys = before.flatMap((hold) =>
    hold.account === account && !keep.has(hold.key) ? [hold.key] : [],
  );
  if (keys.length > 0) {
    await releaseHeld(sql, { integration: INTEGRATION, account, kind: CARD, keys, by: 'ponte' });
  }
}
