import type { DeliveryEnd, DueDelivery } from '../ports.ts';
import { decideTurn } from '../rules/decide-turn.ts';
import { judgeWrite, toRetryAt } from '../rules/judge-write.ts';
import { toDraftFacts } from '../rules/to-draft-facts.ts';
import { toDeliveryEnd } from '../rules/to-delivery-end.ts';
import { addContacts } from './add-contacts.ts';
import { ensureCustomer, type AmbiguousCustomer } from './ensure-customer.ts';
import { ensureLocation } from './ensure-location.ts';
import { ensureRequest } from './ensure-request.ts';
import type { PushWork } from './push-work.ts';
import type { Written } from './write-once.ts';

const WAIT_MS = 5_000;

type Undelivered = Exclude<Written, { state: 'there' }> | AmbiguousCustomer;

/** One delivery from its turn to its end: customer, place, contacts, request; each a checkpoint. */
export async function deliver(given: Omit<PushWork, 'facts'>): Promise<DeliveryEnd> {
  const { due } = given;
  const turn = decideTurn(due.delivery, due.deliveries, due.ref?.estado ?? null);
  const head = { deliveryId: due.id, isalesId: due.isalesId, lookUps: 0 };
  const isCancellation = due.delivery.tipo === 'cancelamento';
  if (turn.turn === 'drop') {
    return { ...head, end: 'dropped', motivo: turn.motivo, isCancellation };
  }
  if (turn.turn === 'wait') {
    const error = new Error('The order that it cancels is still under way.');
    return { ...head, end: 'later', estado: 'pronto', until: later(given, WAIT_MS), error };
  }
  const facts = toDraftFacts(due);
  if (facts === undefined) {
    const pending = {
      motivo: 'isales_incompleto',
      detalhe: 'Faltam dados do cliente ou do endereço.',
    } as const;
    return { ...head, end: 'blocked', pending };
  }
  const work: PushWork = { ...given, facts };
  const isWanted = turn.turn === 'send';
  try {
    const written =
      due.delivery.tipo === 'pedido'
        ? await bringOrder(work, isWanted)
        : await bringCancellation(work);
    const motivo = turn.turn === 'clear-up' ? turn.motivo : 'substituido';
    return toDeliveryEnd(written, { head, tentativas: due.tentativas, motivo });
  } catch (error) {
    // A read that failed: nothing was written by it, and what was written before is kept.
    const { verdict, error: words } = judgeWrite(error);
    if (verdict === 'refused') {
      return toDeliveryEnd(
        { state: 'refused', error: words, lookUps: 0 },
        { head, tentativas: 0, motivo: 'substituido' },
      );
    }
    const until = toRetryAt(error) ?? later(given, WAIT_MS);
    const estado = isUncertain(due) ? 'incerto' : 'pronto';
    return { ...head, end: 'later', estado, until, error };
  }
}

async function bringOrder(work: PushWork, isWanted: boolean): Promise<Written | Undelivered> {
  const customer = await ensureCustomer(work);
  if (customer.state !== 'there') return notYet(work, customer);
  const location = await ensureLocation(work, customer);
  if (location.state !== 'there') return notYet(work, location);
  if (isWanted) await addContacts(work, customer);
  const isFirst = work.due.delivery.seq === 1;
  const isKnownElsewhere = customer.found !== undefined || !work.due.customer.criadoPeloScript;
  return ensureRequest(work, {
    ...{ customerId: customer.id, locationId: location.id, isWanted },
    mayBeAdopted: isFirst && !customer.isFresh && isKnownElsewhere && !isUncertain(work.due),
  });
}

/** That a customer or a place is unclear says nothing of the request, which has not left yet. */
function notYet<End extends Undelivered>({ due }: PushWork, end: End): End {
  return end.state === 'later' ? { ...end, isUnclear: isUncertain(due) } : end;
}

/** For the customer and at the place of the order that it cancels. */
async function bringCancellation(work: PushWork): Promise<Written> {
  const { ref, customer, location } = work.due;
  const customerId = ref?.clienteFieldId ?? customer.fieldId ?? '';
  const locationId = ref?.locationFieldId ?? location.fieldId;
  const order = { customerId, locationId, mayBeAdopted: false, isWanted: true };
  return ensureRequest(work, order);
}

function isUncertain({ delivery }: DueDelivery): boolean {
  return delivery.estado === 'incerto' || delivery.estado === 'enviando';
}

function later({ now }: Pick<PushWork, 'now'>, ms: number): Date {
  return new Date(now().getTime() + ms);
}
