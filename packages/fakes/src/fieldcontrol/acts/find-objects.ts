import { ControlRefusal } from '../../control/control-refusal.ts';
import type { Customer, Location, Order, OrderType, Task, Ticket } from '../entities.ts';
import type { Stage } from './act.ts';

/** The customer that the field names by id, code, document as stored, or name; the newest of equals. */
export function findCustomer(stage: Stage): Customer {
  return find(stage, {
    field: 'customer',
    all: stage.account.customers.values(),
    keys: ({ id, code, documentNumber, external, name }) => [
      id,
      code,
      documentNumber,
      external,
      name,
    ],
  });
}

/** The location that the field names by id or name. */
export function findLocation(stage: Stage, customer: Customer): Location {
  const own = [...stage.account.locations.values()].filter(
    ({ customerId }) => customerId === customer.id,
  );
  return find(stage, { field: 'location', all: own, keys: ({ id, name }) => [id, name] });
}

/** The service that the field names by id or name. */
export function findOrderType(stage: Stage): OrderType {
  const all = stage.account.services.values();
  return find(stage, { field: 'service', all, keys: ({ id, name }) => [id, name] });
}

/** The ticket that the field names by id, identifier or external id; the newest of equals. */
export function findTicket(stage: Stage): Ticket {
  return find(stage, {
    field: 'ticket',
    all: stage.account.tickets.values(),
    keys: ({ id, identifier, external }) => [id, identifier, external],
  });
}

/** The order that the field names by id, identifier or external id; the newest of equals. */
export function findOrder(stage: Stage): Order {
  return find(stage, {
    field: 'order',
    all: stage.account.orders.values(),
    keys: ({ id, identifier, external }) => [id, identifier, external],
  });
}

/** The task that the field names by id, or the first one of `order` that is not over. */
export function findTask(stage: Stage): { task: Task; order: Order } {
  const { account, input } = stage;
  if (!input.has('task')) {
    const order = findOrder(stage);
    const open = order.tasks.find(({ status }) => status !== 'done' && status !== 'canceled');
    const task = open ?? order.tasks.at(-1);
    if (task) return { task, order };
    throw new ControlRefusal(`Order ${order.identifier} has no task.`);
  }
  const task = find(stage, {
    field: 'task',
    all: account.tasks.values(),
    keys: ({ id }) => [id],
  });
  const order = account.orders.get(task.orderId);
  if (order) return { task, order };
  throw new ControlRefusal(`The order of task "${task.id}" is gone.`);
}

interface Search<T> {
  readonly field: string;
  readonly all: Iterable<T>;
  readonly keys: (item: T) => readonly (string | null)[];
}

function find<T>({ input, account }: Stage, { field, all, keys }: Search<T>): T {
  const asked = input.text(field);
  const found = [...all].findLast((item) => keys(item).includes(asked));
  if (found !== undefined) return found;
  throw new ControlRefusal(
    `Account ${account.id} has no ${field} "${asked.slice(0, 60)}". See /state?${field}s=1&account=${account.id}.`,
  );
}
