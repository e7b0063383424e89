import { hash } from 'node:crypto';
import { findCheckpoint, saveCheckpoint } from '@ponte/db/checkpoints';
import { inTransaction, type Sql } from '@ponte/db/client';
import { markDirty } from '@ponte/db/dirty';
import { findNextDelivery, readyCancellations, takeBack } from '@ponte/db/envios';
import { findNextMark } from '@ponte/db/envios-changed';
import { listHeldKeys } from '@ponte/db/held';
import { saveSnapshots } from '@ponte/db/isales-snapshots';
import * as cards from '@ponte/db/os';
import { settlePendings } from '@ponte/db/pendings';
import { toDeliveryKey } from '@ponte/integrations/isales-fieldcontrol/delivery';
import type {
  AnewPorts,
  BoardPorts,
  BoardRun,
} from '@ponte/integrations/isales-fieldcontrol/ports';
import type {
  BoardPlan,
  KnownCard,
} from '@ponte/integrations/isales-fieldcontrol/rules/decide-board';
import { wireAnew } from './isales-judgement.ts';
import {
  bindSettingsAndRings,
  CARD,
  DELIVERY_KEYS,
  INTEGRATION,
  toHoldKey,
  type IsalesWorld,
} from './isales-world.ts';

const STREAM = { integration: INTEGRATION, stream: 'board' } as const;
/** Holds about the board itself; their keys name a row. */
const BOARD = 'board';
const DAY_MS = 86_400_000;

/** Binds the readings of the board to iSales and the tables. */
export function wireBoard(world: IsalesWorld): BoardPorts & AnewPorts {
  const { database, clock, isales, funilId } = world;
  const { pool } = database;
  return {
    ...wireAnew(world),
    ...bindSettingsAndRings(world),
    readBoard: (account, { boardSince }, signal) =>
      isales(account).listBoard({
        ...{ funilId, desde: boardSince, signal },
        // Tomorrow, because iSales does not say in which zone a day ends.
        ate: new Date(clock.nowMs() + DAY_MS).toISOString().slice(0, 10),
      }),
    findBoardState: async (account) => {
      const found = await findCheckpoint(pool, { ...STREAM, account });
      return toState(found?.position);
    },
    listCards: (account) => listCards(pool, account),
    applyBoard: (run, decide) =>
      inTransaction(pool, async (sql) => {
        await cards.lockOpenDeliveries(sql, run.account);
        const plan = decide(await listCards(sql, run.account));
        await applyPlan(sql, run, plan);
        return plan;
      }),
    tellAbsent: (run, before) => tellAbsent(world, run, before),
    hasDue: async (account) => {
      const now = clock.now();
      const next = await findNextDelivery(pool, { account, now });
      if (next !== undefined && next <= now) return true;
      return (await findNextMark(pool, account)) === 0;
    },
  };
}

async function listCards(sql: Sql, account: string): Promise<KnownCard[]> {
  // The states are written by this integration only, from its own closed list.
  return (await cards.listCards(sql, account)) as KnownCard[];
}

async function applyPlan(sql: Sql, run: BoardRun, plan: BoardPlan): Promise<void> {
  const { account, runId, reading } = run;
  const at = reading.readAt;
  const sights = plan.sights.map(({ card, colunaId, column, vendedor }) => ({
    ...{ ...card, colunaId, vendedor, tipoServico: column.service, estadoAtual: column.status },
  }));
  await cards.saveSights(sql, { account, at, sights });
  const others = plan.sights.filter(({ isOtherClient }) => isOtherClient);
  const isalesIds = others.map(({ card }) => card.isalesId);
  await cards.forgetPersons(sql, { account, isalesIds });
  const moved = plan.sights.flatMap(({ card, move }) => (move ? [{ card, ...move }] : []));
  const takenBack = await takeBack(
    sql,
    moved.flatMap(({ delivery }) => delivery.takeBack),
  );
  const keys = takenBack.flatMap((isalesId) =>
    DELIVERY_KEYS.map((name) => toHoldKey(isalesId, name)),
  );
  const where = { integration: INTEGRATION, account, kind: CARD, runId };
  await settlePendings(sql, { ...where, keys, open: [] });
  await cards.addMoves(sql, {
    ...{ account, runId, at },
    moves: moved.map(({ card: { isalesId }, history, delivery }) => ({
      ...{ isalesId, ...history, ...delivery.create },
      chave: toDeliveryKey(isalesId, history.seq),
    })),
  });
  await readyCancellations(sql, account);
  await cards.noteAbsence(sql, { account, isalesIds: plan.absent.note, at, isTold: false });
  await saveSnapshots(sql, { account, snapshots: toSnapshots(plan, at) });
  const ids = plan.sights.flatMap(({ card, mustRead }) => (mustRead ? [card.isalesId] : []));
  await markDirty(sql, { account, kind: cards.CARD_MARK, ids });
  await settleBoard(sql, run, plan);
  const position = {
    fingerprint: run.fingerprint,
    suspectSince: plan.isSuspect ? await sinceOf(sql, account, at) : null,
  };
  await saveCheckpoint(sql, { ...STREAM, account, position });
}

