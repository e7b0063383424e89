import { putBody } from '../bodies/put-body.ts';
import { readResource } from '../bodies/resource-reader.ts';
import type { Ticket } from '../entities.ts';
import { flagFilter, nameFilter, textFilter } from '../lists/filters.ts';
import type { ListShape } from '../lists/list-page.ts';
import { makeTicket, type TicketDraft } from '../records/make-ticket.ts';
import { momentOf } from '../records/stored.ts';
import { toWireTicket } from '../wire/order-wire.ts';
import { listOf, needTicket } from './find-records.ts';
import { created, ok, type Call, type Routes } from './route.ts';

// Nothing else: a search by external id is not one of them and brings every ticket.
const shape: ListShape<Ticket> = {
  toWire: toWireTicket,
  filters: {
    name: nameFilter(({ name }) => name),
    identifier: textFilter(({ identifier }) => identifier),
    archived: flagFilter(({ archived }) => archived),
  },
};

/** Service requests. People accept or cancel them in the panel; no path does. */
export const ticketRoutes: Routes = {
  'get /tickets': (call) => listOf(call, call.account.tickets.values(), shape),
  'get /tickets/{id}': (call) => ok(toWireTicket(needTicket(call))),
  'post /tickets': (call) => {
    const { world, account, body } = call;
    const ticket = makeTicket(account, readTicket(call, body), momentOf(world));
    const wire = toWireTicket(ticket);
    account.outbox.fire('ticket-created', wire);
    return created(wire);
  },
  'put /tickets/{id}': (call) => {
    const ticket = needTicket(call);
    Object.assign(ticket, readTicket(call, putBody(call, toWireTicket(ticket)), ticket));
    return ok(toWireTicket(ticket));
  },
};

function readTicket({ account }: Call, body: Call['body'], changed?: Ticket): TicketDraft {
  const reader = readResource(body);
  if (changed !== undefined && changed.status !== 'pending') {
    reader.complain('status', 'must be pending');
  }
  const customerId = reader.reference('customer', account.customers);
  const locationId = reader.optionalReference('location', account.locations);
  const location = locationId === null ? undefined : account.locations.get(locationId);
  if (location !== undefined && location.customerId !== customerId) {
    reader.complain('location.id', 'must be a location of the customer');
  }
  const draft = {
    name: reader.text('name'),
    subject: reader.text('subject'),
    message: reader.optionalText('message') ?? '',
    customerId,
    serviceId: reader.reference('service', account.services),
    locationId,
    external: reader.optionalText('external.id'),
    contact: {
      email: reader.optionalText('contact.email'),
      phone: reader.optionalText('contact.phone'),
    },
  };
  reader.refuseIfWrong();
  return draft;
}
