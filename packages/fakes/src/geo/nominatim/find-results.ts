import { cities, type City } from '../../brazil/cities.ts';
import { places, type Place } from '../../brazil/places.ts';
import { hasHouses, isMapped, mappedPostcode } from '../osm-knowledge.ts';
import { toKey, toWords } from './words.ts';

/** Something on the map that fits a question. */
export type Found =
  | { readonly kind: 'house'; readonly place: Place; readonly number: number }
  | { readonly kind: 'street'; readonly place: Place }
  | { readonly kind: 'city'; readonly city: City }
  | { readonly kind: 'postcode'; readonly place: Place };

/** A structured question; parts that were not asked are undefined. */
export interface Structured {
  readonly street: string | undefined;
  readonly city: string | undefined;
  readonly state: string | undefined;
  readonly country: string | undefined;
  readonly postalcode: string | undefined;
}

const brazil = new Set(['brasil', 'brazil', 'br']);

/** What fits every part of the question: a wrong or unknown part empties the answer. */
export function findStructured(asked: Structured): Found[] {
  const { street, city, state, country, postalcode } = asked;
  if (country !== undefined && !brazil.has(toKey(country))) return [];
  const lies = (where: City, neighborhood: string): boolean =>
    (city === undefined || [where.name, neighborhood].some((name) => isSame(name, city))) &&
    (state === undefined ||
      [where.name, where.state, where.uf].some((name) => isSame(name, state)));
  if (street !== undefined) {
    const { name, number } = splitStreet(street);
    return onMap()
      .filter((place) => toKey(place.street) === name && lies(place.city, place.neighborhood))
      .filter((place) => postalcode === undefined || hasPostcode(place, postalcode))
      .map((place) => toHouse(place, number));
  }
  if (postalcode !== undefined) {
    return onMap()
      .filter((place) => hasPostcode(place, postalcode) && lies(place.city, place.neighborhood))
      .slice(0, 1)
      .map((place) => ({ kind: 'postcode', place }));
  }
  if (city === undefined) return [];
  return allCities()
    .filter((each) => lies(each, ''))
    .map((each) => ({ kind: 'city', city: each }));
}

/** What fits a free text: all of its words must belong to one thing on the map. */
export function findFree(q: string): Found[] {
  const words = toWords(q.replaceAll(/\b(\d{5})-(\d{3})\b/g, '$1$2'));
  const streets = onMap().flatMap((place) => findInStreet(place, words));
  if (streets.length > 0) return streets;
  const inCities = allCities().filter((city) => {
    const own = toWords(city.name);
    const known = new Set([...own, ...wordsOf(city)]);
    return own.every((word) => words.includes(word)) && words.every((word) => known.has(word));
  });
  return inCities.map((city) => ({ kind: 'city', city }));
}

function findInStreet(place: Place, words: readonly string[]): Found[] {
  const own = toWords(place.street);
  if (!own.every((word) => words.includes(word))) return [];
  const known = new Set([...own, ...toWords(place.neighborhood), ...wordsOf(place.city)]);
  known.add(mappedPostcode(place)?.replace('-', '') ?? '');
  const rest = words.filter((word) => !known.has(word));
  const [number] = rest;
  if (number === undefined) return [{ kind: 'street', place }];
  return rest.length === 1 && /^\d{1,5}$/.test(number) ? [toHouse(place, Number(number))] : [];
}

/** "383 Rua das Acácias" or "Rua das Acácias, 383". */
function splitStreet(street: string): { name: string; number: number | undefined } {
  const key = toKey(street);
  const [, before, after] = /^(\d+) (.+)$/.exec(key) ?? [];
  if (before !== undefined && after !== undefined) return { name: after, number: Number(before) };
  const [, name, number] = /^(.+) (\d+)$/.exec(key) ?? [];
  if (name !== undefined && number !== undefined) return { name, number: Number(number) };
  return { name: key, number: undefined };
}

/** A house that is not on the map is answered with its street. */
function toHouse(place: Place, number: number | undefined): Found {
  return number !== undefined && hasHouses(place)
    ? { kind: 'house', place, number }
    : { kind: 'street', place };
}

function hasPostcode(place: Place, asked: string): boolean {
  return mappedPostcode(place)?.replace('-', '') === asked.replaceAll(/\D/g, '');
}

function onMap(): readonly Place[] {
  return places.filter((place) => place.street !== '' && isMapped(place));
}

function allCities(): readonly City[] {
  return Object.values(cities);
}

function wordsOf({ name, state, uf }: City): string[] {
  return [name, state, uf, 'Brasil', 'Brazil'].flatMap(toWords);
}

function isSame(name: string, asked: string): boolean {
  return name !== '' && toKey(name) === toKey(asked);
}
