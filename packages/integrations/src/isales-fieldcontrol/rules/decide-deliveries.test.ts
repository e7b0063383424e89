import { expect, test } from 'vitest';
import type { Delivery, DeliveryState } from '../delivery.ts';
import { fieldFallbacks } from '../settings.ts';
import { decideDeliveries } from './decide-deliveries.ts';
import { decideHistory } from './decide-history.ts';

const [INSTALL, EXPAND, CANCEL] = [17840, 20024, 20363];

const serviceOf = (column: number): string | null =>
  fieldFallbacks.columns[String(column)]?.service ?? null;

let nextId = 0;
function order(estado: DeliveryState, column = INSTALL): Delivery {
  nextId += 1;
  return {
    ...{ id: `d${nextId}`, seq: nextId, tipo: 'pedido', estado, refEnvioId: null },
    ...{ colunaId: column, tipoServico: serviceOf(column) },
  };
}
function cancellation(estado: DeliveryState, of: Delivery | null): Delivery {
  nextId += 1;
  return {
    ...{ id: `d${nextId}`, seq: nextId, tipo: 'cancelamento', estado },
    ...{ colunaId: CANCEL, tipoServico: serviceOf(CANCEL), refEnvioId: of?.id ?? null },
  };
}

interface Row {
  readonly row: string;
  readonly says: string;
  readonly earlier: readonly Delivery[];
  readonly observed: number;
  readonly create: { tipo: string; estado: string; motivo: string | null; ref?: Delivery };
  readonly takenBack?: readonly [Delivery, string][];
  readonly annulsPairs?: boolean;
}

const sent = order('enviado');
const sentCancelled = cancellation('enviado', sent);
const [blocked, queued, refused] = [order('bloqueado'), order('pronto'), order('rejeitado')];
const [unclear, sending] = [order('incerto'), order('enviando')];
const live = order('enviado');
const queuedCancellation = cancellation('pronto', live);
const unclearCancellation = cancellation('incerto', live);
const refusedCancellation = cancellation('rejeitado', live);
const older = order('enviado');
const newer = order('enviado', EXPAND);
const queuedExpansion = order('pronto', EXPAND);
const dropped = order('suprimido');
const never = cancellation('nao_aplicavel', null);

