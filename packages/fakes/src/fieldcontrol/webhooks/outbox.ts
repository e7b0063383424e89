import { createRingLog, type RingLog } from '../../control/ring-log.ts';
import type { Json, JsonObject } from '../../json.ts';
import { createRandom, hashText, type Random } from '../../seeded/random.ts';
import type { VirtualClock } from '../../virtual-clock.ts';
import { seededUuid } from '../ids.ts';
import { deliveryHeaders, postDelivery } from './post-delivery.ts';
import {
  initialDeliverySettings,
  type DeliverySettings,
  type Webhook,
  type WebhookEvent,
} from './webhook-settings.ts';

/** One line of the history of deliveries. */
export interface DeliveryRecord extends JsonObject {
  readonly at: string;
  /** x-fieldcontrol-delivery; a repeat has the same one. */
  readonly delivery: string;
  readonly event: string;
  readonly account: string;
  readonly url: string;
  /** `sent` got an answer (see status), `failed` none, `withheld` was never posted. */
  readonly outcome: 'sent' | 'failed' | 'withheld';
  readonly status: number;
  readonly error: string | null;
  readonly body: string;
}

/** What lies in the history and can be sent again. */
interface Delivery {
  readonly id: string;
  readonly event: string;
  readonly body: string;
}

/** The webhooks of one account. */
export interface Outbox {
  readonly webhook: Webhook | undefined;
  readonly settings: DeliverySettings;
  readonly log: RingLog<DeliveryRecord>;
  readonly counts: { fired: number; withheld: number; sent: number; failed: number };
  /** Deliveries that are due later, waiting or under way. */
  readonly pending: number;
  setWebhook(webhook: Webhook | undefined): void;
  /** Something happened: the resource goes out as it is now. */
  fire(event: WebhookEvent, resource: Json): void;
  /**
   * Posts a delivery of the history (the newest without an id) again, at once; with a new delivery
   * id when asked. Gives the id it goes out with, undefined when the history has no such delivery.
   */
  redeliver(id: string | undefined, isNewId: boolean): string | undefined;
}

/** Whose outbox it is; the signal ends everything under way. */
export interface OutboxStart {
  readonly account: string;
  readonly seed: number;
  readonly clock: VirtualClock;
  readonly signal: AbortSignal;
  readonly webhook: Webhook | undefined;
}

interface OutboxState extends Omit<OutboxStart, 'webhook'> {
  webhook: Webhook | undefined;
  readonly settings: DeliverySettings;
  readonly log: RingLog<DeliveryRecord>;
  readonly counts: Outbox['counts'];
  readonly random: Random;
  /** The newest ones, oldest first. */
  readonly history: Map<string, Delivery>;
  made: number;
  pushed: number;
  pending: number;
  lastDueMs: number;
  /** The end of the line of those that are sent in order. */
  line: Promise<void>;
}

// How far back the panel's history goes here; the vendor does not say.
const keptDeliveries = 5_000;

/** Makes the outbox of an account. */
export function createOutbox(start: OutboxStart): Outbox {
  const state: OutboxState = {
    ...start,
    settings: initialDeliverySettings(),
    log: createRingLog<DeliveryRecord>(keptDeliveries),
    counts: { fired: 0, withheld: 0, sent: 0, failed: 0 },
    random: createRandom(start.seed, `webhooks ${start.account}`),
    history: new Map(),
    made: 0,
    pushed: 0,
    pending: 0,
    lastDueMs: 0,
    line: Promise.resolve(),
  };
  return {
    settings: state.settings,
    log: state.log,
    counts: state.counts,
    get webhook() {
      return state.webhook;
    },
    get pending() {
      return state.pending;
    },
    setWebhook: (webhook) => {
      state.webhook = webhook;
    },
    fire: (event, resource) => fire(state, event, resource),
    redeliver: (id, isNewId) => redeliver(state, id, isNewId),
  };
}

