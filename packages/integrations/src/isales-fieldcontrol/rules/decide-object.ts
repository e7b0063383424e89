import { ENDED, type Delivery } from '../delivery.ts';

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
}

/** A delivery as far as it is compared with FieldControl. */
export interface SweptDelivery extends Pick<
  Delivery,
  'id' | 'seq' | 'tipo' | 'estado' | 'tipoServico'
> {
  readonly chave: string;
  readonly isalesId: string;
  readonly isalesClienteId: string;
  readonly fieldId: string | null;
  readonly orderFieldId: string | null;
  readonly situacao: string | null;
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

/** True when the object carries the delivery's key, or the bare id that the first program wrote. */
function isUnder(one: SweptDelivery, object: FieldObject): boolean {
  if (one.fieldId !== null || ENDED.includes(one.estado)) return false;
  if (object.externalId === one.chave) return true;
  const isBare = object.externalId === one.isalesId || object.externalId === one.isalesClienteId;
  return isBare && one.seq === 1 && one.tipo === 'pedido' && object.serviceId === one.tipoServico;
}
