import type { Delivered } from '../ports.ts';
import { toOrderDraft, toTicketDraft, type DeliveryTarget } from '../rules/to-drafts.ts';
import { toBodyHash } from '../rules/to-hashes.ts';
import { toTarget } from '../rules/to-target.ts';
import type { PushWork } from './push-work.ts';
import { writeOnce, type Made, type Written } from './write-once.ts';

export interface RequestOrder {
  readonly customerId: string;
  readonly locationId: string | null;
  /** The customer was found, so that the first program may have asked for this before. */
  readonly mayBeAdopted: boolean;
  readonly isWanted: boolean;
}

/**
 * The request or order itself: adopted when the first program made it under the card's bare id,
 * else made once under the delivery's key. Throws what the client throws while reading.
 */
export async function ensureRequest(work: PushWork, order: RequestOrder): Promise<Written> {
  const { due, tenure, settings, ports, account } = work;
  const { customerId, locationId } = order;
  const target = toTarget(due, settings, { customerId, locationId });
  const kind = bindKind(work, target);
  const key = { operation: kind.operation, reference: due.chave };
  const effectOf = (made: Made, isMade: boolean) => {
    const delivered: Delivered = {
      ...{ deliveryId: due.id, objeto: settings.target, fieldId: made.id, isMade },
      ...{ clienteFieldId: customerId, locationFieldId: locationId },
      requestHash: isMade ? toBodyHash(kind.body) : null,
      situacao: made.situacao ?? 'pending',
    };
    return { kind: 'delivered', delivered } as const;
  };
  if (order.mayBeAdopted) {
    const earlier = await findEarlier(work, target);
    if (earlier !== undefined) {
      await tenure.intents.adopt(key, effectOf(earlier, false));
      return { state: 'there', made: earlier, isMade: false, lookUps: 0 };
    }
  }
  return writeOnce({
    intents: tenure.intents,
    ...{ key, body: kind.body, isWanted: order.isWanted, now: work.now },
    mayLeave: () => ports.claim(account, due.id),
    ...{ lookUp: kind.lookUp, create: kind.create, toEffect: effectOf },
  });
}

interface Kind {
  readonly operation: string;
  readonly body: unknown;
  lookUp(): Promise<Made | undefined>;
  create(onStatus: (status: number) => void): Promise<Made>;
}

function bindKind(work: PushWork, target: DeliveryTarget): Kind {
  const { field, facts, options, settings } = work;
  const { chave } = target;
  if (settings.target === 'order') {
    const body = toOrderDraft(facts, target);
    return {
      ...{ operation: 'fieldcontrol.createOrder', body },
      lookUp: async () => (await field.findOrdersByExternalId(chave, options)).items[0],
      create: (onStatus) => field.createOrder(body, { ...options, onStatus }),
    };
  }
  const body = toTicketDraft(facts, target);
  return {
    ...{ operation: 'fieldcontrol.createTicket', body },
    lookUp: async () => {
      const sought = { name: body.name, externalId: chave };
      const [ticket] = (await field.searchTickets(sought, options)).items;
      return ticket && { id: ticket.id, situacao: ticket.status };
    },
    create: async (onStatus) => {
      const ticket = await field.createTicket(body, { ...options, onStatus });
      return { id: ticket.id, situacao: ticket.status };
    },
  };
}

/** The first program wrote the client's bare id, for orders and cancellations alike. */
async function findEarlier(
  { field, facts, due, options }: PushWork,
  { serviceId, customerId }: DeliveryTarget,
): Promise<Made | undefined> {
  const externalId = due.isalesClienteId;
  const sought = { name: facts.person.nome, externalId };
  const { items } = await field.searchTickets(sought, options);
  const same = items.find(
    (ticket) => ticket.serviceId === serviceId && ticket.customerId === customerId,
  );
  return same && { id: same.id, situacao: same.isCanceled ? 'canceled' : same.status };
}
