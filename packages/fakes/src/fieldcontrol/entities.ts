import type { Json, JsonObject } from '../json.ts';

/** What every object of an account has. Times are virtual epoch milliseconds. */
export interface Stored {
  readonly id: string;
  /** Position among all objects of the account in the order they were made. */
  readonly sequence: number;
  readonly createdMs: number;
  /** Lists show it from now on; by id it is there at once. */
  readonly visibleMs: number;
}

export interface Coords {
  readonly latitude: number;
  readonly longitude: number;
}

/** An address; its CEP is called zipCode by customers and orders, postalCode by locations. */
export interface Address {
  readonly cep: string | null;
  readonly street: string | null;
  readonly number: string | null;
  readonly neighborhood: string | null;
  readonly complement: string | null;
  readonly city: string;
  readonly state: string;
  readonly coords: Coords;
}

export interface Phone extends Stored {
  readonly number: string;
  readonly type: string;
  isPrimary: boolean;
}

export interface Email extends Stored {
  readonly address: string;
  readonly type: string;
  isPrimary: boolean;
}

export interface Customer extends Stored {
  name: string;
  code: string | null;
  notes: string | null;
  /** As somebody typed it: digits, a mask, or nothing at all. */
  documentNumber: string | null;
  archived: boolean;
  external: string | null;
  address: Address;
  primaryLocationId: string;
  readonly phones: Phone[];
  readonly emails: Email[];
}

export interface Location extends Stored {
  readonly customerId: string;
  name: string;
  notes: string | null;
  archived: boolean;
  address: Address;
}

export interface OrderType extends Stored {
  name: string;
  /** Minutes. */
  duration: number;
  archived: boolean;
}

/** A ticket's contact; `phone` is on the wire only where one was given. */
export interface Contact {
  readonly email: string | null;
  readonly phone: string | null;
}

export interface Ticket extends Stored {
  readonly identifier: string;
  name: string;
  subject: string;
  message: string;
  status: 'pending' | 'accepted' | 'canceled';
  customerId: string;
  serviceId: string;
  locationId: string | null;
  external: string | null;
  contact: Contact;
  cancelation: JsonObject | null;
  archived: boolean;
}

/** The states of a task; an order itself has none. */
export const taskStatuses = [
  'pending',
  'scheduled',
  'in-progress',
  'done',
  'canceled',
  'reported',
  'on-route',
  'paused',
] as const;
export type TaskStatus = (typeof taskStatuses)[number];

export interface Task extends Stored {
  readonly orderId: string;
  readonly position: number;
  status: TaskStatus;
  readonly scheduling: Json;
  readonly coords: Coords | null;
  updatedMs: number;
}

export interface OrderComment extends Stored {
  readonly message: string;
  readonly type: string;
  readonly postedBy: Json;
}

export interface Order extends Stored {
  identifier: string;
  description: string;
  archived: boolean;
  updatedMs: number;
  external: string | null;
  customerId: string;
  serviceId: string;
  locationId: string | null;
  readonly ticketId: string | null;
  address: Address;
  readonly tasks: Task[];
  readonly comments: OrderComment[];
}

export interface Employee extends Stored {
  readonly name: string;
  readonly email: string;
}
