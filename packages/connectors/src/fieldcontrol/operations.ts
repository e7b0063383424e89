/**
 * What Ponte asks of Field Control. Every operation throws `VendorError` and nothing else for what
 * the vendor or the way to it did wrong. A `create` is never repeated here: without `notApplied` in
 * the error it may have happened, and the caller looks it up before sending again.
 */
import type { Level } from '../http/call.ts';
import type {
  Customer,
  CustomerDraft,
  CustomerEmail,
  CustomerEmailDraft,
  CustomerPhone,
  CustomerPhoneDraft,
  FieldControlId,
  Location,
  LocationDraft,
  Order,
  OrderComment,
  OrderCommentDraft,
  OrderDraft,
  OrderTask,
  OrderType,
  Ticket,
  TicketDraft,
} from './model.ts';

export interface CallOptions {
  /** `live` when absent: pushes. `bulk`: sweeps, which every push overtakes. */
  readonly level?: Level;
  readonly signal?: AbortSignal;
  /** Told the HTTP status of an answer that says yes; a refusal's is in its error. */
  readonly onStatus?: (status: number) => void;
}

/**
 * One page of a complete sweep. A sweep that cannot be complete throws `unexpected_answer`: a page
 * without `items`, a page that came twice, more objects than the vendor lists.
 */
export interface SweepPage<Item> {
  /** Each object once, however often the list repeats it. */
  readonly items: readonly Item[];
  /** Objects that could not be read, naming fields and never values. */
  readonly problems: readonly string[];
  /** Virtual time at which the request was sent. */
  readonly readAt: Date;
}

/**
 * What a search found; `swept` when the vendor ignored the filter and everything was read. Empty is
 * never said of a list of which something could not be read: then the search throws
 * `unexpected_answer`.
 */
export interface Found<Item> {
  readonly items: readonly Item[];
  readonly swept: boolean;
}

export interface CustomerOperations {
  /**
   * Customers with this document (normalised: only letters and digits, capitals), archived ones left
   * out; asked with the bare document and with the usual mask, each answer compared again here.
   */
  findCustomersByDocument(document: string, options?: CallOptions): Promise<Found<Customer>>;
  /** Customers with exactly this code, archived ones left out. */
  findCustomersByCode(code: string, options?: CallOptions): Promise<Found<Customer>>;
  /** Throws `not_found` when there is none. */
  getCustomer(id: FieldControlId, options?: CallOptions): Promise<Customer>;
  /** Makes the customer and its primary location. Look up by document and by code. */
  createCustomer(draft: CustomerDraft, options?: CallOptions): Promise<Customer>;
  listPhones(customerId: FieldControlId, options?: CallOptions): Promise<CustomerPhone[]>;
  /** Look up in `listPhones`. */
  addPhone(
    customerId: FieldControlId,
    draft: CustomerPhoneDraft,
    options?: CallOptions,
  ): Promise<void>;
  listEmails(customerId: FieldControlId, options?: CallOptions): Promise<CustomerEmail[]>;
  /** Look up in `listEmails`. */
  addEmail(
    customerId: FieldControlId,
    draft: CustomerEmailDraft,
    options?: CallOptions,
  ): Promise<void>;
  sweepCustomers(options?: CallOptions): AsyncGenerator<SweepPage<Customer>>;
}

export interface LocationOperations {
  /** All locations of a customer, archived ones too. */
  listLocations(customerId: FieldControlId, options?: CallOptions): Promise<Location[]>;
  /** Look up in `listLocations`. */
  createLocation(
    customerId: FieldControlId,
    draft: LocationDraft,
    options?: CallOptions,
  ): Promise<Location>;
}

export interface TicketOperations {
  /** All types of order, archived ones too. */
  listServices(options?: CallOptions): Promise<OrderType[]>;
  /** Throws `not_found` when there is none. */
  getTicket(id: FieldControlId, options?: CallOptions): Promise<Ticket>;
  /** Look up with `searchTickets`. */
  createTicket(draft: TicketDraft, options?: CallOptions): Promise<Ticket>;
  /** Replaces the request; safe to repeat. */
  updateTicket(id: FieldControlId, draft: TicketDraft, options?: CallOptions): Promise<Ticket>;
  /**
   * Requests with this external id, which the vendor cannot filter: those of this name are read and
   * compared here. New objects come into lists late: empty means "not yet, or not".
   */
  searchTickets(
    sought: { readonly name: string; readonly externalId: string },
    options?: CallOptions,
  ): Promise<Found<Ticket>>;
  sweepTickets(options?: CallOptions): AsyncGenerator<SweepPage<Ticket>>;
}

export interface OrderOperations {
  /** Throws `not_found` when there is none. */
  getOrder(id: FieldControlId, options?: CallOptions): Promise<Order>;
  /** Orders with exactly this external id, archived ones too; it is not unique. */
  findOrdersByExternalId(externalId: string, options?: CallOptions): Promise<Found<Order>>;
  /** Orders that a request became, archived ones too. */
  findOrdersByTicket(ticketId: FieldControlId, options?: CallOptions): Promise<Found<Order>>;
  /** Makes an order with one pending task that has no schedule. Look up by external id. */
  createOrder(draft: OrderDraft, options?: CallOptions): Promise<Order>;
  listOrderTasks(orderId: FieldControlId, options?: CallOptions): Promise<OrderTask[]>;
  listOrderComments(orderId: FieldControlId, options?: CallOptions): Promise<OrderComment[]>;
  /** Look up in `listOrderComments`. */
  addOrderComment(
    orderId: FieldControlId,
    draft: OrderCommentDraft,
    options?: CallOptions,
  ): Promise<void>;
  sweepOrders(options?: CallOptions): AsyncGenerator<SweepPage<Order>>;
}

/** The client of one Field Control account. */
export interface FieldControlClient
  extends CustomerOperations, LocationOperations, TicketOperations, OrderOperations {
  close(): Promise<void>;
}
