import type { Account } from '../account.ts';
import type { Ticket } from '../entities.ts';
import { stamp, type Moment } from './stored.ts';

/** What a ticket says; all of it may change while it is pending. */
export type TicketDraft = Pick<
  Ticket,
  | 'name'
  | 'subject'
  | 'message'
  | 'customerId'
  | 'serviceId'
  | 'locationId'
  | 'external'
  | 'contact'
>;

/** Makes a pending ticket with the account's next identifier: `1#00004141`. */
export function makeTicket(account: Account, draft: TicketDraft, moment: Moment): Ticket {
  const identifier = `1#${String(account.nextTicketNumber).padStart(8, '0')}`;
  account.nextTicketNumber += 1;
  const ticket: Ticket = {
    ...stamp(account, account.ids.uuid(), moment),
    ...draft,
    identifier,
    status: 'pending',
    cancelation: null,
    archived: false,
  };
  account.tickets.set(ticket.id, ticket);
  return ticket;
}
