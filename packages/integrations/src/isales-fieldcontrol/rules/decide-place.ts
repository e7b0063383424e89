import {
  isPlausibleInBrazil,
  type CepRecord,
  type Coordinates,
  type GeoPlace,
  type LinkAnswer,
} from '@ponte/connectors/geo/model';
import type { PlaceText } from '../project.ts';
import { plain } from './normalise-address.ts';
import type { Precision } from './precision.ts';

export interface KnownPoint {
  readonly coordinates: Coordinates;
  readonly precisao: Precision;
  /** pessoa, link, nominatim, brasilapi */
  readonly provedor: string;
}

export interface FoundPoint extends KnownPoint {
  readonly osmRef: string | null;
  /** What was asked, without the person. */
  readonly consulta: string;
}

/**
 * A point from the card's link. A view is only the middle of a map that somebody looked at: it stands
 * behind every street and CEP.
 */
export function toLinkPoint(answer: LinkAnswer): FoundPoint | undefined {
  if (answer.state !== 'found' || !isPlausibleInBrazil(answer.coordinates)) return undefined;
  return {
    coordinates: answer.coordinates,
    precisao: answer.kind === 'pin' ? 'pin' : 'bairro',
    ...{ provedor: 'link', osmRef: null, consulta: 'link_localizacao' },
  };
}

const SCOPES: Readonly<Record<GeoPlace['scope'], Precision | undefined>> = {
  house: 'numero',
  street: 'rua',
  block: 'bairro',
  suburb: 'bairro',
  city: 'cidade',
  wider: undefined,
};

/** Two hits this near are pieces of one street. */
const ONE_STREET_KM = 2;

/**
 * The place among a provider's answers that is meant: the one with the CEP, else with its first
 * five digits, else in the bairro, else the only street there is. Several streets are ambiguous,
 * and then there is no point.
 */
export function choosePlace(
  places: readonly GeoPlace[],
  address: PlaceText,
  consulta: string,
): FoundPoint | 'ambiguous' | undefined {
  const usable = places.filter(
    ({ uf, coordinates }) =>
      (uf === null || address.estado === null || uf === address.estado) &&
      isPlausibleInBrazil(coordinates),
  );
  const { cep } = address;
  const bairro = plain(address.bairro);
  const narrowed = [
    usable.filter(({ postcode }) => cep !== null && postcode === cep),
    usable.filter(({ postcode }) => cep !== null && postcode?.slice(0, 5) === cep.slice(0, 5)),
    usable.filter(({ suburbs }) => bairro !== '' && suburbs.map(plain).includes(bairro)),
    usable,
  ].find((hits) => hits.length > 0);
  const [first, ...others] = narrowed ?? [];
  if (first === undefined) return undefined;
  const far = others.some(
    ({ coordinates }) => distanceKm(first.coordinates, coordinates) > ONE_STREET_KM,
  );
  const precisao = SCOPES[first.scope];
  if (precisao === undefined) return undefined;
  if (far && precisao !== 'cidade') return 'ambiguous';
  const { coordinates, osmRef } = first;
  return { coordinates, precisao, provedor: 'nominatim', osmRef, consulta };
}

/** What BrasilAPI knows of a CEP's place. */
export function toCepPoint(record: CepRecord): FoundPoint | undefined {
  const { coordinates, cep, logradouro } = record;
  if (coordinates === null || !isPlausibleInBrazil(coordinates)) return undefined;
  // The CEP of a whole city says no more than the city.
  const precisao = logradouro === null ? 'cidade' : 'cep';
  return { coordinates, precisao, provedor: 'brasilapi', osmRef: null, consulta: cep };
}

/** True when what somebody typed cannot be where the CEP is. */
export function isOtherPlace(record: CepRecord, address: PlaceText): boolean {
  const isOtherState = address.estado !== null && address.estado !== record.uf;
  const isOtherCity = address.cidade !== null && plain(address.cidade) !== plain(record.cidade);
  return isOtherState || isOtherCity;
}

const EARTH_KM = 6_371;

/** Along the great circle. */
export function distanceKm(one: Coordinates, other: Coordinates): number {
  const [a, b] = [one, other].map(({ latitude }) => (latitude * Math.PI) / 180) as [number, number];
  const dLon = ((other.longitude - one.longitude) * Math.PI) / 180;
  const h = Math.sin((b - a) / 2) ** 2 + Math.cos(a) * Math.cos(b) * Math.sin(dLon / 2) ** 2;
  return 2 * EARTH_KM * Math.asin(Math.min(1, Math.sqrt(h)));
}
