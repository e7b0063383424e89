import type { Order, Ticket } from '@ponte/connectors/fieldcontrol/model';
import { toSituation } from './decide-change.ts';
import type { FieldObject } from './decide-object.ts';

/** A request as it is compared with deliveries. */
export function toTicketObject(ticket: Ticket): FieldObject {
  const { id, externalId, serviceId, customerId, locationId, createdAt } = ticket;
  const where = { serviceId, customerId, locationId, ticketId: null };
  return { kind: 'ticket', id, externalId, ...where, situacao: toSituation(ticket), createdAt };
}

/** An order as it is compared with deliveries; its own status lives in its tasks. */
export function toOrderObject(order: Order): FieldObject {
  const { id, externalId, serviceId, customerId, locationId, ticketId } = order;
  const { archived, createdAt } = order;
  const where = { serviceId, customerId, locationId, ticketId };
  const situacao = archived ? 'archived' : 'accepted';
  return { kind: 'order', id, externalId, ...where, situacao, createdAt };
}
