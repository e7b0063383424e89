/** Orders: what a planner made of a request, and what the crew did. */
import type { Account } from './account.ts';
import { toCommentBody, toOrderBody } from './drafts.ts';
import type { Order } from './model.ts';
import { order, orderComment, orderTask } from './schemas.ts';
import type { OrderOperations } from './operations.ts';
import { readWholeList, searchList, sweepList } from './sweep.ts';

/** Binds the operations to one account. */
export function createOrders(account: Account): OrderOperations {
  return { ...createOrderReads(account), ...createOrderWrites(account) };
}

type Writes = 'createOrder' | 'addOrderComment';

function createOrderReads(account: Account): Omit<OrderOperations, Writes> {
  const list = { path: 'orders', schema: order } as const;
  const pathOf = (operation: string, id: string): string =>
    `orders/${account.toSegment(operation, id)}`;
  return {
    getOrder: async (id, options = {}) => {
      const operation = 'getOrder';
      const path = pathOf(operation, id);
      return account.sendForOne({ operation, effect: 'read', path, options }, order);
    },
    findOrdersByExternalId: (externalId, options = {}) => {
      const isSought = (each: Order): boolean => each.externalId === externalId;
      return searchList(account, {
        ...{ ...list, operation: 'findOrdersByExternalId', options },
        ...{ filter: { external_id: externalId }, fits: isSought, isSought },
      });
    },
    findOrdersByTicket: async (ticketId, options = {}) => {
      const operation = 'findOrdersByTicket';
      account.demandIds(operation, [ticketId]);
      const isSought = (each: Order): boolean => each.ticketId === ticketId;
      return searchList(account, {
        ...{ ...list, operation, options },
        ...{ filter: { ticket_id: ticketId }, fits: isSought, isSought },
      });
    },
    listOrderTasks: async (orderId, options = {}) => {
      const operation = 'listOrderTasks';
      const path = `${pathOf(operation, orderId)}/tasks`;
      return readWholeList(account, { operation, path, schema: orderTask, options });
    },
    listOrderComments: async (orderId, options = {}) => {
      const operation = 'listOrderComments';
      const path = `${pathOf(operation, orderId)}/comments`;
      return readWholeList(account, { operation, path, schema: orderComment, options });
    },
    sweepOrders: (options = {}) =>
      sweepList(account, { ...list, operation: 'sweepOrders', options }),
  };
}

function createOrderWrites(account: Account): Pick<OrderOperations, Writes> {
  return {
    createOrder: async (draft, options = {}) => {
      const operation = 'createOrder';
      const { customerId, serviceId, locationId, ticketId } = draft;
      account.demandIds(operation, [customerId, serviceId, locationId, ticketId]);
      const call = { operation, effect: 'create', method: 'POST', path: 'orders' } as const;
      return account.sendForOne({ ...call, json: toOrderBody(draft), options }, order);
    },
    addOrderComment: async (orderId, draft, options = {}) => {
      const operation = 'addOrderComment';
      const path = `orders/${account.toSegment(operation, orderId)}/comments`;
      const json = toCommentBody(draft);
      await account.send({ operation, effect: 'create', method: 'POST', path, json, options });
    },
  };
}
