import { parseStoredBitrix24Event } from '@ponte/connectors/bitrix24/webhook';
import type { Hold, Skip } from '../../plan.ts';

export type EventPlan =
  | { readonly plan: 'mark'; readonly dealId: string }
  | Skip<'ignored-event'>
  | (Hold<'unreadable-event'> & { readonly event?: never })
  | (Hold<'unknown-event'> & { readonly event: string });

/**
 * What a stored Bitrix24 event asks for. Whatever the event says happened, the deal is read again:
 * events come late, twice and out of order, and only the portal knows the present state.
 */
export function decideEvent(body: string, ignoredEvents: readonly string[]): EventPlan {
  const event = parseStoredBitrix24Event(body);
  switch (event.kind) {
    case 'deal-added':
    case 'deal-changed':
    case 'deal-deleted':
      return { plan: 'mark', dealId: event.id };
    case 'unknown':
      return ignoredEvents.includes(event.event)
        ? { plan: 'skip', reason: 'ignored-event' }
        : {
            plan: 'hold',
            reason: 'unknown-event',
            event: event.event,
            detail: `The portal sends ${event.event}, which no integration works on.`,
          };
    case 'problem':
      return { plan: 'hold', reason: 'unreadable-event', detail: event.problem };
  }
}
