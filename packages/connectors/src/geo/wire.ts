/** The providers' answers as we read them; unknown fields pass. */
import { z } from 'zod';
import type { CepAnswer, CepRecord, GeoPlace, PlaceScope } from './model.ts';

const text = z
  .unknown()
  .transform((value) => (typeof value === 'string' && value.trim() !== '' ? value.trim() : null))
  .prefault(null);

const filled = z.string().trim().min(1);
const uf = filled.regex(/^[A-Za-z]{2}$/).transform((value) => value.toUpperCase());

/** Numbers come as texts, empty or null when unknown. */
const degree = z.union([z.number(), filled]).transform(Number).pipe(z.number());
const point = z
  .object({ latitude: degree, longitude: degree })
  .nullable()
  .catch(null)
  .prefault(null);

/** A CEP that nobody has: 200 with `"erro":"true"`, in older answers the boolean. */
export const viacepUnknown = z.object({ erro: z.union([z.literal(true), z.literal('true')]) });

export const viacepRecord = z
  .object({ cep: filled, logradouro: text, bairro: text, localidade: filled, uf, ibge: text })
  .transform(({ cep, localidade, ...rest }): CepRecord => ({
    ...rest,
    cep: cep.replace(/\D/g, ''),
    cidade: localidade,
    coordinates: null,
  }));

export const brasilapiRecord = z
  .object({
    cep: filled,
    state: uf,
    city: filled,
    neighborhood: text,
    street: text,
    ibge: z.object({ city: text }).catch({ city: null }).prefault({}),
    location: z.object({ coordinates: point }).catch({ coordinates: null }).prefault({}),
  })
  .transform(({ cep, state, city, neighborhood, street, ibge, location }): CepRecord => ({
    cep: cep.replace(/\D/g, ''),
    logradouro: street,
    bairro: neighborhood,
    cidade: city,
    uf: state,
    ibge: ibge.city,
    coordinates: location.coordinates,
  }));

const SUBURB_KEYS = ['quarter', 'neighbourhood', 'suburb', 'city_district', 'district'] as const;
const CITY_KEYS = ['city', 'town', 'village', 'municipality'] as const;

const address = z.record(z.string(), z.unknown()).catch({}).prefault({});

const place = z
  .object({
    lat: degree,
    lon: degree,
    place_rank: z.number().catch(0).prefault(0),
    osm_type: text,
    osm_id: z.union([z.number(), z.string()]).optional().catch(undefined),
    display_name: text,
    address,
  })
  .transform((found): GeoPlace => {
    const read = (key: string): string | null => text.parse(found.address[key]);
    const all = (keys: readonly string[]): string[] =>
      keys.map(read).filter((name) => name !== null);
    const { osm_type: type, osm_id: id, place_rank: placeRank } = found;
    return {
      coordinates: { latitude: found.lat, longitude: found.lon },
      placeRank,
      scope: toScope(placeRank),
      osmRef: type === null || id === undefined ? null : `${type}/${id}`,
      road: read('road'),
      suburbs: all(SUBURB_KEYS),
      city: all(CITY_KEYS)[0] ?? null,
      uf: /^BR-([A-Z]{2})$/.exec(read('ISO3166-2-lvl4') ?? '')?.[1] ?? null,
      postcode: /^\d{8}$/.exec((read('postcode') ?? '').replace(/\D/g, ''))?.[0] ?? null,
      displayName: found.display_name ?? '',
    };
  });

/** Places that cannot be read are left out: there are others. */
export const nominatimPlaces = z.array(z.unknown()).transform((rows) =>
  rows.flatMap((row) => {
    const parsed = place.safeParse(row);
    return parsed.success ? [parsed.data] : [];
  }),
);

/** What Nominatim's `place_rank` says about how narrow a place is (its manual, "Ranking"). */
export function toScope(placeRank: number): PlaceScope {
  if (placeRank >= 28) return 'house';
  if (placeRank >= 26) return 'street';
  if (placeRank >= 22) return 'block';
  if (placeRank >= 17) return 'suburb';
  return placeRank >= 13 ? 'city' : 'wider';
}

const keptPoint = z.object({ latitude: z.number(), longitude: z.number() });
const nullable = z.string().nullable();

/** Our own answers, read back from the cache. */
export const keptCep: z.ZodType<CepAnswer> = z.discriminatedUnion('state', [
  z.object({
    state: z.literal('found'),
    record: z.object({
      ...{ cep: z.string(), logradouro: nullable, bairro: nullable, cidade: z.string() },
      ...{ uf: z.string(), ibge: nullable, coordinates: keptPoint.nullable() },
    }),
  }),
  z.object({ state: z.literal('unknown') }),
]);

const scope = z.enum(['house', 'street', 'block', 'suburb', 'city', 'wider']);
export const keptPlaces: z.ZodType<readonly GeoPlace[]> = z.array(
  z.object({
    ...{ coordinates: keptPoint, scope, placeRank: z.number(), osmRef: nullable, road: nullable },
    ...{ suburbs: z.array(z.string()), city: nullable, uf: nullable, postcode: nullable },
    displayName: z.string(),
  }),
);

export const keptLink = z.discriminatedUnion('state', [
  z.object({
    ...{ state: z.literal('found'), coordinates: keptPoint, hops: z.number() },
    kind: z.enum(['pin', 'view']),
  }),
  z.object({ state: z.literal('no-coordinates'), hops: z.number() }),
  z.object({ state: z.literal('implausible'), coordinates: keptPoint, hops: z.number() }),
]);
