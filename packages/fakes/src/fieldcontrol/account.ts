import { hexText } from '../seeded/random.ts';
import type { VirtualClock } from '../virtual-clock.ts';
import type { Customer, Employee, Location, Order, OrderType, Task, Ticket } from './entities.ts';
import { createIdSource, type IdSource } from './ids.ts';
import { createTokenBucket, type TokenBucket } from './limits/token-bucket.ts';
import type { Settings } from './settings.ts';
import { createOutbox, type Outbox } from './webhooks/outbox.ts';
import type { Webhook } from './webhooks/webhook-settings.ts';

/** One company's account: what it holds, its key, its limit, its webhooks. */
export interface Account {
  readonly id: string;
  readonly apiKey: string;
  isKeyRevoked: boolean;
  readonly ids: IdSource;
  readonly customers: Map<string, Customer>;
  readonly locations: Map<string, Location>;
  readonly services: Map<string, OrderType>;
  readonly tickets: Map<string, Ticket>;
  readonly orders: Map<string, Order>;
  /** No two orders of an account share one. */
  readonly orderIdentifiers: Set<string>;
  readonly tasks: Map<string, Task>;
  readonly employees: Map<string, Employee>;
  nextSequence: number;
  nextTicketNumber: number;
  nextOrderNumber: number;
  readonly bucket: TokenBucket;
  readonly outbox: Outbox;
}

/** What an account needs to know of its world. */
export interface AccountStart {
  readonly id: string;
  readonly seed: number;
  readonly apiKey: string | undefined;
  readonly clock: VirtualClock;
  readonly settings: Settings;
  readonly webhook: Webhook | undefined;
  readonly signal: AbortSignal;
}

const firstInteger = 9_001;

/** Makes an empty account. */
export function createAccount(start: AccountStart): Account {
  const { id, seed, clock, settings, signal } = start;
  return {
    id,
    apiKey: start.apiKey ?? hexText(seed, `fieldcontrol key ${id}`, 40),
    isKeyRevoked: false,
    ids: createIdSource(seed, id, firstInteger),
    customers: new Map(),
    locations: new Map(),
    services: new Map(),
    tickets: new Map(),
    orders: new Map(),
    orderIdentifiers: new Set(),
    tasks: new Map(),
    employees: new Map(),
    nextSequence: 1,
    nextTicketNumber: 4_141,
    nextOrderNumber: 17_419,
    bucket: createTokenBucket(() => settings, clock.scale),
    outbox: createOutbox({ account: id, seed, clock, signal, webhook: start.webhook }),
  };
}
