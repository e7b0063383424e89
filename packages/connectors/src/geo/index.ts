/** The door to the providers of places: ViaCEP, BrasilAPI, Nominatim and links of Google Maps. */
import type { Clock } from '@ponte/clock';
import type { Logger } from '@ponte/logging';
import type { CallReport } from '../http/call.ts';
import type { RedisSource } from '../http/limiter-redis.ts';
import { createLimiters } from '../http/limiter.ts';
import { createAddressSearch } from './addresses.ts';
import { createAskCached, type GeoCache } from './cached.ts';
import { createCepReads } from './ceps.ts';
import { GEO_DEFAULT_URLS } from './env.ts';
import { PROVIDER_LIMIT } from './limits.ts';
import { createMapsLinks } from './maps.ts';
import type { GeoClient } from './operations.ts';
import { createProvider } from './provider.ts';

export type { GeoCache } from './cached.ts';
export type { CallOptions, GeoClient, GeoOperations } from './operations.ts';

export interface GeoOptions {
  /** The four without a closing slash; the public servers when absent. */
  readonly viacepUrl?: string;
  readonly brasilapiUrl?: string;
  readonly nominatimUrl?: string;
  /** On this machine: whatever stands for the hosts of maps links. */
  readonly mapsUrl?: string | undefined;
  readonly contactEmail?: string | undefined;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Where the request limits are shared with other processes; not shared when absent. */
  readonly redis?: RedisSource;
  /** Where answers survive a restart; without it everything is asked again. */
  readonly cache?: GeoCache;
  /** Told about every attempt, for metrics. */
  readonly onCall?: (report: CallReport) => void;
  /** Overrides for tests and fakes, real milliseconds. */
  readonly http?: { readonly timeoutMs?: number; readonly patienceMs?: number };
}

/** Makes the client of all four. It connects at the first call; `close` ends connections. */
export function createGeo(options: GeoOptions): GeoClient {
  const { clock, logger, redis, onCall, contactEmail, mapsUrl, http = {} } = options;
  const { timeoutMs, patienceMs } = http;
  const bound = { clock, logger, redis, onCall, timeoutMs, patienceMs };
  const viacep = createProvider('viacep', options.viacepUrl ?? GEO_DEFAULT_URLS.viacep, bound);
  const brasilapi = createProvider(
    'brasilapi',
    options.brasilapiUrl ?? GEO_DEFAULT_URLS.brasilapi,
    bound,
  );
  const nominatim = createProvider(
    'nominatim',
    options.nominatimUrl ?? GEO_DEFAULT_URLS.nominatim,
    bound,
  );
  const limiters = createLimiters({
    ...{ vendor: 'geo', account: 'maps', limit: PROVIDER_LIMIT, clock, logger, redis, patienceMs },
  });
  const askCached = createAskCached(options.cache, clock, logger);
  return {
    ...createCepReads({ viacep, brasilapi }, askCached),
    ...createAddressSearch(nominatim, contactEmail, askCached),
    ...createMapsLinks({ mapsUrl, limiters, clock, logger, onCall, timeoutMs }, askCached),
    close: async () => {
      await Promise.all([viacep, brasilapi, nominatim, limiters].map((each) => each.close()));
    },
  };
}
