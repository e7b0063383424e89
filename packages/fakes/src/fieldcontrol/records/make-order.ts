import type { Account } from '../account.ts';
import type { Order, OrderComment, Task, TaskStatus } from '../entities.ts';
import { stamp, type Moment } from './stored.ts';

/** One task of a new order. */
export type TaskDraft = Pick<Task, 'position' | 'status' | 'scheduling' | 'coords'>;

/** What a new order is made of; without an identifier it gets the account's next one. */
export interface OrderDraft extends Pick<
  Order,
  'description' | 'external' | 'customerId' | 'serviceId' | 'locationId' | 'ticketId' | 'address'
> {
  readonly identifier: string | null;
  readonly tasks: readonly TaskDraft[];
}

/** Makes an order with its tasks. */
export function makeOrder(account: Account, draft: OrderDraft, moment: Moment): Order {
  const identifier = draft.identifier ?? nextIdentifier(account, moment);
  const stored = stamp(account, account.ids.uuid(), moment);
  const order: Order = {
    ...stored,
    ...draft,
    identifier,
    archived: false,
    updatedMs: moment.createdMs,
    tasks: draft.tasks.map((task) => makeTask(account, { ...task, orderId: stored.id }, moment)),
    comments: [],
  };
  account.orders.set(order.id, order);
  account.orderIdentifiers.add(identifier);
  return order;
}

/** Adds a comment; that is a change of the order. */
export function addComment(
  { account, order }: { account: Account; order: Order },
  draft: Pick<OrderComment, 'message' | 'type' | 'postedBy'>,
  moment: Moment,
): OrderComment {
  const comment = { ...stamp(account, account.ids.uuid(), moment), ...draft };
  order.comments.push(comment);
  touch(order, moment.createdMs);
  return comment;
}

/** Moves a task to another state, and with it the time of its order. */
export function moveTask(
  { order, task }: { order: Order; task: Task },
  status: TaskStatus,
  nowMs: number,
): void {
  task.status = status;
  touch(task, nowMs);
  touch(order, nowMs);
}

/** Moves `updatedAt`; two changes never share a moment. */
export function touch(changed: { updatedMs: number }, nowMs: number): void {
  changed.updatedMs = Math.max(Math.floor(nowMs), changed.updatedMs + 1);
}

function makeTask(
  account: Account,
  draft: TaskDraft & { readonly orderId: string },
  moment: Moment,
): Task {
  const stored = stamp(account, account.ids.uuid(), moment);
  const task: Task = { ...stored, ...draft, updatedMs: moment.createdMs };
  account.tasks.set(task.id, task);
  return task;
}

/** `MMAA-NNNNNN`: month and year, and a number that goes on over the months. */
function nextIdentifier(account: Account, { createdMs }: Moment): string {
  const day = new Date(createdMs).toISOString();
  for (;;) {
    const number = String(account.nextOrderNumber).padStart(6, '0');
    account.nextOrderNumber += 1;
    const identifier = `${day.slice(5, 7)}${day.slice(2, 4)}-${number}`;
    // Somebody may have given it by hand already.
    if (!account.orderIdentifiers.has(identifier)) return identifier;
  }
}
