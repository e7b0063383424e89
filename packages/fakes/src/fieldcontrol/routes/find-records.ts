import type { Json } from '../../json.ts';
import { notFound } from '../bodies/refusal.ts';
import type { Customer, Location, Order, Stored, Ticket } from '../entities.ts';
import { listPage, type ListShape } from '../lists/list-page.ts';
import { ok, type Call, type Made } from './route.ts';

/** The object that the n-th id of the path names; 404 when this account has none. */
export function need<T>(known: ReadonlyMap<string, T>, { ids }: Call, position = 0): T {
  const found = known.get(ids[position] ?? '');
  if (found === undefined) throw notFound();
  return found;
}

/** The customer in the path. */
export const needCustomer = (call: Call): Customer => need(call.account.customers, call);
/** The ticket in the path. */
export const needTicket = (call: Call): Ticket => need(call.account.tickets, call);
/** The order in the path. */
export const needOrder = (call: Call): Order => need(call.account.orders, call);

/** The location in the path, of the customer before it. */
export function needLocation(call: Call): Location {
  const customer = needCustomer(call);
  const location = need(call.account.locations, call, 1);
  if (location.customerId !== customer.id) throw notFound();
  return location;
}

/** A page of a list. */
export function listOf<T extends Stored>(
  { world, query, fault }: Call,
  all: Iterable<T>,
  shape: ListShape<T>,
): Made {
  const { settings, clock } = world;
  return ok(listPage(all, shape, { query, settings, fault, nowMs: clock.nowMs() }));
}

/** A list that exists and holds nothing here. */
export function emptyList(call: Call): Made {
  const toWire = (): Json => null;
  return listOf<Stored>(call, [], { filters: {}, toWire });
}
