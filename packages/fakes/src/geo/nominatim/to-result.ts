import type { City } from '../../brazil/cities.ts';
import { houseAt, type Place } from '../../brazil/places.ts';
import type { JsonObject } from '../../json.ts';
import { hashText } from '../../seeded/random.ts';
import { mappedPostcode } from '../osm-knowledge.ts';
import type { Found } from './find-results.ts';

/** How results are to be written. */
export interface ResultForm {
  /** `json` calls `class` what `jsonv2` calls `category`. */
  readonly format: 'json' | 'jsonv2';
  readonly hasAddress: boolean;
  readonly country: 'Brasil' | 'Brazil';
  /** Numbers of places differ between servers and times: never keep one. */
  readonly seed: number;
}

interface Shape {
  readonly osm: readonly [type: 'node' | 'way' | 'relation', id: number] | undefined;
  readonly at: readonly [latitude: number, longitude: number];
  readonly kind: readonly [category: string, type: string, addresstype: string];
  readonly rank: number;
  readonly importance: number;
  readonly name: string;
  readonly address: JsonObject;
  /** Half the height of its box, in degrees. */
  readonly halfBox: number;
}

// Under which key a municipality stands depends on how the map tags it.
const municipalityKeys: Readonly<Record<string, string>> = {
  Goioerê: 'town',
  'Montes Claros': 'municipality',
};

/** One element of the answer's array. */
export function toResult(found: Found, form: ResultForm): JsonObject {
  const shape = toShape(found);
  const [category, type, addresstype] = shape.kind;
  const [latitude, longitude] = shape.at;
  const address = { ...shape.address, country: form.country, country_code: 'br' };
  const box = [latitude - shape.halfBox, latitude + shape.halfBox].concat(
    longitude - shape.halfBox,
    longitude + shape.halfBox,
  );
  return {
    place_id: 100_000_000 + (hashText(`${form.seed} ${shape.name} ${latitude}`) % 300_000_000),
    licence: 'Data © OpenStreetMap contributors, ODbL 1.0. http://osm.org/copyright',
    ...(shape.osm === undefined ? {} : { osm_type: shape.osm[0], osm_id: shape.osm[1] }),
    ...{ lat: latitude.toFixed(7), lon: longitude.toFixed(7) },
    [form.format === 'json' ? 'class' : 'category']: category,
    ...{ type, place_rank: shape.rank, importance: shape.importance, addresstype },
    name: shape.name,
    display_name: toDisplayName(address),
    ...(form.hasAddress ? { address } : {}),
    boundingbox: box.map((degrees) => degrees.toFixed(7)),
  };
}

function toShape(found: Found): Shape {
  switch (found.kind) {
    case 'house':
      return toHouse(found.place, found.number);
    case 'street':
      return toStreet(found.place);
    case 'city':
      return toCity(found.city);
    case 'postcode':
      return toPostcode(found.place);
  }
}

function toStreet(place: Place): Shape {
  return {
    osm: ['way', place.cep === '15085480' ? 532_596_250 : 200_000_000 + place.index],
    at: [place.latitude, place.longitude],
    kind: ['highway', 'residential', 'road'],
    ...{ rank: 26, importance: 0.0534, name: place.street, halfBox: 0.0004 },
    address: { road: place.street, ...around(place) },
  };
}

function toHouse(place: Place, number: number): Shape {
  return {
    osm: ['node', 6_000_000_000 + place.index * 10_000 + number],
    at: houseAt(place, number),
    kind: ['place', 'house', 'place'],
    ...{ rank: 30, importance: 0.00001, name: '', halfBox: 0.00005 },
    address: { house_number: String(number), road: place.street, ...around(place) },
  };
}

function toCity(city: City): Shape {
  return {
    osm: ['relation', 200_000 + Number(city.ibge.slice(2))],
    at: [city.latitude, city.longitude],
    kind: ['boundary', 'administrative', municipalityKey(city)],
    ...{ rank: 16, importance: 0.5214, name: city.name, halfBox: 0.18 },
    address: { [municipalityKey(city)]: city.name, ...stateOf(city) },
  };
}

/** A point that was computed from addresses: nothing on the map carries it. */
function toPostcode(place: Place): Shape {
  const postcode = mappedPostcode(place) ?? '';
  return {
    osm: undefined,
    at: [place.latitude, place.longitude],
    kind: ['place', 'postcode', 'postcode'],
    ...{ rank: 21, importance: 0.12, name: postcode, halfBox: 0.05 },
    address: {
      postcode,
      ...{ [municipalityKey(place.city)]: place.city.name, ...stateOf(place.city) },
    },
  };
}

function around(place: Place): JsonObject {
  const postcode = mappedPostcode(place);
  return {
    suburb: place.neighborhood,
    [municipalityKey(place.city)]: place.city.name,
    ...stateOf(place.city),
    ...(postcode === undefined ? {} : { postcode }),
  };
}

function stateOf({ state, uf }: City): JsonObject {
  return { state, 'ISO3166-2-lvl4': `BR-${uf}` };
}

function municipalityKey({ name }: City): string {
  return municipalityKeys[name] ?? 'city';
}

function toDisplayName(address: JsonObject): string {
  return Object.entries(address)
    .filter(([key]) => key !== 'ISO3166-2-lvl4' && key !== 'country_code')
    .map(([, value]) => String(value))
    .join(', ');
}
