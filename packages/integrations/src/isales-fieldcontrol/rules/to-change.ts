import type { OrderCommentDraft, TicketDraft } from '@ponte/connectors/fieldcontrol/model';
import type { ChangedDelivery } from '../ports.ts';
import type { FieldSettings } from '../settings.ts';
import { toOrderDraft, toTicketDraft, type DraftFacts } from './to-drafts.ts';
import { toBodyHash } from './to-hashes.ts';
import { toTarget } from './to-target.ts';

const AUTHOR = 'Ponte';

/** A delivered request with what its card says now. */
export interface Change {
  readonly changed: ChangedDelivery;
  readonly facts: DraftFacts;
  readonly settings: FieldSettings;
  /** The place that the request is for. */
  readonly locationId: string | null;
}

/** A delivered request as it should read now. */
export function toChangeDraft(change: Change): TicketDraft {
  return toTicketDraft(change.facts, targetOf(change));
}

/** As the body was hashed when it was sent. */
export function toChangeHash(change: Change): string {
  const isOrder = change.changed.objeto === 'order';
  return toBodyHash(isOrder ? toOrderDraft(change.facts, targetOf(change)) : toChangeDraft(change));
}

/** The same as a comment of the order that the request became. */
export function toChangeComment({ subject, message }: TicketDraft): OrderCommentDraft {
  return { message: `${subject}\n\n${message}`, postedBy: AUTHOR };
}

function targetOf({ changed, settings, locationId }: Change) {
  return toTarget(changed, settings, { customerId: changed.customer.fieldId ?? '', locationId });
}
