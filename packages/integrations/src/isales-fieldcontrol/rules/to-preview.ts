import {
  toCustomerBody,
  toLocationBody,
  toOrderBody,
  toTicketBody,
} from '@ponte/connectors/fieldcontrol/model';
import type { DeliveryState } from '../delivery.ts';
import type { DueDelivery } from '../ports.ts';
import type { FieldSettings } from '../settings.ts';
import { decideTurn } from './decide-turn.ts';
import { LATER, type PreviewedRequest } from './previewed-request.ts';
import { previewContacts } from './to-contacts-preview.ts';
import { toDraftFacts } from './to-draft-facts.ts';
import { toCustomerDraft, toLocationDraft, toOrderDraft, toTicketDraft } from './to-drafts.ts';
import { toTarget } from './to-target.ts';

/** What would be sent for a delivery, request by request. */
export interface DeliveryPreview {
  readonly isalesId: string;
  readonly chave: string;
  readonly tipo: string;
  readonly estado: string;
  /** In order; empty while something is missing, the service included. Reads are left out. */
  readonly requests: readonly PreviewedRequest[];
}

/** The requests of a delivery as the tables have it now. */
export function toPreview(due: DueDelivery, settings: FieldSettings): DeliveryPreview {
  const { isalesId, chave, delivery, ref } = due;
  const head = { isalesId, chave, tipo: delivery.tipo, estado: delivery.estado };
  const facts = toDraftFacts(due, settings.target);
  const { turn } = decideTurn(delivery, due.deliveries, ref?.estado ?? null);
  const isUnmapped = delivery.tipoServico === null;
  if (facts === undefined || isUnmapped || turn === 'drop' || turn === 'clear-up') {
    return { ...head, requests: [] };
  }
  const isOrder = delivery.tipo === 'pedido';
  const before = isOrder
    ? [...previewCustomer(due, facts), ...previewPlace(due, facts), ...previewContacts(due)]
    : [];
  const requests = [...before, previewRequest(due, facts, settings)];
  return { ...head, requests: requests.map((request) => keepBack(request, delivery.estado)) };
}

/** What a delivery in front of a person waits for. */
const KEPT_BACK: Readonly<Partial<Record<DeliveryState, string>>> = {
  bloqueado: 'what blocks it is put in order (see its pendings)',
  rejeitado: 'the card is corrected or the refusal released (see its pendings)',
};

function keepBack(request: PreviewedRequest, estado: DeliveryState): PreviewedRequest {
  const waits = KEPT_BACK[estado];
  if (waits === undefined) return request;
  return { ...request, only: request.only === null ? waits : `${waits}, and ${request.only}` };
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
