import type { FaultBook } from '../control/fault-book.ts';
import type { RingLog } from '../control/ring-log.ts';
import type { VirtualClock } from '../virtual-clock.ts';
import type { Catalogue } from './catalogue/catalogue.ts';
import type { Counters } from './counters.ts';
import type { EventQueue } from './events/event-queue.ts';
import type { LeakyBucket } from './limits/leaky-bucket.ts';
import type { OperatingLimiter } from './limits/operating.ts';
import type { DealStore } from './memory/deal-store.ts';
import type { Dictionaries } from './memory/dictionaries.ts';
import type { Board } from './publishing/board.ts';
import type { Scenario } from './scenario.ts';
import type { PortalSettings } from './settings.ts';

/** One request as GET /requests shows it. */
export interface LoggedRequest {
  /** Virtual time, ISO 8601. */
  readonly at: string;
  readonly verb: string;
  /** The vendor's method, lower case. */
  readonly method: string;
  readonly path: string;
  readonly body: string;
  /** 0 when the connection was dropped without an answer. */
  readonly status: number;
  readonly answer: string;
  readonly fault: string | null;
}

/** Everything the fake portal is made of. Parts are replaced by a reset, the object stays. */
export interface Portal {
  readonly clock: VirtualClock;
  seed: number;
  scenario: Scenario;
  /** Origin of the http port, once it listens. */
  url: string;
  domain: string;
  settings: PortalSettings;
  dictionaries: Dictionaries;
  deals: DealStore;
  catalogue: Catalogue;
  board: Board;
  counters: Counters;
  faults: FaultBook;
  readonly bucket: LeakyBucket;
  readonly operating: OperatingLimiter;
  readonly requestLog: RingLog<LoggedRequest>;
  readonly events: EventQueue;
  /** Live edits still to come from /act mutate. */
  pendingEdits: number;
  /** Ends waits that belong to the state before a reset or stop. */
  lifetime: AbortController;
}
