import type { MessageEnding, SendEnd } from '../ports.ts';

/** What becomes of a message, and whether the next one may be tried. */
export interface DeliveryPlan {
  readonly ending: MessageEnding;
  /** stop: Telegram is unwell or refuses us; the job decides when to come back. */
  readonly next: 'go-on' | 'stop';
}

/**
 * A message cannot be looked up at Telegram. What certainly did not arrive is due again; what may
 * have arrived is not sent again by Ponte: a person decides.
 */
export function decideDelivery(end: SendEnd): DeliveryPlan {
  if ('failure' in end) return decideFailure(end.failure);
  const { outcome } = end;
  switch (outcome.state) {
    case 'sent':
      return { ending: { state: 'sent', vendorId: outcome.messageId }, next: 'go-on' };
    case 'rest':
      return {
        ending: { state: 'due', chat: { do: 'rest', until: outcome.until } },
        next: 'go-on',
      };
    case 'moved':
      return { ending: { state: 'due', chat: { do: 'move', to: outcome.to } }, next: 'go-on' };
    case 'gone': {
      const { reason } = outcome;
      return {
        ending: { state: 'dropped', reason, chat: { do: 'disable', reason } },
        next: 'go-on',
      };
    }
  }
}

function decideFailure(failure: Extract<SendEnd, { failure: unknown }>['failure']): DeliveryPlan {
  const { kind, notApplied, message: detail } = failure;
  if (!notApplied) {
    return { ending: { state: 'unknown', reason: 'maybe-sent', detail }, next: 'stop' };
  }
  // Telegram read this very text and does not take it; others may be fine.
  if (kind === 'rejected') {
    return { ending: { state: 'refused', reason: 'message-refused', detail }, next: 'go-on' };
  }
  return { ending: { state: 'due' }, next: 'stop' };
}
