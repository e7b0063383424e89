import { toCommentBody, toTicketBody } from '@ponte/connectors/fieldcontrol/model';
import type { ChangedDelivery } from '../ports.ts';
import type { FieldSettings } from '../settings.ts';
import { isCalledOff, isMoved, isPlaceKnown } from './decide-change.ts';
import { toChangeComment, toChangeDraft, toChangeHash } from './to-change.ts';
import { toDraftFacts } from './to-draft-facts.ts';
import { LATER, type PreviewedRequest } from './previewed-request.ts';
import { previewPlace, type DeliveryPreview } from './to-preview.ts';

/** The requests that bring a change of the project to what was delivered before. */
export function toChangePreview(
  changed: ChangedDelivery,
  settings: FieldSettings,
): DeliveryPreview {
  const { isalesId, chave, delivery, objeto, fieldId, orderFieldId, location } = changed;
  const head = { isalesId, chave, tipo: delivery.tipo, estado: delivery.estado };
  if (isCalledOff(changed)) return { ...head, requests: [] };
  const facts = toDraftFacts(changed);
  if (facts === undefined || !isPlaceKnown(changed, settings)) return { ...head, requests: [] };
  const stays = !isMoved(changed);
  const locationId = stays ? changed.delivered.locationId : (location.fieldId ?? LATER);
  const change = { changed, facts, settings, locationId };
  if (stays && toChangeHash(change) === changed.sent.requestHash) return { ...head, requests: [] };
  const draft = toChangeDraft(change);
  const update: PreviewedRequest = {
    ...{ operation: 'updateTicket', request: `PUT /tickets/${fieldId}` },
    ...{ body: toTicketBody(draft), only: 'the planner has not accepted the request' },
  };
  const orderId = objeto === 'order' ? fieldId : (orderFieldId ?? LATER);
  const comment: PreviewedRequest = {
    ...{ operation: 'addOrderComment', request: `POST /orders/${orderId}/comments` },
    body: toCommentBody(toChangeComment(draft)),
    only:
      objeto === 'order'
        ? 'the order does not have this comment'
        : 'the planner has accepted the request, and its order does not have this comment',
  };
  return {
    ...head,
    requests: [
      ...(objeto === 'ticket' && !stays ? previewPlace(changed, facts) : []),
      ...(objeto === 'ticket' ? [update] : []),
      // A place is not words: another one stands in front of a person.
      ...(settings.changedAfterAcceptance === 'comment' && stays ? [comment] : []),
    ],
  };
}
