/** Addresses at Nominatim, by its structured search. */
import type { AskCached } from './cached.ts';
import { PLACE_AGE_MS, UNKNOWN_PLACE_AGE_MS } from './limits.ts';
import type { GeoPlace } from './model.ts';
import type { GeoOperations } from './operations.ts';
import type { Provider } from './provider.ts';
import { keptPlaces, nominatimPlaces } from './wire.ts';

/** Of one street there may be many pieces. */
const MOST_PLACES = '20';

/** Binds the search; `contactEmail` is told to the operators with every request. */
export function createAddressSearch(
  nominatim: Provider,
  contactEmail: string | undefined,
  askCached: AskCached,
): Pick<GeoOperations, 'searchAddress'> {
  return {
    searchAddress: ({ street, city, state }, options = {}) => {
      const asked = {
        ...(street === undefined ? {} : { street: toPlain(street) }),
        ...{ city: toPlain(city), state: toPlain(state) },
      };
      return askCached<readonly GeoPlace[]>({
        ...{ provider: 'nominatim', fresh: options.fresh === true },
        question: JSON.stringify(asked).toLowerCase(),
        parse: (kept) => keptPlaces.safeParse(kept).data,
        ageOf: ({ length }) => (length > 0 ? PLACE_AGE_MS : UNKNOWN_PLACE_AGE_MS),
        ask: async () => {
          const operation = 'searchAddress';
          const query = {
            ...asked,
            // A country among the words is only a hint; this is a filter.
            ...{ countrycodes: 'br', format: 'jsonv2', addressdetails: '1', layer: 'address' },
            ...{ limit: MOST_PLACES, 'accept-language': 'pt-BR' },
            ...(contactEmail === undefined ? {} : { email: contactEmail }),
          };
          const body = await nominatim.ask({ operation, path: 'search', query, options });
          return nominatim.read(operation, nominatimPlaces, body);
        },
      });
    },
  };
}

function toPlain(text: string): string {
  return text.trim().replace(/\s+/g, ' ');
}
