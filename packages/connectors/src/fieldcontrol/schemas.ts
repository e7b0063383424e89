/**
 * The vendor's objects. Lenient outward: unknown fields pass, and what Ponte can do without may be
 * missing or odd; strict inward: an object without a well-formed id is refused.
 */
import { z } from 'zod';
import { readFieldControlId } from './ids.ts';
import type {
  Customer,
  CustomerEmail,
  CustomerPhone,
  Location,
  Order,
  OrderComment,
  OrderTask,
  OrderType,
  Ticket,
} from './model.ts';

const id = z.string().refine((value) => readFieldControlId(value) !== undefined, 'is not an id');

const text = z
  .unknown()
  .transform((value) =>
    typeof value === 'string' ? value : typeof value === 'number' ? String(value) : null,
  )
  .prefault(null);

const flag = z
  .unknown()
  .transform((value) => value === true || value === 'true')
  .prefault(false);

const instant = z
  .unknown()
  .transform((value) => {
    const at = typeof value === 'string' ? Date.parse(value) : Number.NaN;
    return Number.isNaN(at) ? null : new Date(at);
  })
  .prefault(null);

/** The id of what an object refers to; null for none and for whatever is no id. */
const reference = z
  .object({ id })
  .transform((value) => value.id)
  .nullable()
  .catch(null)
  .prefault(null);

const optionalId = id.nullable().catch(null).prefault(null);

const externalId = z
  .object({ id: text })
  .transform((value) => value.id)
  .catch(null)
  .prefault({});

const degree = z
  .union([z.number(), z.string().trim().min(1)])
  .transform(Number)
  .pipe(z.number());
const coords = z
  .object({ latitude: degree, longitude: degree })
  .nullable()
  .catch(null)
  .prefault(null);

const address = z
  .object({
    // The same field under two names: customers and orders against locations.
    zipCode: text,
    postalCode: text,
    street: text,
    number: text,
    neighborhood: text,
    complement: text,
    city: text,
    state: text,
    coords,
  })
  .transform(({ postalCode, zipCode, ...rest }) => ({ ...rest, zipCode: zipCode ?? postalCode }))
  .nullable()
  .catch(null)
  .prefault(null);

export const customer: z.ZodType<Customer> = z
  .object({
    id,
    // A customer that cannot be shown by name may still be the one with the document.
    name: z.string().catch(''),
    code: text,
    documentNumber: text,
    archived: flag,
    createdAt: instant,
    external: externalId,
    primaryLocation: reference,
    address,
    contact: z
      .object({ email: text, phone: text })
      .catch({ email: null, phone: null })
      .prefault({}),
  })
  .transform(({ external, primaryLocation, ...rest }) => ({
    ...rest,
    externalId: external,
    primaryLocationId: primaryLocation,
  }));

export const customerPhone: z.ZodType<CustomerPhone> = z.object({
  id: optionalId,
  number: z.string(),
  type: text,
});

export const customerEmail: z.ZodType<CustomerEmail> = z.object({
  id: optionalId,
  address: z.string(),
  type: text,
});

export const location: z.ZodType<Location> = z
  .object({ id, name: text, archived: flag, customer: reference, address })
  .transform(({ customer: owner, ...rest }) => ({ ...rest, customerId: owner }));

export const orderType: z.ZodType<OrderType> = z.object({
  id,
  name: z.string(),
  duration: z.number().nullable().catch(null).prefault(null),
  archived: flag,
});

export const ticket: z.ZodType<Ticket> = z
  .object({
    id,
    name: text,
    subject: text,
    message: text,
    status: text,
    identifier: text,
    createdAt: instant,
    external: externalId,
    customer: reference,
    service: reference,
    location: reference,
    archived: flag,
    cancelation: z.unknown().optional(),
  })
  .transform(({ external, customer: of, service: as, location: at, cancelation, ...rest }) => ({
    ...rest,
    externalId: external,
    customerId: of,
    serviceId: as,
    locationId: at,
    isCanceled: cancelation !== null && cancelation !== undefined,
  }));

export const order: z.ZodType<Order> = z
  .object({
    id,
    identifier: text,
    description: text,
    archived: flag,
    createdAt: instant,
    updatedAt: instant,
    external: externalId,
    customer: reference,
    service: reference,
    location: reference,
    ticket: reference,
  })
  .transform(({ external, customer: of, service: as, location: at, ticket: from, ...rest }) => ({
    ...rest,
    externalId: external,
    customerId: of,
    serviceId: as,
    locationId: at,
    ticketId: from,
  }));

export const orderTask: z.ZodType<OrderTask> = z.object({
  id: optionalId,
  position: z.number().catch(0).prefault(0),
  status: z.string(),
  updatedAt: instant,
});

export const orderComment: z.ZodType<OrderComment> = z.object({
  id: optionalId,
  message: z.string(),
  createdAt: instant,
});
