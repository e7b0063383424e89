import type { VirtualClock } from '../../virtual-clock.ts';
import type { Parcel } from './delivery-line.ts';
import { toEventForm, type EventDetails } from './event-form.ts';
import type { EventHandler } from './event-settings.ts';

/** Who the portal says it is in its events. */
export interface EventSender {
  readonly domain: string;
  readonly origin: string;
  readonly memberId: string;
}

/** Something that one handler is to hear of. */
export interface News {
  readonly handler: EventHandler;
  readonly event: string;
  readonly id: number | string;
  readonly details: EventDetails;
}

/** Words an event for one handler. */
export function toParcel(
  clock: VirtualClock,
  sender: EventSender,
  { handler, event, id, details }: News,
): Parcel {
  const { handlerId, applicationToken } = handler;
  const ts = Math.floor(clock.nowMs() / 1000);
  return {
    event,
    id: String(id),
    contentType: 'application/x-www-form-urlencoded',
    body: toEventForm({ ...sender, event, id, details, handlerId, ts, applicationToken }),
  };
}
