import {
  UNCERTAIN,
  UNSENT,
  type Delivery,
  type DeliveryKind,
  type DeliveryReason,
} from '../delivery.ts';
import type { HistoryRow } from './decide-history.ts';

/** The delivery that a history row causes; its `seq` is the row's. */
export interface NewDelivery {
  readonly tipo: DeliveryKind;
  readonly estado: 'pendente' | 'suprimido' | 'nao_aplicavel';
  readonly motivo: DeliveryReason | null;
  readonly refEnvioId: string | null;
}

export interface DeliveryPlan {
  readonly create: NewDelivery;
  /** Earlier deliveries that are taken back, by id. None of them can have reached FieldControl. */
  readonly takeBack: readonly {
    readonly id: string;
    readonly estado: 'suprimido';
    readonly motivo: DeliveryReason;
  }[];
}

type Row = Pick<HistoryRow, 'status' | 'tipoServico'>;

/**
 * What an observed move means for FieldControl, given everything that was delivered before. Only
 * deliveries that are proven not to be there are taken back; what is uncertain stays in line, and
 * whoever clears it up decides (`decideCleared`).
 */
export function decideDeliveries(
  row: Row,
  earlier: readonly Delivery[],
  { annulsPairs }: { annulsPairs: boolean },
): DeliveryPlan {
  return row.status === 'cancelado'
    ? decideCancellation(earlier)
    : decideRequest(row, earlier, annulsPairs);
}

function decideRequest(row: Row, earlier: readonly Delivery[], annuls: boolean): DeliveryPlan {
  const live = findLive(earlier);
  const queued = earlier.find(
    ({ tipo, estado }) => tipo === 'cancelamento' && UNSENT.includes(estado),
  );
  const cancelled = queued && earlier.find(({ id }) => id === queued.refEnvioId);
  // The order stands as it is wanted again: its cancellation never leaves.
  if (annuls && queued && cancelled?.estado === 'enviado' && isSame(cancelled, row)) {
    return {
      create: { tipo: 'pedido', estado: 'suprimido', motivo: 'par_anulado', refEnvioId: null },
      takeBack: [{ id: queued.id, estado: 'suprimido', motivo: 'par_anulado' }],
    };
  }
  // An order that nobody has seen yet gives way to the one that is wanted now.
  const takeBack = earlier
    .filter(({ tipo, estado }) => tipo === 'pedido' && UNSENT.includes(estado))
    .map(({ id }) => ({ id, estado: 'suprimido' as const, motivo: 'substituido' as const }));
  const motivo = live === undefined || isSame(live, row) ? null : ('tipo_trocado' as const);
  return { create: { tipo: 'pedido', estado: 'pendente', motivo, refEnvioId: null }, takeBack };
}

function decideCancellation(earlier: readonly Delivery[]): DeliveryPlan {
  const takeBack = earlier
    .filter(({ tipo, estado }) => tipo === 'pedido' && UNSENT.includes(estado))
    .map(({ id }) => ({ id, estado: 'suprimido' as const, motivo: 'nunca_enviado' as const }));
  const live = findLive(earlier);
  if (live !== undefined) {
    const create = { tipo: 'cancelamento', estado: 'pendente', motivo: null } as const;
    return { create: { ...create, refEnvioId: live.id }, takeBack };
  }
  return { create: notApplicable(toReason(earlier)), takeBack };
}

/** The newest order that FieldControl has, or may have, and that nothing cancels. */
function findLive(earlier: readonly Delivery[]): Delivery | undefined {
  const cancelled = new Set(
    earlier
      .filter(
        ({ tipo, estado }) =>
          tipo === 'cancelamento' && estado !== 'suprimido' && estado !== 'nao_aplicavel',
      )
      .map(({ refEnvioId }) => refEnvioId),
  );
  return earlier
    .filter(
      ({ id, tipo, estado }) =>
        tipo === 'pedido' &&
        (estado === 'enviado' || UNCERTAIN.includes(estado)) &&
        !cancelled.has(id),
    )
    .toSorted((one, other) => other.seq - one.seq)[0];
}

function toReason(earlier: readonly Delivery[]): DeliveryReason {
  const orders = earlier.filter(({ tipo }) => tipo === 'pedido');
  if (orders.length === 0) return 'sem_historico';
  return orders.some(({ estado }) => estado === 'enviado') ? 'ja_cancelado' : 'nunca_enviado';
}

function notApplicable(motivo: DeliveryReason): NewDelivery {
  return { tipo: 'cancelamento', estado: 'nao_aplicavel', motivo, refEnvioId: null };
}

function isSame(delivery: Delivery, row: Row): boolean {
  return delivery.tipoServico === row.tipoServico;
}
