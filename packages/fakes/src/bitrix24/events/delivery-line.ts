import type { VirtualClock } from '../../virtual-clock.ts';
import type { EventHandler, EventSettings } from './event-settings.ts';
import { postForm, type PostOutcome } from './post-form.ts';

/** One post on its way to one handler. */
export interface Parcel {
  readonly event: string;
  readonly id: string;
  readonly body: string;
  readonly contentType: string;
}
export interface Delivered extends PostOutcome {
  /** Virtual milliseconds until the handler had answered. */
  readonly ms: number;
}

/** The line of posts to one handler: several at once, and pauses when the handler is slow. */
export interface DeliveryLine {
  readonly handler: EventHandler;
  readonly waiting: number;
  push(parcel: Parcel, done: (outcome: Delivered) => void): void;
  clear(): void;
}

/** Makes an empty line. */
export function createDeliveryLine(
  handler: EventHandler,
  clock: VirtualClock,
  settings: EventSettings,
): DeliveryLine {
  let waiting: { parcel: Parcel; done: (outcome: Delivered) => void }[] = [];
  let next = 0;
  let active = 0;
  let pausedUntilMs = 0;
  let isAwaitingPause = false;

  const pump = (): void => {
    while (next < waiting.length && active < settings.concurrency) {
      if (clock.nowMs() < pausedUntilMs) return awaitPause();
      const item = waiting[next];
      next += 1;
      if (item) void deliver(item.parcel, item.done);
    }
    if (next === waiting.length) {
      waiting = [];
      next = 0;
    }
  };
  const awaitPause = (): void => {
    if (isAwaitingPause) return;
    isAwaitingPause = true;
    void clock.sleepUntil(pausedUntilMs).then(() => {
      isAwaitingPause = false;
      pump();
    });
  };
  const deliver = async (parcel: Parcel, done: (outcome: Delivered) => void): Promise<void> => {
    active += 1;
    const startedMs = clock.nowMs();
    const outcome = await postForm(handler.url, parcel.body, parcel.contentType);
    const ms = Math.round(clock.nowMs() - startedMs);
    active -= 1;
    if (ms > settings.slowMs) pausedUntilMs = clock.nowMs() + ms * settings.gapFactor;
    done({ ...outcome, ms });
    pump();
  };

  return {
    handler,
    get waiting() {
      return waiting.length - next + active;
    },
    push: (parcel, done) => {
      waiting.push({ parcel, done });
      pump();
    },
    clear: () => {
      waiting = [];
      next = 0;
      pausedUntilMs = 0;
    },
  };
}
