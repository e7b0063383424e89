import type { JsonObject } from '../../json.ts';
import type { Customer, Email, Employee, Location, Phone, OrderType } from '../entities.ts';
import { toFormattedAddress, toPostalAddress } from './address-wire.ts';

/** UTC with milliseconds. */
export function toWireTime(ms: number): string {
  return new Date(Math.floor(ms)).toISOString();
}

/** `{id}`, or null where there is none. */
export function toReference(id: string | null): JsonObject | null {
  return id === null ? null : { id };
}

/** A customer as GET /customers/{id} and lists show it. */
export function toWireCustomer(customer: Customer): JsonObject {
  return {
    id: customer.id,
    name: customer.name,
    code: customer.code,
    notes: customer.notes,
    documentNumber: customer.documentNumber,
    archived: customer.archived,
    createdAt: toWireTime(customer.createdMs),
    external: toReference(customer.external),
    primaryLocation: { id: customer.primaryLocationId },
    contact: {
      email: customer.emails.find(({ isPrimary }) => isPrimary)?.address ?? null,
      phone: customer.phones.find(({ isPrimary }) => isPrimary)?.number ?? null,
    },
    address: toFormattedAddress(customer.address),
    statistics: { service: { firstAt: null, lastAt: null, total: 0 }, rating: {} },
  };
}

/** A phone of a customer. */
export function toWirePhone({ id, number, type, isPrimary }: Phone): JsonObject {
  return { id, number, type, primary: isPrimary };
}

/** An e-mail address of a customer. */
export function toWireEmail({ id, address, type, isPrimary }: Email): JsonObject {
  return { id, address, type, primary: isPrimary };
}

/** A place where a customer is visited. */
export function toWireLocation(location: Location): JsonObject {
  const { id, name, notes, archived, customerId, address } = location;
  return {
    ...{ id, name, notes, archived, customer: { id: customerId } },
    address: toPostalAddress(address),
  };
}

/** A type of order. */
export function toWireOrderType({
  id,
  name,
  duration,
  archived,
  createdMs,
}: OrderType): JsonObject {
  return { id, name, duration, archived, createdAt: toWireTime(createdMs) };
}

/** Somebody of the company. */
export function toWireEmployee({ id, name, email }: Employee): JsonObject {
  return { id, name, email, archived: false };
}
