import {
  toCustomerBody,
  toLocationBody,
  toOrderBody,
  toTicketBody,
} from '@ponte/connectors/fieldcontrol/model';
import type { DueDelivery } from '../ports.ts';
import type { FieldSettings } from '../settings.ts';
import { decideTurn } from './decide-turn.ts';
import { toContacts, toContactsHash, toEmailDraft, toPhoneDraft } from './to-contacts.ts';
import { toDraftFacts } from './to-draft-facts.ts';
import { toCustomerDraft, toLocationDraft, toOrderDraft, toTicketDraft } from './to-drafts.ts';
import { toTarget } from './to-target.ts';

/** One request that would leave. */
export interface PreviewedRequest {
  readonly operation: string;
  /** `POST /customers` */
  readonly request: string;
  /** As it goes over the wire. */
  readonly body: Readonly<Record<string, unknown>>;
  /** What FieldControl has to answer first; null: it leaves in any case. */
  readonly only: string | null;
}

/** What would be sent for a delivery, request by request. */
export interface DeliveryPreview {
  readonly isalesId: string;
  readonly chave: string;
  readonly tipo: string;
  readonly estado: string;
  /** In order; empty while something is missing. Reads are left out. */
  readonly requests: readonly PreviewedRequest[];
}

/** Stands for an id that FieldControl gives only when the object is made or found. */
export const LATER = '(id from the answer before)';

/** The requests of a delivery as the tables have it now. */
export function toPreview(due: DueDelivery, settings: FieldSettings): DeliveryPreview {
  const { isalesId, chave, delivery, ref } = due;
  const head = { isalesId, chave, tipo: delivery.tipo, estado: delivery.estado };
  const facts = toDraftFacts(due, settings.target);
  const { turn } = decideTurn(delivery, due.deliveries, ref?.estado ?? null);
  if (facts === undefined || turn === 'drop' || turn === 'clear-up') {
    return { ...head, requests: [] };
  }
  const isOrder = delivery.tipo === 'pedido';
  const before = isOrder
    ? [...previewCustomer(due, facts), ...previewPlace(due, facts), ...previewContacts(due)]
    : [];
  return { ...head, requests: [...before, previewRequest(due, facts, settings)] };
}

type Facts = NonNullable<ReturnType<typeof toDraftFacts>>;

function previewCustomer({ customer }: DueDelivery, facts: Facts): PreviewedRequest[] {
  if (customer.fieldId !== null) return [];
  const only = 'no customer with this document or code exists';
  const body = toCustomerBody(toCustomerDraft(facts));
  return [{ operation: 'createCustomer', request: 'POST /customers', body, only }];
}

/** The place of the address, unless FieldControl is known to have it. */
export function previewPlace(
  { customer, location }: DueDelivery,
  facts: Facts,
): PreviewedRequest[] {
  if (location.fieldId !== null) return [];
  const customerId = customer.fieldId ?? LATER;
  const only =
    customer.fieldId === null
      ? 'the customer exists and has no such place'
      : 'the customer has no such place';
  const body = toLocationBody(customerId, toLocationDraft(facts));
  const request = `POST /customers/${customerId}/locations`;
  return [{ operation: 'createLocation', request, body, only }];
}

function previewContacts({ customer, person }: DueDelivery): PreviewedRequest[] {
  const { fieldId, hashContatos } = customer;
  const contacts = toContacts(person);
  if (fieldId !== null && toContactsHash(fieldId, contacts) === hashContatos) return [];
  const { phones, email } = contacts;
  const only = 'the customer does not have it yet';
  const path = `POST /customers/${fieldId ?? LATER}`;
  const isNew = fieldId === null;
  return [
    ...phones.map((number, index) => ({
      ...{ operation: 'addPhone', request: `${path}/phones`, only },
      body: { ...toPhoneDraft(number, { isPrimary: isNew && index === 0 }) },
    })),
    ...(email === null
      ? []
      : [
          {
            ...{ operation: 'addEmail', request: `${path}/emails`, only },
            body: { ...toEmailDraft(email) },
          },
        ]),
  ];
}

function previewRequest(due: DueDelivery, facts: Facts, settings: FieldSettings): PreviewedRequest {
  const { ref, customer, location, delivery } = due;
  const isOrder = delivery.tipo === 'pedido';
  const target = toTarget(due, settings, {
    customerId: (isOrder ? null : ref?.clienteFieldId) ?? customer.fieldId ?? LATER,
    locationId:
      (isOrder ? null : ref?.locationFieldId) ?? location.fieldId ?? (isOrder ? LATER : null),
  });
  const isUnclear = delivery.estado === 'incerto' || delivery.estado === 'enviando';
  const only = isUnclear ? 'FieldControl does not have it under this key' : null;
  return settings.target === 'order'
    ? {
        ...{ operation: 'createOrder', request: 'POST /orders', only },
        body: toOrderBody(toOrderDraft(facts, target)),
      }
    : {
        ...{ operation: 'createTicket', request: 'POST /tickets', only },
        body: toTicketBody(toTicketDraft(facts, target)),
      };
}
