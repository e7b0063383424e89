/** Our drafts as the vendor's bodies. The CEP has two names: `postalCode` in locations only. */
import { MAX_DESCRIPTION } from './limits.ts';
import type {
  AddressDraft,
  CustomerDraft,
  LocationDraft,
  OrderCommentDraft,
  OrderDraft,
  TicketDraft,
} from './model.ts';

type Body = Readonly<Record<string, unknown>>;

/** A body of POST /customers. */
export function toCustomerBody(draft: CustomerDraft): Body {
  const { documentNumber, externalId } = draft;
  return {
    name: toPlainName(draft.name),
    code: draft.code,
    ...(documentNumber === undefined ? {} : { documentNumber }),
    ...(externalId === undefined ? {} : { external: { id: externalId } }),
    address: toAddressBody(draft.address),
  };
}

/** A body of POST /customers/{id}/locations. */
export function toLocationBody(customerId: string, draft: LocationDraft): Body {
  const { zipCode, ...rest } = toAddressBody(draft.address);
  return {
    name: draft.name,
    customer: { id: customerId },
    address: { postalCode: zipCode, ...rest },
  };
}

/** A body of POST /tickets and PUT /tickets/{id}. */
export function toTicketBody(draft: TicketDraft): Body {
  const { locationId, contact } = draft;
  return {
    name: toPlainName(draft.name),
    external: { id: draft.externalId },
    subject: draft.subject,
    message: draft.message,
    customer: { id: draft.customerId },
    service: { id: draft.serviceId },
    ...(locationId === undefined ? {} : { location: { id: locationId } }),
    ...(contact === undefined ? {} : { contact }),
  };
}

/** A body of POST /orders, with the one task that the vendor demands. */
export function toOrderBody(draft: OrderDraft): Body {
  const { locationId, ticketId, address } = draft;
  const { coords } = address;
  return {
    description: draft.description.slice(0, MAX_DESCRIPTION).toWellFormed(),
    external: { id: draft.externalId },
    customer: { id: draft.customerId },
    service: { id: draft.serviceId },
    ...(locationId === undefined ? {} : { location: { id: locationId } }),
    ...(ticketId === undefined ? {} : { ticket: { id: ticketId } }),
    address: toAddressBody(address),
    tasks: [
      {
        position: 1,
        status: 'pending',
        scheduling: { type: 'non-scheduled' },
        coords,
      },
    ],
  };
}

/** A body of POST /orders/{id}/comments. */
export function toCommentBody({ message, postedBy }: OrderCommentDraft): Body {
  return { message, type: 'public', postedBy: { name: postedBy } };
}

/** A name with single blanks: it is searched for later, and the vendor may tidy it up. */
export function toPlainName(name: string): string {
  return name.trim().replace(/\s+/g, ' ');
}

/** A hyphen in the CEP is refused with 422. */
function toAddressBody({ zipCode, ...rest }: AddressDraft): AddressDraft {
  return { zipCode: zipCode.replace(/\D/g, ''), ...rest };
}
