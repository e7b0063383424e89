import type { Delivered } from '../field-intents.ts';
import type { Pending } from '../project.ts';
import { IN_DOUBT, judgeEarlier } from '../rules/judge-earlier.ts';
import type { DeliveryTarget } from '../rules/to-drafts.ts';
import { toBodyHash } from '../rules/to-hashes.ts';
import { toTarget } from '../rules/to-target.ts';
import type { PushWork } from './push-work.ts';
import { bindLookUp, draftRequest, toRequestKey } from './request-kinds.ts';
import { withheld, writeOnce, type Made, type Written } from './write-once.ts';

export interface RequestOrder {
  readonly customerId: string;
  readonly locationId: string | null;
  readonly serviceId: string;
  /** The customer was found, so that the first program may have asked for this before. */
  readonly mayBeAdopted: boolean;
}

/** An earlier request may be this one: a person has to say. */
export interface DoubtfulRequest {
  readonly state: 'doubtful';
  readonly pending: Pending;
}

/**
 * The request or order itself: adopted when the first program made it under the client's bare id,
 * else made once under the delivery's key. Throws what the client throws while reading.
 */
export async function ensureRequest(
  work: PushWork,
  order: RequestOrder,
): Promise<Written | DoubtfulRequest> {
  const { due, requests, settings, ports, facts, now } = work;
  const { customerId, locationId, serviceId } = order;
  const { chave } = due;
  const target = { ...toTarget(due, settings, { customerId, locationId }), serviceId };
  const kind = settings.target;
  const { body, create } = draftRequest(work, kind, target);
  const requestHash = toBodyHash(body);
  const key = toRequestKey(kind, chave);
  const effectOf = (made: Made, isMade: boolean) => {
    const delivered: Delivered = {
      ...{ deliveryId: due.id, objeto: kind, fieldId: made.id, isMade },
      ...{ clienteFieldId: customerId, locationFieldId: locationId, sentOf: due.hashDados },
      requestHash: isMade ? requestHash : null,
      situacao: made.situacao ?? 'pending',
    };
    return { kind: 'delivered', delivered } as const;
  };
  const { nome } = facts.person;
  const { clienteId } = due.customer;
  const madeOf = { clienteId, enderecoId: due.location.enderecoId, hashDados: due.hashDados };
  const mayLeave = (): Promise<boolean> =>
    ports.claim(due.id, { objeto: kind, nome, requestHash, madeOf });
  const earlier = order.mayBeAdopted ? await findEarlier(work, target) : undefined;
  if (earlier === 'doubtful') return { state: 'doubtful', pending: IN_DOUBT };
  if (earlier !== undefined) {
    if (!(await mayLeave())) return withheld(now());
    await requests.adopt(key, effectOf(earlier, false));
    return { state: 'there', made: earlier, isMade: false, lookUps: 0 };
  }
  const lookUp = bindLookUp(work, { kind, chave, nome });
  return writeOnce({
    ...{ intents: requests, key, body, now, mayLeave, lookUp, create, toEffect: effectOf },
  });
}

/** What the first program's table took of a name. */
const FIRST_PROGRAM_NAME = 50;

/**
 * The first program wrote the client's bare id, for all cards of a client, orders and cancellations
 * alike: what another delivery was found to be is not this one too, nor what was made before the
 * project was sold.
 */
async function findEarlier(
  { ports, account, field, facts, due, options }: PushWork,
  { serviceId, customerId }: DeliveryTarget,
): Promise<Made | 'doubtful' | undefined> {
  const externalId = due.isalesClienteId;
  const name = facts.person.nome.slice(0, FIRST_PROGRAM_NAME);
  const { items } = await field.searchTickets({ name, externalId }, options);
  const same = items.filter(
    (ticket) => ticket.serviceId === serviceId && ticket.customerId === customerId,
  );
  if (same.length === 0) return undefined;
  const ids = same.map(({ id }) => id as string);
  const kept = new Set(await ports.listKept(account, ids));
  const free = same
    .filter(({ id }) => !kept.has(id))
    .map(({ id, status, createdAt, isCanceled, archived }) => {
      const isLive = !isCanceled && !archived;
      const whose = judgeEarlier({ createdAt, isLive }, due.work.dataFechamento);
      return { id, situacao: status, whose };
    });
  const mine = free.find(({ whose }) => whose === 'this');
  if (mine !== undefined) return { id: mine.id, situacao: mine.situacao };
  return free.some(({ whose }) => whose === 'doubt') ? 'doubtful' : undefined;
}
