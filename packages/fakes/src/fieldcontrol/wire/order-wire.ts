import type { JsonObject } from '../../json.ts';
import type { Order, OrderComment, Task, Ticket } from '../entities.ts';
import { toZipAddress } from './address-wire.ts';
import { toReference, toWireTime } from './customer-wire.ts';

/** A ticket as GET and webhooks show it. */
export function toWireTicket(ticket: Ticket): JsonObject {
  const { email, phone } = ticket.contact;
  return {
    id: ticket.id,
    name: ticket.name,
    message: ticket.message,
    subject: ticket.subject,
    status: ticket.status,
    archived: ticket.archived,
    createdAt: toWireTime(ticket.createdMs),
    identifier: ticket.identifier,
    external: toReference(ticket.external),
    customer: { id: ticket.customerId },
    service: { id: ticket.serviceId },
    location: toReference(ticket.locationId),
    equipments: [],
    contact: { email, ...(phone === null ? {} : { phone }) },
    cancelation: ticket.cancelation,
  };
}

/** An order. It has no status: that is in its tasks. */
export function toWireOrder(order: Order): JsonObject {
  return {
    id: order.id,
    link: `https://app.fieldcontrol.example/orders/${encodeURIComponent(order.id)}`,
    identifier: order.identifier,
    description: order.description,
    archived: order.archived,
    ...{ productsTotalValue: 0, servicesTotalValue: 0, totalValue: 0 },
    ...{ deadlineAt: null, deadlineContract: null },
    createdAt: toWireTime(order.createdMs),
    updatedAt: toWireTime(order.updatedMs),
    ...{ metadata: {}, customFields: [], createdBy: null },
    external: toReference(order.external),
    customer: { id: order.customerId },
    service: { id: order.serviceId },
    location: toReference(order.locationId),
    ticket: toReference(order.ticketId),
    address: toZipAddress(order.address),
  };
}

/** A task of an order. */
export function toWireTask(task: Task): JsonObject {
  return {
    id: task.id,
    order: { id: task.orderId },
    position: task.position,
    status: task.status,
    scheduling: task.scheduling,
    coords: task.coords === null ? null : { ...task.coords },
    createdAt: toWireTime(task.createdMs),
    updatedAt: toWireTime(task.updatedMs),
  };
}

/** A comment on an order. */
export function toWireComment({
  id,
  message,
  type,
  postedBy,
  createdMs,
}: OrderComment): JsonObject {
  return { id, message, type, postedBy, createdAt: toWireTime(createdMs) };
}
