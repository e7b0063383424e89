import type { Delivery, DeliveryReason, DeliveryState } from '../delivery.ts';

/** What is to be done for a delivery whose turn it is. */
export type Turn =
  /** Bring it to FieldControl; what an earlier run may have sent is looked up first. */
  | { readonly turn: 'send' }
  /** Only find out whether it is there: a later move of the card does not want it any more. */
  | { readonly turn: 'clear-up'; readonly motivo: DeliveryReason }
  /** It never leaves. */
  | { readonly turn: 'drop'; readonly motivo: DeliveryReason }
  | { readonly turn: 'wait' };

/** From the delivery, its card's others, and the state of the order that a cancellation cancels. */
export function decideTurn(
  delivery: Delivery,
  deliveries: readonly Delivery[],
  ref: DeliveryState | null,
): Turn {
  if (delivery.tipo === 'cancelamento') return decideCancellation(ref);
  const next = deliveries
    .filter(({ seq, estado }) => seq > delivery.seq && estado !== 'suprimido')
    .toSorted((one, other) => one.seq - other.seq)[0];
  if (next === undefined) return { turn: 'send' };
  const motivo = next.tipo === 'cancelamento' ? 'nunca_enviado' : 'substituido';
  const isInDoubt = delivery.estado === 'incerto' || delivery.estado === 'enviando';
  // The card may have moved on between the look-up of its order and the next try.
  return { turn: isInDoubt ? 'clear-up' : 'drop', motivo };
}

function decideCancellation(ref: DeliveryState | null): Turn {
  if (ref === 'enviado') return { turn: 'send' };
  if (ref === null || ref === 'suprimido' || ref === 'nao_aplicavel') {
    return { turn: 'drop', motivo: 'nunca_enviado' };
  }
  return { turn: 'wait' };
}
