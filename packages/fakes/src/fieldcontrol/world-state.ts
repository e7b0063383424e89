import { ControlRefusal } from '../control/control-refusal.ts';
import type { Json, JsonObject } from '../json.ts';
import type { Account } from './account.ts';
import { describeCounters } from './counters.ts';
import {
  toWireCustomer,
  toWireEmail,
  toWireLocation,
  toWirePhone,
  toWireOrderType,
} from './wire/customer-wire.ts';
import { toWireComment, toWireOrder, toWireTask, toWireTicket } from './wire/order-wire.ts';
import { mainAccountId, type World } from './world.ts';

/** Collections that /state adds when asked: `?tickets=1&orders=1`. */
const collections: Readonly<Record<string, (account: Account) => Json[]>> = {
  customers: ({ customers }) =>
    [...customers.values()].map((customer) => ({
      ...toWireCustomer(customer),
      phones: customer.phones.map(toWirePhone),
      emails: customer.emails.map(toWireEmail),
    })),
  locations: ({ locations }) => [...locations.values()].map(toWireLocation),
  services: ({ services }) => [...services.values()].map(toWireOrderType),
  tickets: ({ tickets }) => [...tickets.values()].map(toWireTicket),
  orders: ({ orders }) =>
    [...orders.values()].map((order) => ({
      ...toWireOrder(order),
      tasks: order.tasks.map(toWireTask),
      comments: order.comments.map(toWireComment),
    })),
  tasks: ({ tasks }) => [...tasks.values()].map(toWireTask),
};

/** Counts and settings; the collections that the query names, of the account that it names. */
export function describeWorld(world: World, query: URLSearchParams): JsonObject {
  const id = query.get('account') ?? mainAccountId;
  const account = world.accounts.get(id);
  if (!account) {
    const known = [...world.accounts.keys()].join(' and ');
    throw new ControlRefusal(`There is no account "${id}"; there are ${known}.`);
  }
  const asked = Object.entries(collections).filter(([name]) => query.has(name));
  return {
    vendor: 'fieldcontrol',
    seed: world.start.seed,
    scenario: { ...world.start.scenario },
    now: new Date(world.clock.nowMs()).toISOString(),
    settings: { ...world.settings },
    accounts: Object.fromEntries([...world.accounts].map(([key, one]) => [key, describe(one)])),
    faults: world.faults.list(),
    ...Object.fromEntries(asked.map(([name, list]) => [name, list(account)])),
  };
}

function describe(account: Account): JsonObject {
  const { webhook, settings, pending } = account.outbox;
  return {
    isKeyRevoked: account.isKeyRevoked,
    counts: Object.fromEntries(
      Object.keys(collections).map((name) => [name, sizeOf(account, name)]),
    ),
    webhook: webhook === undefined ? null : { url: webhook.url, pending, ...settings },
  };
}

function sizeOf(account: Account, name: string): number {
  const { customers, locations, services, tickets, orders, tasks } = account;
  const sizes: Readonly<Record<string, number>> = {
    ...{ customers: customers.size, locations: locations.size, services: services.size },
    ...{ tickets: tickets.size, orders: orders.size, tasks: tasks.size },
  };
  return sizes[name] ?? 0;
}

/** What was counted since the last reset, the limit of each key, and what was made twice. */
export function countWorld(world: World): JsonObject {
  const accounts = [...world.accounts.values()];
  const figures = accounts.map(({ id, bucket }) => [id, { ...bucket.figures }] as const);
  return {
    ...describeCounters(world.counters),
    maxPerSecond: Math.max(...figures.map(([, { maxPerSecond }]) => maxPerSecond)),
    limits: Object.fromEntries(figures),
    duplicates: countDuplicates(accounts),
  };
}

/**
 * Objects that share an external id: tickets and orders per customer and service, for a
 * cancellation may carry its original's; customers by themselves. `extra` is what is too much.
 */
function countDuplicates(accounts: readonly Account[]): JsonObject {
  const groups = new Map<string, JsonObject & { count: number }>();
  const add = (group: JsonObject): void => {
    const key = JSON.stringify(group);
    groups.set(key, { ...group, count: (groups.get(key)?.count ?? 0) + 1 });
  };
  for (const { customers, tickets, orders } of accounts) {
    for (const { external } of customers.values()) {
      if (external !== null) add({ resource: 'customers', externalId: external });
    }
    for (const [resource, all] of [
      ['tickets', tickets],
      ['orders', orders],
    ] as const) {
      for (const { external, customerId: customer, serviceId: service } of all.values()) {
        if (external !== null) add({ resource, externalId: external, customer, service });
      }
    }
  }
  const list = [...groups.values()].filter(({ count }) => count > 1);
  return { extra: list.reduce((sum, { count }) => sum + count - 1, 0), list };
}
