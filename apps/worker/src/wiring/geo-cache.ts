import type { GeoCache } from '@ponte/connectors/geo';
import type { Database } from '@ponte/db/client';
import { findGeoCache, saveGeoCache } from '@ponte/db/geo-cache';

/** Where answers about places survive a restart: their providers ask not to be asked twice. */
export function createGeoCache({ pool }: Pick<Database, 'pool'>): GeoCache {
  return {
    read: (key) => findGeoCache(pool, key),
    write: (key, entry) => saveGeoCache(pool, key, entry),
  };
}
