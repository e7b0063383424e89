import { putBody } from '../bodies/put-body.ts';
import { readOrder } from '../bodies/read-order.ts';
import { readResource } from '../bodies/resource-reader.ts';
import { taskStatuses, type Order, type OrderComment, type Task } from '../entities.ts';
import { flagFilter, idFilter, momentFilter, textFilter, wordFilter } from '../lists/filters.ts';
import type { ListShape } from '../lists/list-page.ts';
import { addComment, makeOrder, touch } from '../records/make-order.ts';
import { momentOf } from '../records/stored.ts';
import { toWireComment, toWireOrder, toWireTask, toWireTicket } from '../wire/order-wire.ts';
import { emptyList, listOf, need, needOrder } from './find-records.ts';
import { created, ok, type Call, type Made, type Routes } from './route.ts';

// No `status`: an order has none, and the filter is one of those that are ignored.
const orders: ListShape<Order> = {
  toWire: toWireOrder,
  updatedMs: ({ updatedMs }) => updatedMs,
  filters: {
    identifier: textFilter(({ identifier }) => identifier),
    customer_id: idFilter(({ customerId }) => customerId),
    external_id: textFilter(({ external }) => external),
    ticket_id: idFilter(({ ticketId }) => ticketId),
    service_id: idFilter(({ serviceId }) => serviceId),
    created_at: momentFilter(({ createdMs }) => createdMs),
    updated_at: momentFilter(({ updatedMs }) => updatedMs),
    archived: flagFilter(({ archived }) => archived),
  },
};
const tasks: ListShape<Task> = {
  toWire: toWireTask,
  updatedMs: ({ updatedMs }) => updatedMs,
  filters: { status: wordFilter(({ status }) => status, 'status', taskStatuses) },
};
const comments: ListShape<OrderComment> = { filters: {}, toWire: toWireComment };

/** Orders and what hangs on them. PATCH and DELETE of an order are no paths. */
export const orderRoutes: Routes = {
  'get /orders': (call) => listOf(call, call.account.orders.values(), orders),
  'get /orders/{id}': (call) => ok(toWireOrder(needOrder(call))),
  'post /orders': postOrder,
  'put /orders/{id}': putOrder,
  'get /orders/{id}/tasks': (call) => listOf(call, needOrder(call).tasks, tasks),
  'get /tasks': (call) => listOf(call, call.account.tasks.values(), tasks),
  'get /tasks/{id}': (call) => ok(toWireTask(need(call.account.tasks, call))),
  'get /orders/{id}/comments': (call) => listOf(call, needOrder(call).comments, comments),
  'post /orders/{id}/comments': postComment,
  'get /orders/{id}/attachments': emptyOfOrder,
  'get /orders/{id}/forms': emptyOfOrder,
  'get /orders/{id}/materials': emptyOfOrder,
  'get /orders/{id}/labels': emptyOfOrder,
  'get /orders/{id}/equipments': emptyOfOrder,
};

function postOrder(call: Call): Made {
  const { world, account, body } = call;
  const draft = readOrder(call, body);
  const order = makeOrder(account, draft, momentOf(world));
  const ticket = account.tickets.get(draft.ticketId ?? '');
  if (ticket?.status === 'pending') {
    ticket.status = 'accepted';
    account.outbox.fire('ticket-accepted', toWireTicket(ticket));
  }
  account.outbox.fire('order-created', toWireOrder(order));
  for (const task of order.tasks) account.outbox.fire('task-created', toWireTask(task));
  return created(toWireOrder(order));
}

/** Its tasks, its ticket and its identifier stay what they are. */
function putOrder(call: Call): Made {
  const { world, account } = call;
  const order = needOrder(call);
  const {
    tasks: _tasks,
    ticketId: _ticket,
    identifier: _identifier,
    ...draft
  } = readOrder(call, putBody(call, toWireOrder(order)), order);
  Object.assign(order, draft);
  touch(order, world.clock.nowMs());
  account.outbox.fire('order-updated', toWireOrder(order));
  return ok(toWireOrder(order));
}

function postComment(call: Call): Made {
  const { world, account } = call;
  const order = needOrder(call);
  const reader = readResource(call.body);
  const [message, type] = [reader.text('message'), reader.optionalText('type') ?? 'public'];
  const by = (field: string): string | null => reader.optionalText(`postedBy.${field}`);
  const postedBy = {
    name: by('name'),
    avatarUrl: by('avatarUrl'),
    externalId: by('externalId'),
  };
  reader.refuseIfWrong();
  const comment = addComment({ account, order }, { message, type, postedBy }, momentOf(world));
  account.outbox.fire('comment-created', toWireComment(comment));
  return created(toWireComment(comment));
}

function emptyOfOrder(call: Call): Made {
  needOrder(call);
  return emptyList(call);
}
