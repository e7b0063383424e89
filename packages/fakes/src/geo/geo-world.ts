import { createFaultBook, type FaultBook } from '../control/fault-book.ts';
import { createRingLog, type RingLog } from '../control/ring-log.ts';
import type { VirtualClock } from '../virtual-clock.ts';
import { geoFaults } from './faults.ts';
import { createRateLimit, type RateLimit } from './rate-limit.ts';
import { initialSettings, type Settings } from './settings.ts';
import type { ShortLink } from './maps/short-links.ts';

/** The four vendors of this fake. */
export const geoVendors = ['viacep', 'brasilapi', 'nominatim', 'maps'] as const;
export type GeoVendor = (typeof geoVendors)[number];

/** One request as GET /requests shows it. */
export interface LoggedRequest {
  readonly at: string;
  readonly verb: string;
  /** The vendor, and what was asked of it: "nominatim search". */
  readonly method: string;
  readonly path: string;
  readonly userAgent: string;
  /** 0 when the connection was dropped without an answer. */
  readonly status: number;
  readonly answer: string;
  readonly fault: string | null;
}

export interface Counters {
  requests: number;
  requestsByVendor: Record<GeoVendor, number>;
  requestsByMethod: Record<string, number>;
  refusalsByCode: Record<string, number>;
  limitRefusals: Record<GeoVendor, number>;
  faultsByKind: Record<string, number>;
}

/** Everything the fake is made of. Parts are replaced by a reset, the object stays. */
export interface GeoWorld {
  readonly clock: VirtualClock;
  seed: number;
  settings: Settings;
  limits: Record<GeoVendor, RateLimit>;
  /** ViaCEP answers nobody before this virtual time: it has blocked the caller's address. */
  blockedUntilMs: number;
  /** Short links that were added from outside. */
  addedLinks: Map<string, ShortLink>;
  /** CEPs that a vendor was made to forget. */
  forgotten: Map<string, readonly GeoVendor[]>;
  counters: Counters;
  faults: FaultBook;
  readonly requestLog: RingLog<LoggedRequest>;
  lifetime: AbortController;
}

/** Makes the four vendors with their fixtures. */
export function createGeoWorld(clock: VirtualClock, seed: number): GeoWorld {
  return { clock, seed, requestLog: createRingLog<LoggedRequest>(5_000), ...freshParts(seed) };
}

/** Back to the start: settings, limits, added links, faults, counters and logs. */
export function resetGeoWorld(world: GeoWorld, seed: number): void {
  world.lifetime.abort();
  Object.assign(world, freshParts(seed), { seed });
  world.requestLog.clear();
}

/** Counters at nothing. */
export function createCounters(): Counters {
  return {
    requests: 0,
    requestsByVendor: { viacep: 0, brasilapi: 0, nominatim: 0, maps: 0 },
    limitRefusals: { viacep: 0, brasilapi: 0, nominatim: 0, maps: 0 },
    ...{ requestsByMethod: {}, refusalsByCode: {}, faultsByKind: {} },
  };
}

function freshParts(seed: number) {
  return {
    settings: initialSettings(),
    limits: {
      viacep: createRateLimit(undefined),
      brasilapi: createRateLimit(undefined),
      // Usage policy of the public server: one request a second for the whole application.
      nominatim: createRateLimit({ perSecond: 1, burst: 1 }),
      maps: createRateLimit(undefined),
    },
    blockedUntilMs: 0,
    addedLinks: new Map<string, ShortLink>(),
    forgotten: new Map<string, readonly GeoVendor[]>(),
    counters: createCounters(),
    faults: createFaultBook(geoFaults, seed),
    lifetime: new AbortController(),
  };
}
