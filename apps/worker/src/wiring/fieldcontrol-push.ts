import { clearDirty, postponeDirty } from '@ponte/db/dirty';
import { inTransaction, type Sql } from '@ponte/db/client';
import { findOwnerOf, listCardsOf } from '@ponte/db/clientes';
import { listLocated } from '@ponte/db/enderecos';
import * as envios from '@ponte/db/envios';
import * as changed from '@ponte/db/envios-changed';
import { saveSituations } from '@ponte/db/envios-seen';
import { settlePendings } from '@ponte/db/pendings';
import type { DeliveryState } from '@ponte/integrations/isales-fieldcontrol/delivery';
import type {
  ChangeEnd,
  ContactsEnd,
  DeliveryEnd,
  DueContacts,
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
  CONTACTS_KEY,
  DELIVERY_KEYS,
  INTEGRATION,
  toHoldKey,
  type IsalesWorld,
} from './isales-world.ts';
import { takeFieldTenure } from './fieldcontrol-tenure.ts';

/** Binds the deliveries to FieldControl, the ledger and the tables. */
export function wirePush(world: IsalesWorld): PushPorts {
  const { database, clock, fieldcontrol } = world;
  const { pool } = database;
  return {
    ...bindSettingsAndRings(world),
    field: fieldcontrol,
    takeTenure: (account, of, runId) => takeFieldTenure(world, { account, ...of }, runId),
    ...wireTurns(world),
    claim: (deliveryId, { madeOf, ...sending }) =>
      envios.claimDelivery(pool, { deliveryId, ...sending, ...madeOf }),
    noteAbsent: (deliveryId) => envios.noteAbsentDelivery(pool, deliveryId),
    listKept: (account, fieldIds) => envios.listKeptObjects(pool, { account, fieldIds }),
    listLocated: (clienteId) => listLocated(pool, clienteId),
    findOwner: (account, fieldId) => findOwnerOf(pool, { account, fieldId }),
    saveEnd: (run, end) => inTransaction(pool, (sql) => saveEnd(sql, run, end)),
    listChanged: async (account, limit) =>
      (await changed.listChangedDeliveries(pool, { account, limit })).flatMap(
        (row) => toChangedDelivery(row) ?? [],
      ),
    findChanged: async (account, deliveryId) => {
      const [row] = await changed.listChangedDeliveries(pool, { account, limit: 1, deliveryId });
      return row && toChangedDelivery(row);
    },
    saveChanged: (run, end) => inTransaction(pool, (sql) => saveChanged(sql, run, { end, clock })),
    listContacts: async (account, limit) =>
      (await changed.listDueContacts(pool, { account, limit })).map(toDueContacts),
    findContacts: async (account, clienteId) =>
      (await changed.listDueContacts(pool, { account, limit: 1, clienteId })).map(toDueContacts)[0],
    saveContacts: (run, end) =>
      inTransaction(pool, (sql) => saveContacts(sql, run, { end, clock })),
  };
}

function toDueContacts(row: changed.ContactsRow): DueContacts {
  const { telefone, telefoneSecundario } = row;
  return {
    ...row,
    phones: [...new Set([telefone, telefoneSecundario].flatMap((phone) => phone ?? []))],
  };
}

/** Marks that could not be worked stand back at least so long; virtual milliseconds. */
const MARKS_PACE_MS = 1_000;

type Turns = Pick<PushPorts, 'listDue' | 'findDue' | 'findNextDue' | 'postpone'>;

