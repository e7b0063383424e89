import type { GeoOperations } from '@ponte/connectors/geo';
import type { CepRecord, Coordinates } from '@ponte/connectors/geo/model';
import type { DuePlace, PlaceEnd } from '../place-ports.ts';
import type { PlaceText } from '../project.ts';
import { distanceKm, isOtherPlace, toLinkPoint, type FoundPoint } from '../rules/decide-place.ts';
import { isVendorShape } from '../rules/judge-write.ts';
import { readCep, readCepPoint, toFill } from './ask-post.ts';
import type { Climb } from './climb.ts';
import { searchCity, searchStreet } from './search-places.ts';

export interface LadderEnd extends Pick<PlaceEnd, 'point' | 'problems' | 'fill'> {
  /** The link's point, when it is too far from its CEP to be believed. */
  readonly disbelieved: FoundPoint | undefined;
}

/**
 * From the link over the CEP and the street down to the city: the best point that can be had, what
 * is wrong with the address, and what the post office knows better. Throws when a provider that is
 * needed is away.
 */
export async function climbLadder(
  geo: GeoOperations,
  { address, linkLocalizacao, known }: Pick<DuePlace, 'address' | 'linkLocalizacao' | 'known'>,
  climb: Climb,
): Promise<LadderEnd> {
  const problems = new Set<string>();
  const linked = await readLink(geo, linkLocalizacao, climb);
  if (linkLocalizacao !== null && linked === undefined) problems.add('link_sem_coordenadas');
  const pin = linked?.precisao === 'pin' ? linked : undefined;
  const isPinned = pin !== undefined || known?.precisao === 'pessoa';
  const post = await readCep(geo, address.cep, { ...climb, isNeeded: !isPinned });
  if (post.state === 'unknown') problems.add('cep_inexistente');
  const record = post.state === 'found' ? post.record : undefined;
  const contradicts = record !== undefined && isOtherPlace(record, address);
  if (contradicts) problems.add('cep_diverge');
  const fill = record === undefined || contradicts ? {} : toFill(record, address);
  const end = (point: FoundPoint | undefined, disbelieved?: FoundPoint): LadderEnd => ({
    ...{ point, disbelieved, problems: [...problems], fill },
  });
  if (pin !== undefined && (await isFarFrom(geo, pin, { ...climb, record }))) {
    problems.add('cep_diverge');
    return end(undefined, pin);
  }
  // What contradicts itself is not guessed about; a pin is no guess.
  if (isPinned || contradicts) return end(pin);
  const full: PlaceText = { ...address, ...fill };
  const named = await searchPlace(geo, full, climb);
  if (named !== undefined && named.precisao !== 'cidade') return end(named);
  if (linked !== undefined) {
    // The middle of a map says more than the middle of a city, unless it is of another one.
    if (!(await isFarFrom(geo, linked, { ...climb, record }))) return end(linked);
    problems.add('link_sem_coordenadas');
  }
  return end(named ?? (await searchCity(geo, full, climb)), linked);
}

/** What the address itself leads to: its house, its street or its CEP. */
async function searchPlace(
  geo: GeoOperations,
  address: PlaceText,
  climb: Climb,
): Promise<FoundPoint | undefined> {
  const street = await searchStreet(geo, address, climb);
  // A provider that knows several streets of the name is right; a CEP's point mixes them up.
  if (street !== undefined) return street === 'ambiguous' ? undefined : street;
  return readCepPoint(geo, address.cep, climb);
}

async function readLink(
  geo: GeoOperations,
  link: string | null,
  { signal }: Climb,
): Promise<FoundPoint | undefined> {
  return link === null ? undefined : toLinkPoint(await geo.followMapsLink(link, { signal }));
}

/** True when a link's point cannot belong to the CEP. */
async function isFarFrom(
  geo: GeoOperations,
  { coordinates }: FoundPoint,
  { record, ...climb }: Climb & { record: CepRecord | undefined },
): Promise<boolean> {
  if (record === undefined) return false;
  const there = record.coordinates ?? (await findCity(geo, record, climb));
  return there !== undefined && distanceKm(coordinates, there) > climb.settings.farthestKm;
}

/** ViaCEP knows no coordinates, so the middle of its city stands for the CEP. */
async function findCity(
  geo: GeoOperations,
  { cidade, uf }: CepRecord,
  climb: Climb,
): Promise<Coordinates | undefined> {
  try {
    return (await searchCity(geo, { cidade, estado: uf }, climb))?.coordinates;
  } catch (error) {
    // Nobody waits for a comparison: what the link says was never believed less for an outage.
    if (!isVendorShape(error)) throw error;
    return undefined;
  }
}