async function sinceOf(sql: Sql, account: string, at: Date): Promise<string> {
  const found = await findCheckpoint(sql, { ...STREAM, account });
  return (toState(found?.position).suspectSince ?? at).toISOString();
}

function toState(position: unknown): { fingerprint: string | null; suspectSince: Date | null } {
  // Written by `applyPlan` and nobody else.
  const kept = (position ?? {}) as { fingerprint?: string; suspectSince?: string | null };
  const since = kept.suspectSince ?? null;
  return {
    fingerprint: kept.fingerprint ?? null,
    suspectSince: since === null ? null : new Date(since),
  };
}

/** Rows that cannot be read, and a board that is not believed, wait for a person. */
async function settleBoard(
  sql: Sql,
  { account, runId, reading }: BoardRun,
  plan: BoardPlan,
): Promise<void> {
  const where = { integration: INTEGRATION, account, kind: BOARD };
  const keys = [...(await listHeldKeys(sql, where))];
  const open = [
    ...reading.problems.map(({ index, clienteId, problem }) => ({
      key: `row:${clienteId ?? index}`,
      reason: 'isales_incompleto',
      detail: `Uma linha do quadro não pode ser lida: ${problem}`,
    })),
    ...plan.doubled.map((isalesId) => ({
      key: `row:${isalesId}`,
      reason: 'isales_incompleto',
      detail: `O quadro mostra o cliente ${isalesId} várias vezes, sem o número das linhas.`,
    })),
    ...(plan.isSuspect
      ? [{ key: 'board', reason: 'board-suspect', detail: 'Muitos cartões sumiram de uma vez.' }]
      : []),
  ];
  await settlePendings(sql, { ...where, keys, open, runId });
  // Cards that are back, and cards that are gone, are not both.
  const back = plan.sights.map(({ card }) => toHoldKey(card.isalesId, 'cartao_ausente'));
  // What FieldControl refused and nobody wants any more needs nobody.
  const undone = plan.sights.flatMap(({ card, move }) =>
    move === undefined || move.delivery.takeBack.length === 0
      ? []
      : ['field_rejeitou', 'cliente_ambiguo'].map((reason) => toHoldKey(card.isalesId, reason)),
  );
  const over = { ...where, kind: CARD, keys: [...back, ...undone] };
  await settlePendings(sql, { ...over, open: [], runId });
}

async function tellAbsent(
  { database: { pool }, clock }: IsalesWorld,
  { account, runId }: BoardRun,
  before: Date,
): Promise<readonly string[]> {
  const isalesIds = await cards.listUntoldAbsences(pool, { account, before });
  if (isalesIds.length === 0) return [];
  await inTransaction(pool, async (sql) => {
    await cards.noteAbsence(sql, { account, isalesIds, at: clock.now(), isTold: true });
    await settlePendings(sql, {
      ...{ integration: INTEGRATION, account, kind: CARD, keys: [], runId },
      open: isalesIds.map((isalesId) => ({
        key: toHoldKey(isalesId, 'cartao_ausente'),
        reason: 'cartao_ausente',
        detail: `O cartão ${isalesId} saiu das colunas acompanhadas.`,
      })),
    });
  });
  return isalesIds;
}

function toSnapshots(plan: BoardPlan, at: Date) {
  return plan.sights.map(({ card, raw }) => ({
    ...{ isalesId: card.isalesId, isalesClienteId: card.isalesClienteId },
    ...{ tipo: 'quadro' as const, corpo: raw, at },
    hash: hash('sha256', JSON.stringify(raw ?? null)),
  }));
}
