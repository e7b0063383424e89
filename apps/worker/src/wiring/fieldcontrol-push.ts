import { clearDirty } from '@ponte/db/dirty';
import { inTransaction, type Sql } from '@ponte/db/client';
import { saveContactsHash } from '@ponte/db/clientes';
import * as envios from '@ponte/db/envios';
import { saveSituations } from '@ponte/db/envios-seen';
import { settlePendings } from '@ponte/db/pendings';
import type { DeliveryState } from '@ponte/integrations/isales-fieldcontrol/delivery';
import type {
  ChangeEnd,
  DeliveryEnd,
  PushPorts,
  RunOf,
} from '@ponte/integrations/isales-fieldcontrol/ports';
import {
  nextState,
  type DeliveryEvent,
} from '@ponte/integrations/isales-fieldcontrol/rules/delivery-states';
import { toChangedDelivery, toDueDelivery } from '@ponte/operations/field-deliveries';
import { maskText, toMaskedMessage } from '@ponte/logging/mask';
import {
  bindSettingsAndRings,
  CARD,
  INTEGRATION,
  toHoldKey,
  type IsalesWorld,
} from './isales-world.ts';
import { takeCustomerTenure } from './fieldcontrol-tenure.ts';

/** Binds the deliveries to FieldControl, the ledger and the tables. */
export function wirePush(world: IsalesWorld): PushPorts {
  const { database, clock, fieldcontrol } = world;
  const { pool } = database;
  return {
    ...bindSettingsAndRings(world),
    field: fieldcontrol,
    takeTenure: (account, clienteId, runId) =>
      takeCustomerTenure(world, { account, clienteId }, runId),
    listDue: async (account, limit) => {
      const rows = await envios.listDueDeliveries(pool, { account, now: clock.now(), limit });
      return rows.map(toDueDelivery);
    },
    findNextDue: (account) => envios.findNextDelivery(pool, { account, now: clock.now() }),
    claim: (_account, deliveryId) => envios.claimDelivery(pool, { deliveryId }),
    saveContacts: (_account, clienteId, hash) => saveContactsHash(pool, { clienteId, hash }),
    saveContactTrouble: (run, { isalesId, detalhe }) =>
      settle(pool, run, {
        ...{ isalesId, keys: ['contato_recusado'] },
        open: detalhe === null ? [] : [['contato_recusado', 'telefone_invalido', detalhe]],
      }),
    saveEnd: (run, end) => inTransaction(pool, (sql) => saveEnd(sql, run, end)),
    listChanged: async (account, limit) => {
      const rows = await envios.listChangedDeliveries(pool, { account, limit });
      return rows.flatMap((row) => toChangedDelivery(row) ?? []);
    },
    saveChanged: (run, end) =>
      inTransaction(pool, (sql) => saveChanged(sql, run, { end, now: clock.now() })),
  };
}

async function saveEnd(sql: Sql, run: RunOf, end: DeliveryEnd): Promise<void> {
  const { deliveryId, isalesId } = end;
  const estado = (await envios.lockDelivery(sql, deliveryId)) as DeliveryState | undefined;
  const move = async (event: DeliveryEvent, more: Partial<envios.DeliveryMove> = {}) => {
    const next = estado && nextState(estado, event);
    // The card moved meanwhile and its delivery has come to an end: that word stands.
    if (next !== undefined) await envios.moveDelivery(sql, { deliveryId, estado: next, ...more });
  };
  switch (end.end) {
    // Its row and its pendings were written with the end of its intent.
    case 'delivered':
      return;
    case 'dropped':
      await move(end.isCancellation ? 'void' : 'given-up', { motivo: end.motivo });
      return settle(sql, run, { isalesId, keys: ['incerto'], open: [] });
    case 'later': {
      const erro = toMaskedMessage(end.error).slice(0, 500);
      const event = end.estado === 'incerto' ? 'unclear' : 'put-off';
      await move(event, { proximoEm: end.until, erro });
      const { pending } = end;
      const open = pending === undefined ? [] : [toOpen(pending)];
      return settle(sql, run, { isalesId, keys: [], open });
    }
    case 'blocked':
    case 'rejected': {
      const { motivo, detalhe } = end.pending;
      const erro = maskText(detalhe).slice(0, 500);
      await move(end.end === 'blocked' ? 'incomplete' : 'refused', { motivo, erro });
      return settle(sql, run, { isalesId, keys: ['incerto'], open: [toOpen(end.pending)] });
    }
  }
}

async function saveChanged(
  sql: Sql,
  run: RunOf,
  { end, now }: { end: ChangeEnd; now: Date },
): Promise<void> {
  const { deliveryId, isalesId, version, requestHash, situacao, pending } = end;
  await envios.noteRequest(sql, { deliveryId, requestHash: requestHash ?? null });
  if (situacao !== undefined) {
    await saveSituations(sql, { updates: [{ deliveryId, situacao, orderFieldId: null }], now });
  }
  const read = [{ id: deliveryId, version }];
  await clearDirty(sql, { account: run.account, kind: envios.REQUEST_MARK, read });
  await settle(sql, run, {
    ...{ isalesId, keys: ['divergencia_pos_envio'] },
    open: pending === undefined ? [] : [toOpen(pending)],
  });
}

type Open = readonly [name: string, reason: string, detail: string];

function toOpen({ motivo, detalhe }: { motivo: string; detalhe: string }): Open {
  return [motivo, motivo, detalhe];
}

function settle(
  sql: Sql,
  { account, runId }: RunOf,
  { isalesId, keys, open }: { isalesId: string; keys: readonly string[]; open: readonly Open[] },
): Promise<void> {
  return settlePendings(sql, {
    ...{ integration: INTEGRATION, account, kind: CARD, runId },
    keys: keys.map((name) => toHoldKey(isalesId, name)),
    open: open.map(([name, reason, detail]) => ({
      ...{ key: toHoldKey(isalesId, name), reason, detail: maskText(detail) },
    })),
  });
}
