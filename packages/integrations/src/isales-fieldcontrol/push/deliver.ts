import type { DeliveryEnd, DueDelivery } from '../ports.ts';
import type { Pending } from '../project.ts';
import { decideSetback } from '../rules/decide-setback.ts';
import { decideTurn } from '../rules/decide-turn.ts';
import { isVendorShape, judgeWrite } from '../rules/judge-write.ts';
import { toDraftFacts } from '../rules/to-draft-facts.ts';
import { toDeliveryEnd } from '../rules/to-delivery-end.ts';
import { completeContacts } from './add-contacts.ts';
import { clearUpRequest } from './clear-up-request.ts';
import { ensureCustomer, type AmbiguousCustomer } from './ensure-customer.ts';
import { ensureLocation } from './ensure-location.ts';
import { ensureRequest, type DoubtfulRequest } from './ensure-request.ts';
import type { PushWork } from './push-work.ts';
import type { Written } from './write-once.ts';

const WAIT_MS = 5_000;

type Undelivered = Exclude<Written, { state: 'there' }> | AmbiguousCustomer;
type Delivering = Written | Undelivered | DoubtfulRequest;
type Given = Omit<PushWork, 'facts'>;

/**
 * One delivery from its turn to its end. What may be at FieldControl is looked for before anything
 * else; then customer, place, contacts, request, each a checkpoint. A failure is this delivery's
 * alone; only what befalls every delivery alike is thrown.
 */
export async function deliver(given: Given): Promise<DeliveryEnd> {
  const { due, now } = given;
  try {
    return await takeTurn(given);
  } catch (error) {
    given.options.signal.throwIfAborted();
    const head = toHead(due);
    const isUncertain = isInDoubt(due);
    // FieldControl said no to a read: nothing was written by it.
    if (isVendorShape(error) && !isUncertain && judgeWrite(error).verdict === 'refused') {
      const context = { head, falhas: due.falhas, now: now(), motivo: 'substituido' } as const;
      return toDeliveryEnd({ state: 'refused', error, lookUps: 0 }, context);
    }
    const setback = decideSetback(error, { falhas: due.falhas, isUncertain, now: now() });
    return { ...head, end: 'later', estado: 'as-it-was', error, ...setback };
  }
}

async function takeTurn(given: Given): Promise<DeliveryEnd> {
  const { due, now } = given;
  const turn = decideTurn(due.delivery, due.deliveries, due.ref?.estado ?? null);
  const head = toHead(due);
  if (turn.turn === 'drop') {
    const isCancellation = due.delivery.tipo === 'cancelamento';
    return { ...head, end: 'dropped', motivo: turn.motivo, isCancellation };
  }
  if (turn.turn === 'wait') {
    const error = new Error('The order that it cancels is still under way.');
    const until = new Date(now().getTime() + WAIT_MS);
    return { ...head, end: 'later', estado: 'as-it-was', until, error, isTry: false };
  }
  const motivo = turn.turn === 'clear-up' ? turn.motivo : 'substituido';
  const toEnd = (written: Delivering): DeliveryEnd =>
    toDeliveryEnd(written, { head, falhas: due.falhas, now: now(), motivo });
  if (!isInDoubt(due)) return bring(given, toEnd);
  const cleared = await clearUpRequest(given);
  if (cleared.state !== 'absent' || turn.turn === 'clear-up') return toEnd(cleared);
  await given.ports.noteAbsent(due.id);
  const delivery = { ...due.delivery, estado: 'pronto' } as const;
  return bring({ ...given, due: { ...due, delivery } }, toEnd);
}

async function bring(
  given: Given,
  toEnd: (written: Delivering) => DeliveryEnd,
): Promise<DeliveryEnd> {
  const { due, settings } = given;
  const facts = toDraftFacts(due, settings.target);
  const serviceId = due.delivery.tipoServico;
  if (facts === undefined) return blocked(due, MISSING);
  if (serviceId === null) return blocked(due, UNMAPPED);
  const work: PushWork = { ...given, facts };
  return toEnd(
    due.delivery.tipo === 'pedido'
      ? await bringOrder(work, serviceId)
      : await bringCancellation(work, serviceId),
  );
}

const MISSING: Pending = {
  motivo: 'isales_incompleto',
  detalhe: 'Faltam dados do cliente ou do endereço.',
};
const UNMAPPED: Pending = {
  motivo: 'servico_nao_mapeado',
  detalhe: 'A coluna do cartão não tem serviço nas configurações (columns).',
};

async function bringOrder(work: PushWork, serviceId: string): Promise<Delivering> {
  const { due } = work;
  const customer = await ensureCustomer(work);
  if (customer.state !== 'there') return notYet(customer);
  const location = await ensureLocation(work, customer);
  if (location.state !== 'there') return notYet(location);
  await completeContacts(work, customer);
  const isKnownElsewhere = customer.found !== undefined || !due.customer.criadoPeloScript;
  return ensureRequest(work, {
    ...{ customerId: customer.id, locationId: location.id, serviceId },
    mayBeAdopted: due.delivery.seq === 1 && !customer.isFresh && isKnownElsewhere,
  });
}

/** That a customer or a place is unclear says nothing of the request, which has not left yet. */
function notYet<End extends Undelivered>(end: End): End {
  return end.state === 'later' ? { ...end, isUnclear: false } : end;
}

/** For the customer and at the place of the order that it cancels. */
async function bringCancellation(work: PushWork, serviceId: string): Promise<Delivering> {
  const { ref, customer, location } = work.due;
  const customerId = ref?.clienteFieldId ?? customer.fieldId ?? '';
  const locationId = ref?.locationFieldId ?? location.fieldId;
  return ensureRequest(work, { customerId, locationId, serviceId, mayBeAdopted: false });
}

function blocked(due: DueDelivery, pending: Pending): DeliveryEnd {
  return { ...toHead(due), end: 'blocked', pending };
}

function toHead({ id, isalesId }: DueDelivery) {
  return { deliveryId: id, isalesId, lookUps: 0 };
}

function isInDoubt({ delivery }: DueDelivery): boolean {
  return delivery.estado === 'incerto' || delivery.estado === 'enviando';
}
