import { createRingLog, type RingLog } from '../../control/ring-log.ts';
import { createRandom, type Random } from '../../seeded/random.ts';
import type { VirtualClock } from '../../virtual-clock.ts';
import { createDeliveryLine, type DeliveryLine, type Parcel } from './delivery-line.ts';
import type { EventDetails } from './event-form.ts';
import { initialEventSettings, type EventHandler, type EventSettings } from './event-settings.ts';
import { toParcel, type EventSender } from './to-parcel.ts';

/** One line of GET /deliveries. */
export interface DeliveryRecord {
  readonly at: string;
  readonly event: string;
  readonly id: string;
  readonly url: string;
  /** `sent` says what the handler answered; `withheld` was never posted. */
  readonly outcome: 'sent' | 'withheld' | 'failed';
  readonly status: number;
  readonly ms: number;
  readonly error: string | null;
  readonly body: string;
}

/** The vendor's queue of outgoing webhooks: one post per change, late, unordered, never repeated. */
export interface EventQueue {
  readonly settings: EventSettings;
  readonly log: RingLog<DeliveryRecord>;
  readonly handlers: readonly EventHandler[];
  readonly counts: { fired: number; withheld: number; sent: number; failed: number };
  /** Posts that are delayed, waiting or under way. */
  readonly pending: number;
  setHandler(handler: Omit<EventHandler, 'handlerId'>): EventHandler;
  fire(event: string, id: number | string, details?: EventDetails): void;
  /** Posts a ready-made body to every handler after a virtual delay. */
  send(parcel: Parcel, delayMs: number): void;
  /** Forgets everything under way and returns to the first settings; handlers stay. */
  reset(seed: number): void;
}

/** Everything a queue keeps. */
interface QueueState {
  readonly clock: VirtualClock;
  /** The settings that a reset returns to, where they differ from the usual ones. */
  readonly first: Partial<EventSettings>;
  readonly settings: EventSettings;
  readonly log: RingLog<DeliveryRecord>;
  readonly counts: EventQueue['counts'];
  random: Random;
  lines: DeliveryLine[];
  delayed: number;
  lastDueMs: number;
  lifetime: AbortController;
}

/** Makes a queue without handlers. */
export function createEventQueue(
  clock: VirtualClock,
  sender: () => EventSender,
  first: Partial<EventSettings> = {},
): EventQueue {
  const state: QueueState = {
    clock,
    first,
    settings: { ...initialEventSettings(), ...first },
    log: createRingLog<DeliveryRecord>(20_000),
    counts: { fired: 0, withheld: 0, sent: 0, failed: 0 },
    random: createRandom(1, 'events'),
    lines: [],
    delayed: 0,
    lastDueMs: 0,
    lifetime: new AbortController(),
  };
  return {
    settings: state.settings,
    log: state.log,
    counts: state.counts,
    get handlers() {
      return state.lines.map((line) => line.handler);
    },
    get pending() {
      return state.lines.reduce((sum, line) => sum + line.waiting, state.delayed);
    },
    setHandler: (handler) => setHandler(state, handler),
    fire: (event, id, details = {}) => {
      for (const line of state.lines) {
        const { handler } = line;
        if (!handler.events.includes(event)) continue;
        fireTo(state, line, toParcel(clock, sender(), { handler, event, id, details }));
      }
    },
    send: (parcel, delayMs) => {
      for (const line of state.lines)
        void post(state, line, { parcel, dueMs: clock.nowMs() + delayMs });
    },
    reset: (seed) => reset(state, seed),
  };
}

function setHandler(state: QueueState, handler: Omit<EventHandler, 'handlerId'>): EventHandler {
  const old = state.lines.find((line) => line.handler.url === handler.url);
  const handlerId = old?.handler.handlerId ?? 975 + state.lines.length * 2;
  const added = { ...handler, handlerId };
  state.lines = [
    ...state.lines.filter((line) => line !== old),
    createDeliveryLine(added, state.clock, state.settings),
  ];
  return added;
}

function fireTo(state: QueueState, line: DeliveryLine, parcel: Parcel): void {
  const { counts, settings } = state;
  counts.fired += 1;
  if (settings.withholdEvery > 0 && counts.fired % settings.withholdEvery === 0) {
    counts.withheld += 1;
    record(state, parcel, { url: line.handler.url });
    return;
  }
  const isDoubled = settings.duplicateEvery > 0 && counts.fired % settings.duplicateEvery === 0;
  for (let copy = 0; copy < (isDoubled ? 2 : 1); copy += 1) {
    void post(state, line, { parcel, dueMs: dueTime(state) });
  }
}

/** Waits for the due time, then puts the parcel into the handler's line. */
async function post(
  state: QueueState,
  line: DeliveryLine,
  { parcel, dueMs }: { parcel: Parcel; dueMs: number },
): Promise<void> {
  const { signal } = state.lifetime;
  state.delayed += 1;
  await state.clock.sleepUntil(dueMs, signal);
  state.delayed -= 1;
  if (signal.aborted) return;
  line.push(parcel, (outcome) => {
    if (signal.aborted) return;
    const kind = outcome.error === null ? 'sent' : 'failed';
    state.counts[kind] += 1;
    record(state, parcel, { ...outcome, url: line.handler.url, outcome: kind });
  });
}

function dueTime(state: QueueState): number {
  const { minDelayMs, maxDelayMs, reorders } = state.settings;
  const span = Math.max(0, maxDelayMs - minDelayMs);
  const dueMs = state.clock.nowMs() + minDelayMs + state.random.fraction() * span;
  state.lastDueMs = reorders ? dueMs : Math.max(state.lastDueMs, dueMs);
  return state.lastDueMs;
}

function record(
  state: QueueState,
  { event, id, body }: Parcel,
  part: Partial<DeliveryRecord> & { url: string },
): void {
  const at = new Date(state.clock.nowMs()).toISOString();
  state.log.add({
    at,
    event,
    id,
    outcome: 'withheld',
    status: 0,
    ms: 0,
    error: null,
    body,
    ...part,
  });
}

function reset(state: QueueState, seed: number): void {
  state.lifetime.abort();
  state.lifetime = new AbortController();
  for (const line of state.lines) line.clear();
  state.random = createRandom(seed, 'events');
  state.log.clear();
  state.lastDueMs = 0;
  Object.assign(state.settings, initialEventSettings(), state.first);
  Object.assign(state.counts, { fired: 0, withheld: 0, sent: 0, failed: 0 });
}
