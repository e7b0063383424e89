import { ENDED, type Delivery } from '../delivery.ts';
import { judgeEarlier } from './judge-earlier.ts';

/** A request or an order as FieldControl shows it. */
export interface FieldObject {
  readonly kind: 'ticket' | 'order';
  readonly id: string;
  readonly externalId: string | null;
  readonly serviceId: string | null;
  readonly customerId: string | null;
  readonly locationId: string | null;
  /** Of an order: the request that it was. */
  readonly ticketId: string | null;
  /** pending, accepted, canceled, archived, or the vendor's own word. */
  readonly situacao: string | null;
  readonly createdAt: Date | null;
}

/** A delivery as far as it is compared with FieldControl. */
export interface SweptDelivery extends Pick<
  Delivery,
  'id' | 'seq' | 'tipo' | 'estado' | 'tipoServico'
> {
  readonly chave: string;
  readonly isalesId: string;
  readonly isalesClienteId: string;
  /** FieldControl's id of the customer; null while nobody knows it. */
  readonly customerId: string | null;
  /** When the card's project was sold. */
  readonly dataFechamento: Date | null;
  readonly fieldId: string | null;
  readonly orderFieldId: string | null;
  readonly situacao: string | null;
  readonly enviadoEm: Date | null;
  readonly sumidoDesde: Date | null;
}

/** What one object says of the deliveries. */
export interface ObjectPlan {
  readonly updates: readonly {
    readonly deliveryId: string;
    readonly situacao: string | null;
    readonly orderFieldId: string | null;
  }[];
  /** It was delivered and nobody here knew. */
  readonly adopt: readonly { readonly deliveryId: string; readonly object: FieldObject }[];
}

/** What one object, seen by itself, means. */
export function decideObject(
  object: FieldObject,
  deliveries: readonly SweptDelivery[],
): ObjectPlan {
  const same = deliveries.find(({ fieldId }) => fieldId === object.id);
  if (same !== undefined) return update(same, object.situacao, same.orderFieldId);
  const source = deliveries.find(({ fieldId }) => fieldId !== null && fieldId === object.ticketId);
  if (source !== undefined) return update(source, 'accepted', object.id);
  // An order that was a request belongs to it, and that one is not ours.
  const mine =
    object.ticketId === null ? deliveries.find((one) => isUnder(one, object)) : undefined;
  return { updates: [], adopt: mine === undefined ? [] : [{ deliveryId: mine.id, object }] };
}

function update(
  one: SweptDelivery,
  situacao: string | null,
  orderFieldId: string | null,
): ObjectPlan {
  const isSame = one.situacao === situacao && one.orderFieldId === orderFieldId;
  return { updates: isSame ? [] : [{ deliveryId: one.id, situacao, orderFieldId }], adopt: [] };
}

/**
 * True when the object carries the delivery's key, or the client's bare id, which the first program
 * wrote, and is this project's. A card's own id is a number of the same kind and would be a stranger's.
 */
function isUnder(one: SweptDelivery, object: FieldObject): boolean {
  if (one.fieldId !== null || ENDED.includes(one.estado)) return false;
  if (object.externalId === one.chave) return true;
  if (object.externalId !== one.isalesClienteId) return false;
  const isOther = one.customerId !== null && one.customerId !== object.customerId;
  const isFirst = one.seq === 1 && one.tipo === 'pedido';
  if (!isFirst || isOther || object.serviceId !== one.tipoServico) return false;
  const isLive = object.situacao !== 'canceled' && object.situacao !== 'archived';
  return judgeEarlier({ createdAt: object.createdAt, isLive }, one.dataFechamento) === 'this';
}
