import { createFaultBook } from '../control/fault-book.ts';
import { createRingLog } from '../control/ring-log.ts';
import { hexText } from '../seeded/random.ts';
import type { VirtualClock } from '../virtual-clock.ts';
import { stockCatalogue } from './catalogue/stock-catalogue.ts';
import { addTradeFields } from './catalogue/trade-fields.ts';
import { createCounters } from './counters.ts';
import { createEventQueue } from './events/event-queue.ts';
import type { EventSettings } from './events/event-settings.ts';
import type { EventSender } from './events/to-parcel.ts';
import { bitrix24Faults } from './faults/fault-kinds.ts';
import { createLeakyBucket } from './limits/leaky-bucket.ts';
import { createOperatingLimiter } from './limits/operating.ts';
import { breakageNames } from './memory/breakage.ts';
import { createDealStore, type DealStore } from './memory/deal-store.ts';
import { createDictionaries, type Dictionaries } from './memory/dictionaries.ts';
import type { LoggedRequest, Portal } from './portal.ts';
import { createBoard } from './publishing/board.ts';
import type { Scenario } from './scenario.ts';
import { initialSettings, type IncomingWebhook } from './settings.ts';

const loggedRequests = 2000;

export interface PortalStart {
  readonly clock: VirtualClock;
  readonly seed: number;
  readonly scenario: Scenario;
  readonly webhook: IncomingWebhook;
  readonly events?: Partial<EventSettings>;
}

/** Makes a portal as seed and scenario describe it. */
export function createPortal(start: PortalStart): Portal {
  const { clock, seed, scenario, webhook } = start;
  const settings = initialSettings(webhook);
  const dictionaries = createDictionaries();
  const sender = (): EventSender => ({
    domain: portal.domain,
    origin: portal.url,
    memberId: hexText(portal.seed, 'member', 32),
  });
  const portal: Portal = {
    clock,
    seed,
    scenario,
    url: '',
    domain: '',
    settings,
    dictionaries,
    deals: stockDeals(seed, scenario, dictionaries),
    catalogue: stockCatalogue({ seed, ...scenario }),
    board: createBoard(),
    counters: createCounters(),
    faults: createFaultBook(bitrix24Faults, seed),
    bucket: createLeakyBucket(settings.plan),
    operating: createOperatingLimiter(settings.operatingMode),
    requestLog: createRingLog<LoggedRequest>(loggedRequests),
    events: createEventQueue(clock, sender, start.events),
    pendingEdits: 0,
    lifetime: new AbortController(),
  };
  portal.events.reset(seed);
  return portal;
}

/**
 * Back to the start of a run: memory, settings, limits, logs, faults and counters. Event handlers
 * stay, because whoever registered them is still listening; so does the clock.
 */
export function resetPortal(portal: Portal, seed: number, scenario: Scenario): void {
  portal.lifetime.abort();
  portal.lifetime = new AbortController();
  portal.seed = seed;
  portal.scenario = scenario;
  portal.settings = initialSettings(portal.settings.webhook);
  portal.dictionaries = createDictionaries();
  portal.deals = stockDeals(seed, scenario, portal.dictionaries);
  portal.catalogue = stockCatalogue({ seed, ...scenario });
  portal.board = createBoard();
  portal.counters = createCounters();
  portal.faults = createFaultBook(bitrix24Faults, seed);
  portal.bucket.reset();
  portal.bucket.setPlan(portal.settings.plan);
  portal.operating.reset();
  portal.operating.setMode(portal.settings.operatingMode);
  portal.requestLog.clear();
  portal.events.reset(seed);
  portal.pendingEdits = 0;
}

/** Zeroes what is counted, and only that: levels, faults and memory stay. */
export function resetCounters(portal: Portal): void {
  portal.counters = createCounters();
  portal.bucket.resetCounts();
  portal.operating.resetCounts();
}

/**
 * The portal's old deals. One with goods also gets the fields of a trading company, which were made
 * after those deals and are empty in them.
 */
function stockDeals(seed: number, scenario: Scenario, dictionaries: Dictionaries): DealStore {
  const deals = createDealStore(seed, scenario.deals, dictionaries);
  if (scenario.brokenEvery > 0) {
    deals.ids.forEach((id, index) => {
      const how = breakageNames[Math.floor(index / scenario.brokenEvery) % breakageNames.length];
      if (how && index % scenario.brokenEvery === 3) deals.breakages.set(id, how);
    });
  }
  if (scenario.goods > 0) addTradeFields(dictionaries);
  return deals;
}
