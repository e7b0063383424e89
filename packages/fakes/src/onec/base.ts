import { createFaultBook, type FaultBook } from '../control/fault-book.ts';
import { createRingLog, type RingLog } from '../control/ring-log.ts';
import type { Json } from '../json.ts';
import type { VirtualClock } from '../virtual-clock.ts';
import { fillStore } from './contents/fill.ts';
import { onecFaults } from './faults/fault-kinds.ts';
import type { Scenario } from './scenario.ts';
import { createSessions, type Sessions } from './sessions.ts';
import { initialSettings, type Settings } from './settings.ts';
import { createStore, type Store } from './store.ts';

export interface Counters {
  requests: number;
  writes: number;
  posted: number;
  balances: number;
  /** Requests by the name that faults match: `post document_…/post`. */
  requestsByMethod: Record<string, number>;
  faultsByKind: Record<string, number>;
}

export interface LoggedRequest {
  readonly [field: string]: Json;
}

/** A running base of 1C. */
export interface Base {
  readonly clock: VirtualClock;
  seed: number;
  scenario: Scenario;
  settings: Settings;
  store: Store;
  sessions: Sessions;
  faults: FaultBook;
  counters: Counters;
  readonly requestLog: RingLog<LoggedRequest>;
  /** Address of the base on its web server: `http://127.0.0.1:port/acc`. */
  url: string;
  /** Aborted at stop and reset: ends waits. */
  lifetime: AbortController;
}

const loggedRequests = 4000;

/** All zero. */
export function createCounters(): Counters {
  return { requests: 0, writes: 0, posted: 0, balances: 0, requestsByMethod: {}, faultsByKind: {} };
}

/** Makes a base as seed and scenario describe it. */
export function createBase(
  clock: VirtualClock,
  { seed, scenario, user }: { seed: number; scenario: Scenario; user?: Settings['user'] },
): Base {
  const settings = initialSettings(user);
  const store = createStore();
  fillStore(store, seed, scenario);
  return {
    clock,
    seed,
    scenario,
    settings,
    store,
    sessions: createSessions(clock, settings, seed),
    faults: createFaultBook(onecFaults, seed),
    counters: createCounters(),
    requestLog: createRingLog<LoggedRequest>(loggedRequests),
    url: '',
    lifetime: new AbortController(),
  };
}

/** Back to the start of a run; the clock and the user stay. */
export function resetBase(base: Base, seed: number, scenario: Scenario): void {
  base.lifetime.abort();
  const fresh = createBase(base.clock, { seed, scenario, user: base.settings.user });
  base.requestLog.clear();
  Object.assign(base, { ...fresh, url: base.url, requestLog: base.requestLog });
}

/** The base's own time: local, in whole seconds. */
export function localNow({ clock, settings }: Base): string {
  return new Date(clock.nowMs() + settings.offsetMinutes * 60_000).toISOString().slice(0, 19);
}
