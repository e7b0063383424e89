import { toCommentBody, toTicketBody } from '@ponte/connectors/fieldcontrol/model';
import type { ChangedDelivery } from '../ports.ts';
import type { FieldSettings } from '../settings.ts';
import { toChangeComment, toChangeDraft } from './to-change.ts';
import { toDraftFacts } from './to-draft-facts.ts';
import { toBodyHash } from './to-hashes.ts';
import { LATER, type DeliveryPreview, type PreviewedRequest } from './to-preview.ts';

/** The requests that bring a change of the project to what was delivered before. */
export function toChangePreview(
  changed: ChangedDelivery,
  settings: FieldSettings,
): DeliveryPreview {
  const { isalesId, chave, delivery, objeto, fieldId, orderFieldId, requestHash } = changed;
  const head = { isalesId, chave, tipo: delivery.tipo, estado: delivery.estado };
  const facts = toDraftFacts(changed);
  const draft = facts && toChangeDraft(changed, facts, settings);
  if (draft === undefined || toBodyHash(draft) === requestHash) return { ...head, requests: [] };
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
      ...(objeto === 'ticket' ? [update] : []),
      ...(settings.changedAfterAcceptance === 'comment' ? [comment] : []),
    ],
  };
}
