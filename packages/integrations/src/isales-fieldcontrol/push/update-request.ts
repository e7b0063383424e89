import type { OrderCommentDraft } from '@ponte/connectors/fieldcontrol/model';
import type { ChangedDelivery, ChangeEnd } from '../ports.ts';
import {
  decideChange,
  decideUnbrought,
  isCalledOff,
  isMoved,
  isPlaceKnown,
} from '../rules/decide-change.ts';
import { toWaitMs } from '../rules/decide-setback.ts';
import { judgeWrite } from '../rules/judge-write.ts';
import { toDraftFacts } from '../rules/to-draft-facts.ts';
import { toChangeComment, toChangeDraft, toChangeHash } from '../rules/to-change.ts';
import type { DraftFacts } from '../rules/to-drafts.ts';
import { ensureLocation } from './ensure-location.ts';
import type { PushWork } from './push-work.ts';

export type ChangeWork = Omit<PushWork, 'facts' | 'due' | 'requests'>;

/**
 * Brings a change of the project to a request that was delivered before: into the request as long
 * as the planner has not acted, a new place included, else as a comment of its order or in front of
 * a person. While something is missing the change waits. Throws what the client throws, except for
 * what FieldControl refuses.
 */
export async function updateRequest(
  work: ChangeWork,
  changed: ChangedDelivery,
): Promise<ChangeEnd> {
  const { settings } = work;
  if (isCalledOff(changed)) return toHead(changed);
  const facts = toDraftFacts(changed);
  if (facts === undefined || !isPlaceKnown(changed, settings)) {
    return putOff(changed, 'incomplete', new Error('The new place is not known yet.'));
  }
  const { customerId } = changed.delivered;
  if (changed.customer.fieldId === null || ![null, changed.customer.fieldId].includes(customerId)) {
    return hold(changed, 'O projeto é de outro cliente no iSales do que o pedido no FieldControl.');
  }
  try {
    return await bringChange(work, changed, facts);
  } catch (error) {
    if (judgeWrite(error).verdict !== 'refused') throw error;
    return hold(changed, 'O FieldControl não tem mais o pedido, ou não aceita a mudança dele.');
  }
}

/** The change stands behind the others, longer each time; after many tries also before a person. */
export function putOff(
  changed: ChangedDelivery,
  why: 'incomplete' | 'failed',
  error: unknown,
): ChangeEnd {
  const pending = decideUnbrought(changed.tries, why);
  const again = { inMs: toWaitMs(changed.tries), isTry: true, error };
  return { ...toHead(changed), pending, again };
}

async function bringChange(
  work: ChangeWork,
  changed: ChangedDelivery,
  facts: DraftFacts,
): Promise<ChangeEnd> {
  const { field, options, settings } = work;
  const { fieldId, objeto } = changed;
  const { locationId: before } = changed.delivered;
  const stays = !isMoved(changed);
  const asBefore = { changed, facts, settings, locationId: before };
  if (stays && toChangeHash(asBefore) === changed.sent.requestHash) return toHead(changed);
  const ticket = objeto === 'ticket' ? await field.getTicket(fieldId, options) : undefined;
  const { change, situacao } = decideChange(ticket, settings);
  const head = { ...toHead(changed), situacao };
  if (change === 'update') {
    const place = stays
      ? { state: 'there' as const, id: before }
      : await move(work, changed, facts);
    if (place.state !== 'there') {
      const error = place.state === 'absent' ? new Error('The place is not there.') : place.error;
      return { ...putOff(changed, 'failed', error), situacao };
    }
    const asNow = { ...asBefore, locationId: place.id };
    await field.updateTicket(fieldId, toChangeDraft(asNow), options);
    return { ...head, now: { requestHash: toChangeHash(asNow), locationId: place.id } };
  }
  const words = toChangeComment(toChangeDraft(asBefore));
  // A place is not words: whoever accepted the request has to be shown that it is another.
  const isTold = change === 'comment' && stays && (await comment(work, changed, words));
  if (isTold) return { ...head, now: { requestHash: toChangeHash(asBefore), locationId: before } };
  const detalhe = 'O projeto mudou no iSales depois que o pedido foi aceito ou encerrado.';
  return { ...hold(changed, detalhe), situacao };
}

/** The place of the new address, found at FieldControl or made there. */
function move(work: ChangeWork, changed: ChangedDelivery, facts: DraftFacts) {
  const { localPrincipalFieldId: primaryLocationId, fieldId } = changed.customer;
  const seen = { isFresh: false, primaryLocationId, found: undefined };
  const customer = { state: 'there', id: fieldId ?? '', ...seen } as const;
  return ensureLocation({ ...work, due: changed, facts }, customer);
}

function toHead({ id, isalesId, version }: ChangedDelivery): ChangeEnd {
  const none = { now: undefined, situacao: undefined, pending: undefined, again: undefined };
  return { deliveryId: id, isalesId, version, ...none };
}

function hold(changed: ChangedDelivery, detalhe: string): ChangeEnd {
  return { ...toHead(changed), pending: { motivo: 'divergencia_pos_envio', detalhe } };
}

/** False when there is no order to comment on. What stands there already is not written again. */
async function comment(
  { field, options }: ChangeWork,
  { orderFieldId, fieldId, objeto }: ChangedDelivery,
  draft: OrderCommentDraft,
): Promise<boolean> {
  const found = async (): Promise<string | undefined> =>
    (await field.findOrdersByTicket(fieldId, options)).items[0]?.id;
  const orderId = objeto === 'order' ? fieldId : (orderFieldId ?? (await found()));
  if (orderId === undefined) return false;
  const known = await field.listOrderComments(orderId, options);
  if (known.some(({ message }) => message === draft.message)) return true;
  await field.addOrderComment(orderId, draft, options);
  return true;
}
