import type { OrderCommentDraft, TicketDraft } from '@ponte/connectors/fieldcontrol/model';
import type { ChangedDelivery } from '../ports.ts';
import type { FieldSettings } from '../settings.ts';
import { toTicketDraft, type DraftFacts } from './to-drafts.ts';
import { toTarget } from './to-target.ts';

const AUTHOR = 'Ponte';

/** A delivered request as it should read now. */
export function toChangeDraft(
  changed: ChangedDelivery,
  facts: DraftFacts,
  settings: FieldSettings,
): TicketDraft {
  const { customer, location } = changed;
  const at = { customerId: customer.fieldId ?? '', locationId: location.fieldId };
  return toTicketDraft(facts, toTarget(changed, settings, at));
}

/** The same as a comment of the order that the request became. */
export function toChangeComment({ subject, message }: TicketDraft): OrderCommentDraft {
  return { message: `${subject}\n\n${message}`, postedBy: AUTHOR };
}