function wireTurns({ database: { pool }, clock }: IsalesWorld): Turns {
  const list = (account: string, limit: number, deliveryId?: string) => {
    const one = deliveryId === undefined ? {} : { deliveryId };
    return envios.listDueDeliveries(pool, { account, now: clock.now(), limit, ...one });
  };
  return {
    listDue: async (account, limit) => {
      await envios.readyCancellations(pool, account);
      return (await list(account, limit)).map(toDueDelivery);
    },
    findDue: async (account, deliveryId) =>
      (await list(account, 1, deliveryId)).map(toDueDelivery)[0],
    findNextDue: async (account) => {
      const now = clock.now();
      const delivery = await envios.findNextDelivery(pool, { account, now });
      const markMs = await changed.findNextMark(pool, account);
      if (markMs === undefined) return delivery;
      const mark = new Date(now.getTime() + Math.max(MARKS_PACE_MS, markMs * clock.scale));
      return delivery !== undefined && delivery < mark ? delivery : mark;
    },
    postpone: (deliveryId, until) => envios.postponeDelivery(pool, { deliveryId, until }),
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
      return settle(sql, run, { isalesId, keys: DELIVERY_KEYS, open: [] });
    case 'later': {
      const { error, until, isTry, pending } = end;
      const erro = toMaskedMessage(error).slice(0, 500);
      const isInDoubt =
        end.estado === 'incerto' ||
        (end.estado === 'as-it-was' && (estado === 'enviando' || estado === 'incerto'));
      await move(isInDoubt ? 'unclear' : 'put-off', { proximoEm: until, erro, isTry });
      const open = pending === undefined ? [] : [toOpen(pending)];
      return settle(sql, run, { isalesId, keys: [], open });
    }
    case 'blocked':
    case 'rejected': {
      const { motivo, detalhe } = end.pending;
      const erro = maskText(detalhe).slice(0, 500);
      // What was judged meanwhile to lack something is not tried again for its customer's sake.
      const why = estado === 'bloqueado' ? { erro } : { motivo, erro };
      await move(end.end === 'blocked' ? 'incomplete' : 'refused', why);
      return settle(sql, run, { isalesId, keys: ['incerto'], open: [toOpen(end.pending)] });
    }
  }
}

async function saveChanged(
  sql: Sql,
  run: RunOf,
  { end, clock }: { end: ChangeEnd; clock: IsalesWorld['clock'] },
): Promise<void> {
  const { account } = run;
  const { deliveryId, isalesId, version, now, situacao, pending, again } = end;
  if (now !== undefined) {
    const { requestHash, locationId: locationFieldId } = now;
    await changed.noteRequest(sql, { deliveryId, requestHash, locationFieldId });
  }
  if (situacao !== undefined) {
    const updates = [{ deliveryId, situacao, orderFieldId: null }];
    await saveSituations(sql, { updates, now: clock.now() });
  }
  const kind = envios.REQUEST_MARK;
  if (again !== undefined) {
    const wait = { forMs: clock.toRealMs(again.inMs), isTry: again.isTry };
    await postponeDirty(sql, { account, kind, read: [{ id: deliveryId, version, ...wait }] });
  } else {
    await clearDirty(sql, { account, kind, read: [{ id: deliveryId, version }] });
  }
  await settle(sql, run, {
    ...{ isalesId, keys: again === undefined ? ['divergencia_pos_envio'] : [] },
    open: pending === undefined ? [] : [toOpen(pending)],
  });
}

async function saveContacts(
  sql: Sql,
  run: RunOf,
  { end, clock }: { end: ContactsEnd; clock: IsalesWorld['clock'] },
): Promise<void> {
  const { account } = run;
  const { clienteId, isalesId, hash, againInMs, detalhe } = end;
  if (hash !== undefined) await changed.settleContacts(sql, { account, clienteId, hash });
  if (againInMs !== undefined) {
    const forMs = clock.toRealMs(againInMs);
    await changed.postponeContacts(sql, { account, clienteId, forMs });
  }
  // A person is shown under one card, and cards come and go: what any of them said is over.
  const cards = await listCardsOf(sql, clienteId);
  const shown = cards.includes(isalesId) ? isalesId : cards[0];
  for (const card of cards) {
    await settle(sql, run, {
      ...{ isalesId: card, keys: [CONTACTS_KEY] },
      open:
        detalhe === null || card !== shown ? [] : [[CONTACTS_KEY, 'telefone_invalido', detalhe]],
    });
  }
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