function fire(state: OutboxState, event: WebhookEvent, resource: Json): void {
  const { webhook, counts, settings } = state;
  if (webhook === undefined || !(webhook.events ?? [event]).includes(event)) return;
  counts.fired += 1;
  const delivery = make(state, event, JSON.stringify(resource));
  if (isNth(counts.fired, settings.withholdEvery)) {
    counts.withheld += 1;
    record(state, delivery, { outcome: 'withheld', status: 0, error: null });
    return;
  }
  push(state, delivery);
  if (isNth(counts.fired, settings.duplicateEvery)) push(state, make(state, event, delivery.body));
}

function redeliver(
  state: OutboxState,
  id: string | undefined,
  isNewId: boolean,
): string | undefined {
  const { history, clock } = state;
  const old = id === undefined ? [...history.values()].at(-1) : history.get(id);
  if (old === undefined) return undefined;
  const delivery = isNewId ? make(state, old.event, old.body) : old;
  queue(state, delivery, clock.nowMs());
  return delivery.id;
}

function make(state: OutboxState, event: string, body: string): Delivery {
  const { seed, account, history } = state;
  state.made += 1;
  const id = seededUuid(seed, hashText(`delivery ${account}`), state.made);
  const delivery = { id, event, body };
  history.set(id, delivery);
  const [oldest] = history.keys();
  if (history.size > keptDeliveries && oldest !== undefined) history.delete(oldest);
  return delivery;
}

function push(state: OutboxState, delivery: Delivery): void {
  state.pushed += 1;
  queue(state, delivery, dueTime(state));
  if (isNth(state.pushed, state.settings.repeatEvery)) queue(state, delivery, dueTime(state));
}

function queue(state: OutboxState, delivery: Delivery, dueMs: number): void {
  const { settings, clock, signal } = state;
  const deliver = async (before: Promise<void>): Promise<void> => {
    await before;
    await clock.sleepUntil(dueMs, signal);
    await post(state, delivery);
    state.pending -= 1;
  };
  state.pending += 1;
  if (settings.reorders) void deliver(Promise.resolve());
  else state.line = deliver(state.line);
}

function dueTime(state: OutboxState): number {
  const { minDelayMs, maxDelayMs, reorders } = state.settings;
  const span = Math.max(0, maxDelayMs - minDelayMs);
  const dueMs = state.clock.nowMs() + minDelayMs + state.random.fraction() * span;
  state.lastDueMs = reorders ? dueMs : Math.max(state.lastDueMs, dueMs);
  return state.lastDueMs;
}

/** Posts until it is answered with 2xx or the attempts are used up; never throws. */
async function post(state: OutboxState, delivery: Delivery): Promise<void> {
  const { account, settings, clock, counts, signal } = state;
  for (let attempt = 1; attempt <= settings.attempts; attempt += 1) {
    const { webhook } = state;
    if (webhook === undefined || signal.aborted) return;
    const headers = deliveryHeaders(account, delivery, webhook);
    const answer = await postDelivery(webhook.url, headers, { body: delivery.body, signal });
    if (signal.aborted) return;
    const outcome = answer.error === null ? 'sent' : 'failed';
    counts[outcome] += 1;
    record(state, delivery, { outcome, ...answer });
    if ((answer.status >= 200 && answer.status < 300) || attempt === settings.attempts) return;
    await clock.sleepUntil(clock.nowMs() + settings.repeatMs, signal);
  }
}

function record(
  { clock, account, webhook, log }: OutboxState,
  { id, event, body }: Delivery,
  part: Pick<DeliveryRecord, 'outcome' | 'status' | 'error'>,
): void {
  const at = new Date(clock.nowMs()).toISOString();
  log.add({ at, delivery: id, event, account, url: webhook?.url ?? '', ...part, body });
}

function isNth(count: number, every: number): boolean {
  return every > 0 && count % every === 0;
}
