/** What OpenStreetMap knows of a place: much, never all, and the same at every start. */
import type { Place } from '../brazil/places.ts';
import { hashText } from '../seeded/random.ts';

/** The street whose name carries a suffix at the CEP services, so that their look-up fails. */
const suffixed = '39404006';

/** Whether BrasilAPI finds coordinates: it looks the street up in OpenStreetMap by its name. */
export function knowsCoordinates(place: Place): boolean {
  if (place.cep === suffixed) return false;
  return isFixture(place) || !isMapped(place) || share(place, 'coordinates', 4) !== 0;
}

/** Whether the street is on the map at all. */
export function isMapped(place: Place): boolean {
  return isFixture(place) || share(place, 'mapped', 8) !== 0;
}

/** Whether houses of the street are on the map with their numbers. */
export function hasHouses(place: Place): boolean {
  return place.cep === '15085480' || (!isFixture(place) && share(place, 'houses', 2) === 0);
}

/** The postcode that the map carries for the street: mostly its own, or a neighbour's, or none. */
export function mappedPostcode(place: Place): string | undefined {
  const { cep } = place;
  const chance = isFixture(place) ? 0 : share(place, 'postcode', 6);
  if (chance === 5) return undefined;
  const shown = chance === 4 ? `${cep.slice(0, 5)}900` : cep;
  return `${shown.slice(0, 5)}-${shown.slice(5)}`;
}

function isFixture({ index }: Place): boolean {
  return index < 8;
}

function share({ cep }: Place, what: string, of: number): number {
  return hashText(`${what} ${cep}`) % of;
}