const pending = { estado: 'pendente', motivo: null } as const;
const rows: readonly Row[] = [
  {
    ...{ row: '1', says: 'a new approved card asks for its service', earlier: [] },
    ...{ observed: INSTALL, create: { tipo: 'pedido', ...pending } },
  },
  {
    ...{ row: '1', says: 'so does a new expansion', earlier: [], observed: EXPAND },
    create: { tipo: 'pedido', ...pending },
  },
  {
    ...{ row: '2', says: 'cancelled without a history is nothing', earlier: [], observed: CANCEL },
    create: { tipo: 'cancelamento', estado: 'nao_aplicavel', motivo: 'sem_historico' },
  },
  {
    ...{ row: '3', says: 'a delivered order is cancelled', earlier: [sent], observed: CANCEL },
    create: { tipo: 'cancelamento', ...pending, ref: sent },
  },
  ...[blocked, queued, refused].map((one): Row => ({
    ...{ row: '4', says: `an order that is ${one.estado} never leaves`, earlier: [one] },
    ...{ observed: CANCEL, takenBack: [[one, 'nunca_enviado']] },
    create: { tipo: 'cancelamento', estado: 'nao_aplicavel', motivo: 'nunca_enviado' },
  })),
  ...[unclear, sending].map((one): Row => ({
    ...{ row: '5', says: `an order that is ${one.estado} is cleared up first`, earlier: [one] },
    ...{ observed: CANCEL, create: { tipo: 'cancelamento', ...pending, ref: one } },
  })),
  {
    ...{ row: '6', says: 'after a cancellation a new order', earlier: [sent, sentCancelled] },
    ...{ observed: INSTALL, create: { tipo: 'pedido', ...pending } },
  },
  {
    ...{ row: '6', says: 'and not a second cancellation', earlier: [sent, sentCancelled] },
    observed: CANCEL,
    create: { tipo: 'cancelamento', estado: 'nao_aplicavel', motivo: 'ja_cancelado' },
  },
  {
    ...{ row: '7', says: 'cancelled without history, then approved', earlier: [never] },
    ...{ observed: INSTALL, create: { tipo: 'pedido', ...pending } },
  },
  {
    ...{ row: '7', says: 'taken back before it left, then approved', earlier: [dropped, never] },
    ...{ observed: INSTALL, create: { tipo: 'pedido', ...pending } },
  },
  {
    ...{ row: '8', says: 'another service beside the delivered one', earlier: [sent] },
    observed: EXPAND,
    create: { tipo: 'pedido', estado: 'pendente', motivo: 'tipo_trocado' },
  },
  {
    ...{ row: '8', says: 'and back', earlier: [older, newer], observed: INSTALL },
    create: { tipo: 'pedido', estado: 'pendente', motivo: 'tipo_trocado' },
  },
  {
    ...{ row: '8', says: 'of two delivered ones the newest is cancelled', earlier: [older, newer] },
    ...{ observed: CANCEL, create: { tipo: 'cancelamento', ...pending, ref: newer } },
  },
  {
    ...{ row: '8', says: 'a change before the first left replaces it', earlier: [queued] },
    ...{ observed: EXPAND, takenBack: [[queued, 'substituido']] },
    create: { tipo: 'pedido', ...pending },
  },
  {
    row: '8',
    says: 'cancelled with the second one still queued: that one never leaves, the first is cancelled',
    ...{ earlier: [older, queuedExpansion], observed: CANCEL },
    takenBack: [[queuedExpansion, 'nunca_enviado']],
    create: { tipo: 'cancelamento', ...pending, ref: older },
  },
  ...[queuedCancellation, refusedCancellation].map((one): Row => ({
    ...{ row: '9', says: `back before a cancellation (${one.estado}) left: the pair is annulled` },
    ...{ earlier: [live, one], observed: INSTALL, takenBack: [[one, 'par_anulado']] },
    create: { tipo: 'pedido', estado: 'suprimido', motivo: 'par_anulado' },
  })),
  {
    ...{ row: '9', says: 'or both in order, as set', earlier: [live, queuedCancellation] },
    ...{ observed: INSTALL, annulsPairs: false, create: { tipo: 'pedido', ...pending } },
  },
  {
    ...{ row: '9', says: 'a cancellation that may have left is not annulled' },
    ...{ earlier: [live, unclearCancellation], observed: INSTALL },
    create: { tipo: 'pedido', ...pending },
  },
  {
    ...{ row: '9', says: 'nor is one that another service follows' },
    ...{ earlier: [live, queuedCancellation], observed: EXPAND },
    create: { tipo: 'pedido', ...pending },
  },
];

test.each(rows)('row $row: $says', ({ earlier, observed, create, takenBack, annulsPairs }) => {
  const history = decideHistory(
    earlier.length === 0 ? null : { colunaId: -1, estadoAtual: 'ativo', lastSeq: earlier.length },
    observed,
    fieldFallbacks,
  );
  if (history === undefined) throw new Error('The move was not seen.');
  const plan = decideDeliveries(history, earlier, { annulsPairs: annulsPairs ?? true });
  const { ref, ...wanted } = create;
  expect(plan.create).toEqual({ ...wanted, refEnvioId: ref?.id ?? null });
  expect(plan.takeBack).toEqual(
    (takenBack ?? []).map(([one, motivo]) => ({ id: one.id, estado: 'suprimido', motivo })),
  );
});

test('row 10: the same column again is no move', () => {
  const known = { colunaId: INSTALL, estadoAtual: 'ativo', lastSeq: 1 } as const;
  expect(decideHistory(known, INSTALL, fieldFallbacks)).toBe(undefined);
});

test('a column that nobody follows is no move', () => {
  expect(decideHistory(null, 99_999, fieldFallbacks)).toBe(undefined);
});

test('a move says where from and where to, and counts', () => {
  const known = { colunaId: INSTALL, estadoAtual: 'ativo', lastSeq: 3 } as const;
  expect(decideHistory(known, CANCEL, fieldFallbacks)).toEqual({
    ...{ seq: 4, status: 'cancelado', colunaId: CANCEL, colunaAnterior: INSTALL },
    tipoServico: 'MzE2MTA0OjYyNDg5',
    observacao: 'Da coluna 17840 (ativo) para a coluna 20363 (cancelado).',
  });
});
