import { ControlRefusal } from '../../control/control-refusal.ts';
import type { Address, Ticket } from '../entities.ts';
import { taskStatuses, type TaskStatus } from '../entities.ts';
import { makeOrder, moveTask, touch } from '../records/make-order.ts';
import { makeTicket } from '../records/make-ticket.ts';
import { momentOf } from '../records/stored.ts';
import type { WebhookEvent } from '../webhooks/webhook-settings.ts';
import { toWireTime } from '../wire/customer-wire.ts';
import { toWireOrder, toWireTask, toWireTicket } from '../wire/order-wire.ts';
import type { Acts, Stage } from './act.ts';
import { readMoment } from './customer-acts.ts';
import {
  findCustomer,
  findLocation,
  findOrder,
  findOrderType,
  findTask,
  findTicket,
} from './find-objects.ts';

const taskEvents: Readonly<Record<TaskStatus, WebhookEvent>> = {
  ...{ pending: 'task-updated', scheduled: 'task-updated', paused: 'task-updated' },
  ...{ canceled: 'task-updated', done: 'task-completed', reported: 'task-hindered' },
  ...{ 'in-progress': 'task-started', 'on-route': 'task-route-started' },
};

/** What planners and field crews do with requests, orders and tasks. */
export const requestActs: Acts = {
  'create-ticket': {
    takes: [
      ...['customer', 'service', 'location', 'name', 'subject', 'message', 'externalId'],
      ...['email', 'phone', 'createdAt'],
    ],
    run: (stage) => {
      const { account, input } = stage;
      const customer = findCustomer(stage);
      const service = findOrderType(stage);
      const name = input.optionalText('name') ?? customer.name;
      const location = input.has('location') ? findLocation(stage, customer) : undefined;
      const ticket = makeTicket(
        account,
        {
          name,
          subject: input.optionalText('subject') ?? `${service.name}: ${name}`,
          message: input.optionalText('message') ?? '',
          customerId: customer.id,
          serviceId: service.id,
          locationId: location?.id ?? customer.primaryLocationId,
          external: input.optionalText('externalId') ?? null,
          contact: {
            email: input.optionalText('email') ?? null,
            phone: input.optionalText('phone') ?? null,
          },
        },
        readMoment(stage),
      );
      account.outbox.fire('ticket-created', toWireTicket(ticket));
      return toWireTicket(ticket);
    },
  },
  /** The planner takes the request: it becomes an order whose first task waits to be scheduled. */
  'accept-ticket': {
    takes: ['ticket', 'identifier'],
    run: (stage) => {
      const { account, world } = stage;
      const ticket = needPending(stage, 'accept-ticket');
      const order = makeOrder(account, toOrder(stage, ticket), momentOf(world));
      ticket.status = 'accepted';
      account.outbox.fire('ticket-accepted', toWireTicket(ticket));
      account.outbox.fire('order-created', toWireOrder(order));
      for (const task of order.tasks) account.outbox.fire('task-created', toWireTask(task));
      return { ticket: toWireTicket(ticket), order: toWireOrder(order) };
    },
  },
  'cancel-ticket': {
    takes: ['ticket', 'reason'],
    run: (stage) => {
      const { account, world, input } = stage;
      const ticket = needPending(stage, 'cancel-ticket');
      const reason = input.optionalText('reason') ?? 'Cancelado pelo planejamento';
      ticket.status = 'canceled';
      ticket.cancelation = { reason, createdAt: toWireTime(world.clock.nowMs()) };
      account.outbox.fire('ticket-canceled', toWireTicket(ticket));
      return toWireTicket(ticket);
    },
  },
  'archive-ticket': {
    takes: ['ticket', 'archived'],
    run: (stage) => {
      const ticket = findTicket(stage);
      ticket.archived = stage.input.optionalBoolean('archived') ?? true;
      return toWireTicket(ticket);
    },
  },
  'finish-task': {
    takes: ['task', 'order'],
    run: (stage) => changeTask(stage, 'done'),
  },
  'move-task': {
    takes: ['task', 'order', 'status'],
    run: (stage) => changeTask(stage, stage.input.oneOf('status', taskStatuses)),
  },
  /** No event is made for archiving: the order has changed, that is all. */
  'archive-order': {
    takes: ['order', 'archived'],
    run: (stage) => {
      const { account, world, input } = stage;
      const order = findOrder(stage);
      order.archived = input.optionalBoolean('archived') ?? true;
      touch(order, world.clock.nowMs());
      account.outbox.fire('order-updated', toWireOrder(order));
      return toWireOrder(order);
    },
  },
};

function needPending(stage: Stage, verb: string): Ticket {
  const ticket = findTicket(stage);
  if (ticket.status === 'pending') return ticket;
  throw new ControlRefusal(
    `${verb}: ticket ${ticket.identifier} is ${ticket.status}; only pending ones can be.`,
  );
}

function toOrder({ account, input }: Stage, ticket: Ticket) {
  const customer = account.customers.get(ticket.customerId);
  const location = account.locations.get(ticket.locationId ?? '');
  const address: Address | undefined = location?.address ?? customer?.address;
  if (address === undefined) {
    throw new ControlRefusal(`accept-ticket: the customer of ${ticket.identifier} is gone.`);
  }
  const identifier = input.optionalText('identifier') ?? null;
  if (identifier !== null && account.orderIdentifiers.has(identifier)) {
    throw new ControlRefusal(`accept-ticket: there is an order ${identifier} already.`);
  }
  const { customerId, serviceId, locationId, external, message: description } = ticket;
  const task = { position: 1, status: 'pending', scheduling: { type: 'non-scheduled' } } as const;
  return {
    ...{ identifier, description, external, customerId, serviceId, locationId, address },
    ...{ ticketId: ticket.id, tasks: [{ ...task, coords: address.coords }] },
  };
}

function changeTask(stage: Stage, status: TaskStatus) {
  const { account, world } = stage;
  const { task, order } = findTask(stage);
  moveTask({ order, task }, status, world.clock.nowMs());
  account.outbox.fire(taskEvents[status], toWireTask(task));
  account.outbox.fire('order-updated', toWireOrder(order));
  return toWireTask(task);
}
