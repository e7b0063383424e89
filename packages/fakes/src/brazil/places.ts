/**
 * Places where the cards of the iSales fake lie, so that the geo fake knows them. Streets and CEPs
 * are invented, but for the few whose odd behaviour at the real services is known.
 */
import { mix } from '../seeded/random.ts';
import { cities, type City } from './cities.ts';

/** What one CEP stands for. */
export interface Place {
  /** Its position in the list; what short links are made of. */
  readonly index: number;
  /** Eight digits. */
  readonly cep: string;
  /** Empty for the CEP of a whole city. */
  readonly street: string;
  /** Which part of the street: "lado ímpar". */
  readonly complement: string;
  readonly neighborhood: string;
  readonly city: City;
  /** Middle of the street, or of the city. */
  readonly latitude: number;
  readonly longitude: number;
}

type Point = readonly [latitude: number, longitude: number];
type Fixture = Omit<Place, 'index' | 'latitude' | 'longitude'> & { at: Point };

const fixtures: readonly Fixture[] = [
  {
    ...{ cep: '15085480', street: 'Rua das Acácias', complement: '', neighborhood: 'Centro' },
    ...{ city: cities.rioPreto, at: [-20.8197, -49.3794] },
  },
  {
    ...{ cep: '01001000', street: 'Praça da Sé', complement: 'lado ímpar', neighborhood: 'Sé' },
    ...{ city: cities.saoPaulo, at: [-23.5502784, -46.6342179] },
  },
  {
    ...{ cep: '05010000', street: 'Rua Caiubi', complement: '', neighborhood: 'Perdizes' },
    ...{ city: cities.saoPaulo, at: [-23.5374936, -46.6721187] },
  },
  {
    ...{ cep: '20751120', street: 'Rua Marcolino', complement: '', neighborhood: 'Piedade' },
    ...{ city: cities.rio, at: [-22.883892, -43.3061123] },
  },
  {
    ...{ cep: '23591240', street: 'Rua Marcolino', complement: '', neighborhood: 'Santa Cruz' },
    ...{ city: cities.rio, at: [-22.9320484, -43.6667168] },
  },
  {
    ...{ cep: '39404006', street: 'Avenida Osmani Barbosa', neighborhood: 'Planalto' },
    ...{ complement: 'até 1715 - lado ímpar', city: cities.montesClaros },
    at: [-16.7060214, -43.8461903],
  },
  // The CEP of a whole city: no street, no neighbourhood.
  {
    ...{ cep: '87360000', street: '', complement: '', neighborhood: '', city: cities.goioere },
    at: [cities.goioere.latitude, cities.goioere.longitude],
  },
  // Another one, which ViaCEP does not have.
  {
    ...{ cep: '54580000', street: '', complement: '', neighborhood: '', city: cities.cabo },
    at: [cities.cabo.latitude, cities.cabo.longitude],
  },
];

/** The first five digits of the CEPs that are made for a city. */
const districts: readonly (readonly [prefix: string, city: City])[] = [
  ['15091', cities.rioPreto],
  ['14096', cities.ribeirao],
  ['14807', cities.araraquara],
  ['13092', cities.campinas],
  ['38407', cities.uberlandia],
  ['87045', cities.maringa],
  ['74681', cities.goiania],
];

const streets = [
  ...['Rua das Palmeiras', 'Rua dos Ipês', 'Rua das Paineiras', 'Rua do Jatobá'],
  ...['Avenida dos Girassóis', 'Rua das Hortênsias', 'Rua do Cambuci', 'Rua da Aroeira'],
  ...['Alameda das Magnólias', 'Rua dos Manacás', 'Rua do Jequitibá', 'Rua das Quaresmeiras'],
  ...['Avenida dos Flamboyants', 'Rua da Sibipiruna', 'Travessa dos Lírios', 'Rua do Guapuruvu'],
  ...['Rua das Begônias', 'Rua da Pitangueira', 'Avenida das Jabuticabeiras', 'Rua do Araçá'],
  ...['Rua das Camélias', 'Rua dos Cedros', 'Praça das Orquídeas', 'Rua da Copaíba'],
] as const;

const neighborhoods = [
  ...['Centro', 'Jardim Primavera', 'Vila Nova', 'Parque das Águas', 'Jardim Alvorada'],
  ...['Residencial do Sol', 'Bosque dos Ipês', 'Vila São João'],
] as const;

/** All places; the list is the same for every seed, so that any board finds its addresses. */
export const places: readonly Place[] = [
  ...fixtures.map(toPlace),
  ...districts.flatMap(makeDistrict),
];

const byCep = new Map(places.map((place) => [place.cep, place]));

/** The streets that are made: what plain cards live in. */
export const plainPlaces: readonly Place[] = places.slice(fixtures.length);

/** The place of a CEP of eight digits, or undefined. */
export function findPlace(cep: string): Place | undefined {
  return byCep.get(cep);
}

/** The place of a CEP that is certainly there. */
export function needPlace(cep: string): Place {
  const place = byCep.get(cep);
  if (!place) throw new RangeError(`No place has the CEP ${cep}.`);
  return place;
}

/** Where a house stands: numbers are metres along the street, as they are in Brazil. */
export function houseAt(place: Place, number: number): Point {
  const metres = Number.isFinite(number) ? Math.min(Math.max(number, 0), 5_000) : 0;
  return [round(place.latitude + metres * 0.000_003), round(place.longitude + metres * 0.000_008)];
}

function toPlace({ at: [latitude, longitude], ...rest }: Fixture, index: number): Place {
  return { index, ...rest, latitude, longitude };
}

function makeDistrict([prefix, city]: readonly [string, City], district: number): Place[] {
  return streets.map((street, index) => {
    const bits = mix(77, district, index);
    return {
      index: fixtures.length + district * streets.length + index,
      cep: `${prefix}${100 + index * 10}`,
      ...{ street, complement: '', city },
      neighborhood: neighborhoods[bits % neighborhoods.length] ?? 'Centro',
      // Within about five kilometres of the middle of the city.
      latitude: round(city.latitude + ((bits >>> 4) % 90_000) / 1_000_000 - 0.045),
      longitude: round(city.longitude + (mix(78, district, index) % 90_000) / 1_000_000 - 0.045),
    };
  });
}

function round(degrees: number): number {
  return Math.round(degrees * 10_000_000) / 10_000_000;
}
