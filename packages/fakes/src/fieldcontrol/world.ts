import { createFaultBook, type FaultBook } from '../control/fault-book.ts';
import { createRingLog, type RingLog } from '../control/ring-log.ts';
import type { JsonObject } from '../json.ts';
import type { VirtualClock } from '../virtual-clock.ts';
import { createAccount, type Account } from './account.ts';
import { fillAccounts } from './contents/fill.ts';
import { mainAccountId } from './contents/services.ts';
import { createCounters, type Counters } from './counters.ts';
import { fieldcontrolFaults } from './faults/fault-kinds.ts';
import type { Scenario } from './scenario.ts';
import { initialSettings, type Settings } from './settings.ts';
import type { Webhook } from './webhooks/webhook-settings.ts';

export { mainAccountId };
/** Another company. */
export const otherAccountId = '8817';

/** One request as GET /requests shows it: no headers, and so no key. */
export interface LoggedRequest extends JsonObject {
  /** Virtual time of arrival. */
  readonly at: string;
  readonly verb: string;
  /** The name that faults match: `post /customers/{id}/phones`. */
  readonly method: string;
  readonly path: string;
  /** Whose key it came with; null for nobody's. */
  readonly account: string | null;
  readonly body: string;
  /** 0 when the connection was dropped, or left without an answer. */
  readonly status: number;
  readonly answer: string;
  readonly fault: string | null;
}

/** What a world is made of, besides time. */
export interface WorldStart {
  readonly seed: number;
  readonly scenario: Scenario;
  readonly settings: Partial<Settings>;
  /** By account; made of the seed where there is none. */
  readonly apiKeys: Readonly<Record<string, string | undefined>>;
  readonly webhooks: Readonly<Record<string, Webhook | undefined>>;
}

/** A running FieldControl. Parts are replaced by a reset, the object stays. */
export interface World {
  readonly clock: VirtualClock;
  /** What a reset returns to. */
  start: WorldStart;
  settings: Settings;
  accounts: ReadonlyMap<string, Account>;
  faults: FaultBook;
  counters: Counters;
  readonly requestLog: RingLog<LoggedRequest>;
  /** Aborted at stop and reset: ends waits and deliveries. */
  lifetime: AbortController;
}

const loggedRequests = 5_000;

/** Makes a world as seed and scenario describe it. */
export function createWorld(clock: VirtualClock, start: WorldStart): World {
  const { seed, apiKeys, webhooks } = start;
  const settings = initialSettings(start.settings);
  const lifetime = new AbortController();
  const { signal } = lifetime;
  const accounts = [mainAccountId, otherAccountId].map((id) => {
    const [apiKey, webhook] = [apiKeys[id], webhooks[id]];
    return createAccount({ id, seed, apiKey, webhook, clock, settings, signal });
  });
  const world: World = {
    clock,
    start,
    settings,
    accounts: new Map(accounts.map((account) => [account.id, account])),
    faults: createFaultBook(fieldcontrolFaults, seed),
    counters: createCounters(),
    requestLog: createRingLog<LoggedRequest>(loggedRequests),
    lifetime,
  };
  fillAccounts(world);
  return world;
}

/** Back to the start of a run; the clock, the keys and the webhooks' addresses stay. */
export function resetWorld(world: World, seed: number, scenario: Scenario): void {
  world.lifetime.abort();
  const old = [...world.accounts.values()];
  const apiKeys = Object.fromEntries(old.map(({ id, apiKey }) => [id, apiKey]));
  const webhooks = Object.fromEntries(old.map(({ id, outbox }) => [id, outbox.webhook]));
  const start = { ...world.start, seed, scenario, apiKeys, webhooks };
  world.requestLog.clear();
  Object.assign(world, { ...createWorld(world.clock, start), requestLog: world.requestLog });
}

/** The account of that number; there are two. */
export function needAccount({ accounts }: Pick<World, 'accounts'>, id: string): Account {
  const account = accounts.get(id);
  if (account) return account;
  throw new RangeError(`There is no account ${id}. There are: ${[...accounts.keys()].join(', ')}.`);
}
