import type { DueDelivery } from '../ports.ts';
import { findColumn, type FieldSettings } from '../settings.ts';
import { toDraftFacts } from './to-draft-facts.ts';
import { toCustomerDraft, toLocationDraft, toOrderDraft, toTicketDraft } from './to-drafts.ts';
import { FALLBACK_PREFIX } from './to-message.ts';

/** What would be sent for a delivery, request by request. */
export interface DeliveryPreview {
  readonly isalesId: string;
  readonly chave: string;
  readonly tipo: string;
  readonly estado: string;
  /** In order; empty while something is missing. What exists already is not made again. */
  readonly requests: readonly { readonly operation: string; readonly body: unknown }[];
}

/** Stands for an id that FieldControl gives only when the object is made. */
const LATER = '(id of the object made before)';

/** The bodies of a delivery as the tables have them now. Searches are left out. */
export function toPreview(due: DueDelivery, settings: FieldSettings): DeliveryPreview {
  const { isalesId, chave, delivery, customer, location, ref } = due;
  const head = { isalesId, chave, tipo: delivery.tipo, estado: delivery.estado };
  const facts = toDraftFacts(due);
  if (facts === undefined) return { ...head, requests: [] };
  const isOrder = delivery.tipo === 'pedido';
  const makesCustomer = isOrder && customer.fieldId === null;
  const makesLocation = isOrder && !makesCustomer && location.fieldId === null;
  const target = {
    ...{ chave, prefix: findColumn(settings, delivery.colunaId)?.prefix ?? FALLBACK_PREFIX },
    serviceId: delivery.tipoServico ?? '',
    customerId: ref?.clienteFieldId ?? customer.fieldId ?? LATER,
    locationId: ref?.locationFieldId ?? location.fieldId ?? LATER,
  };
  return {
    ...head,
    requests: [
      ...(makesCustomer ? [{ operation: 'createCustomer', body: toCustomerDraft(facts) }] : []),
      ...(makesLocation ? [{ operation: 'createLocation', body: toLocationDraft(facts) }] : []),
      settings.target === 'order'
        ? { operation: 'createOrder', body: toOrderDraft(facts, target) }
        : { operation: 'createTicket', body: toTicketDraft(facts, target) },
    ],
  };
}
