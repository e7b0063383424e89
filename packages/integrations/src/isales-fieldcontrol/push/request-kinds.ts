import type { DeliveryTarget } from '../rules/to-drafts.ts';
import { toOrderDraft, toTicketDraft } from '../rules/to-drafts.ts';
import type { PushWork } from './push-work.ts';
import type { Made } from './write-once.ts';

/** What FieldControl gets for a delivery, by the word for it. */
export type RequestKind = 'ticket' | 'order';

const OPERATIONS: Readonly<Record<RequestKind, string>> = {
  ticket: 'fieldcontrol.createTicket',
  order: 'fieldcontrol.createOrder',
};

/** The ledger's name of a delivery's write. */
export function toRequestKey(kind: RequestKind, chave: string) {
  return { operation: OPERATIONS[kind], reference: chave };
}

/** Searches what was sent under this key; a ticket is found by the name that it was sent with. */
export function bindLookUp(
  { field, options }: Pick<PushWork, 'field' | 'options'>,
  sought: { readonly kind: RequestKind; readonly chave: string; readonly nome: string },
): () => Promise<Made | undefined> {
  const { kind, chave, nome } = sought;
  if (kind === 'order') {
    return async () => (await field.findOrdersByExternalId(chave, options)).items[0];
  }
  return async () => {
    const found = await field.searchTickets({ name: nome, externalId: chave }, options);
    const [ticket] = found.items;
    if (ticket === undefined) return undefined;
    const { id, status: situacao, customerId, locationId } = ticket;
    return { id, situacao, customerId, locationId };
  };
}

/** A delivery's body with the call that sends it. */
export interface RequestDraft {
  readonly body: unknown;
  create(onStatus: (status: number) => void): Promise<Made>;
}

/** Writes the body of a ticket or an order. */
export function draftRequest(
  { field, facts, options }: PushWork,
  kind: RequestKind,
  target: DeliveryTarget,
): RequestDraft {
  if (kind === 'order') {
    const body = toOrderDraft(facts, target);
    return { body, create: (onStatus) => field.createOrder(body, { ...options, onStatus }) };
  }
  const body = toTicketDraft(facts, target);
  return {
    body,
    create: async (onStatus) => {
      const ticket = await field.createTicket(body, { ...options, onStatus });
      return { id: ticket.id, situacao: ticket.status };
    },
  };
}
