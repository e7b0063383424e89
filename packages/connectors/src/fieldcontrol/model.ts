/**
 * What Ponte reads of Field Control and writes to it. Whatever may be missing is null; an object without
 * a well-formed id does not come in (`schemas.ts`).
 */
import type { FieldControlId } from './ids.ts';

export {
  toCommentBody,
  toCustomerBody,
  toLocationBody,
  toOrderBody,
  toTicketBody,
} from './drafts.ts';
export { isIdOfAccount, readFieldControlId, type FieldControlId, type IdParts } from './ids.ts';

/** The code of a `rejected` error when an id belongs to another account. */
export const FOREIGN_ID = 'foreign-id';
/** The code of an `unexpected_answer` when a sweep met a page for the second time. */
export const REPEATED_PAGE = 'repeated-page';
/** The code of a `rejected` error for a body that does not fit; the message names the fields. */
export const VALIDATION = 'resourceValidationErr';

/** Degrees, WGS 84. */
export interface Coordinates {
  readonly latitude: number;
  readonly longitude: number;
}

/** An address as it is read: whatever is missing is null. */
export interface Address {
  /** As stored: eight digits or with a hyphen. */
  readonly zipCode: string | null;
  readonly street: string | null;
  readonly number: string | null;
  readonly neighborhood: string | null;
  readonly complement: string | null;
  readonly city: string | null;
  /** Two letters. */
  readonly state: string | null;
  readonly coords: Coordinates | null;
}

/** An address to be written; the vendor demands city, state and coordinates. */
export interface AddressDraft {
  /** Eight digits, no hyphen. */
  readonly zipCode: string;
  readonly street: string;
  readonly number: string;
  readonly neighborhood: string;
  readonly complement: string;
  readonly city: string;
  readonly state: string;
  readonly coords: Coordinates;
}

export interface Customer {
  readonly id: FieldControlId;
  readonly name: string;
  readonly code: string | null;
  /** As somebody typed it; usually null. */
  readonly documentNumber: string | null;
  readonly archived: boolean;
  readonly createdAt: Date | null;
  readonly externalId: string | null;
  readonly primaryLocationId: FieldControlId | null;
  readonly address: Address | null;
  /** Its first phone and e-mail; null where it has none. */
  readonly contact: { readonly email: string | null; readonly phone: string | null };
}

export interface CustomerDraft {
  readonly name: string;
  /** Digits, or fourteen letters and digits; left out when there is none. */
  readonly documentNumber?: string;
  readonly code: string;
  readonly externalId?: string;
  readonly address: AddressDraft;
}

export interface CustomerPhone {
  readonly id: FieldControlId | null;
  readonly number: string;
  readonly type: string | null;
}

export interface CustomerPhoneDraft {
  /** Digits, without +55: what the vendor's examples carry. */
  readonly number: string;
  /** `mobile`, or what the panel offers. */
  readonly type: string;
  readonly primary?: boolean;
}

export interface CustomerEmail {
  readonly id: FieldControlId | null;
  readonly address: string;
  readonly type: string | null;
}

export interface CustomerEmailDraft {
  readonly address: string;
  /** `personal`, or what the panel offers. */
  readonly type: string;
}

export interface Location {
  readonly id: FieldControlId;
  readonly name: string | null;
  readonly archived: boolean;
  readonly customerId: FieldControlId | null;
  readonly address: Address | null;
}

export interface LocationDraft {
  readonly name: string;
  readonly address: AddressDraft;
}

/** A type of order. */
export interface OrderType {
  readonly id: FieldControlId;
  readonly name: string;
  /** Minutes, when the vendor says. */
  readonly duration: number | null;
  readonly archived: boolean;
}

/** A service request: a planner accepts it, then it is an order, or cancels it. */
export interface Ticket {
  readonly id: FieldControlId;
  readonly name: string | null;
  readonly subject: string | null;
  readonly message: string | null;
  /** `pending` until a planner acts; other words are the vendor's own. */
  readonly status: string | null;
  /** `1#00004140` */
  readonly identifier: string | null;
  readonly createdAt: Date | null;
  readonly externalId: string | null;
  readonly customerId: FieldControlId | null;
  readonly serviceId: FieldControlId | null;
  readonly locationId: FieldControlId | null;
  readonly archived: boolean;
  readonly isCanceled: boolean;
}

export interface TicketDraft {
  readonly name: string;
  readonly subject: string;
  readonly message: string;
  readonly externalId: string;
  readonly customerId: FieldControlId;
  readonly serviceId: FieldControlId;
  readonly locationId?: FieldControlId;
  readonly contact?: { readonly email?: string; readonly phone?: string };
}

export interface Order {
  readonly id: FieldControlId;
  readonly identifier: string | null;
  readonly description: string | null;
  readonly archived: boolean;
  readonly createdAt: Date | null;
  readonly updatedAt: Date | null;
  readonly externalId: string | null;
  readonly customerId: FieldControlId | null;
  readonly serviceId: FieldControlId | null;
  readonly locationId: FieldControlId | null;
  readonly ticketId: FieldControlId | null;
}

export interface OrderDraft {
  /** At most 2,000 characters. */
  readonly description: string;
  readonly externalId: string;
  readonly customerId: FieldControlId;
  readonly serviceId: FieldControlId;
  readonly locationId?: FieldControlId;
  readonly ticketId?: FieldControlId;
  /** All of it, even when a location is given. */
  readonly address: AddressDraft;
}

/** An order's status lives in its tasks; the one with the highest position counts. */
export interface OrderTask {
  readonly id: FieldControlId | null;
  readonly position: number;
  /** One of `TASK_STATUSES`, or a newer word of the vendor's. */
  readonly status: string;
  readonly updatedAt: Date | null;
}

export const TASK_STATUSES = [
  'pending',
  'scheduled',
  'in-progress',
  'done',
  'canceled',
  'reported',
  'on-route',
  'paused',
] as const;

export interface OrderComment {
  readonly id: FieldControlId | null;
  readonly message: string;
  readonly createdAt: Date | null;
}

export interface OrderCommentDraft {
  readonly message: string;
  /** Who is shown as the author. */
  readonly postedBy: string;
}

/** The task whose status is the order's: the highest position, of these the newest. */
export function findCurrentTask(tasks: readonly OrderTask[]): OrderTask | undefined {
  return tasks.toSorted(
    (one, other) =>
      other.position - one.position ||
      (other.updatedAt?.getTime() ?? 0) - (one.updatedAt?.getTime() ?? 0),
  )[0];
}
