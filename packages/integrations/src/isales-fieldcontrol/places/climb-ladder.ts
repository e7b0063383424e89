import type { GeoOperations } from '@ponte/connectors/geo';
import type { CepAnswer, CepRecord } from '@ponte/connectors/geo/model';
import type { DuePlace, PlaceEnd } from '../ports.ts';
import type { PlaceText } from '../project.ts';
import { isVendorUnwell } from '../rules/decide-unread.ts';
import {
  choosePlace,
  distanceKm,
  isOtherPlace,
  toCepPoint,
  toLinkPoint,
  type FoundPoint,
} from '../rules/decide-place.ts';
import { toBareStreet, toHouseNumber } from '../rules/normalise-address.ts';
import { rank } from '../rules/precision.ts';
import type { FieldSettings } from '../settings.ts';

export type LadderEnd = Pick<PlaceEnd, 'point' | 'problems' | 'fill'>;

interface Climb {
  readonly settings: FieldSettings;
  readonly signal: AbortSignal;
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
  const problems: string[] = [];
  const pin = await readLink(geo, linkLocalizacao, climb);
  if (linkLocalizacao !== null && pin === undefined) problems.push('link_sem_coordenadas');
  const isPinned = pin?.precisao === 'pin' || known?.precisao === 'pessoa';
  const post = await readCep(geo, address.cep, { ...climb, isNeeded: !isPinned });
  if (post.state === 'unknown') problems.push('cep_inexistente');
  const record = post.state === 'found' ? post.record : undefined;
  const contradicts = record !== undefined && isOtherPlace(record, address);
  if (contradicts) problems.push('cep_diverge');
  const fill = record === undefined || contradicts ? {} : toFill(record, address);
  if (isPinned) {
    const isFar = pin !== undefined && (await isFarFromCep(geo, { pin, record }, climb));
    return {
      point: isFar ? undefined : pin,
      problems: isFar ? [...problems, 'cep_diverge'] : problems,
      fill,
    };
  }
  // What contradicts itself is not guessed about.
  if (contradicts) return { point: pin, problems, fill };
  const full: PlaceText = { ...address, ...fill };
  const street = await searchStreet(geo, full, climb);
  // A provider that knows several streets of the name is right; a CEP's point mixes them up.
  const named = street === undefined ? await readCepPoint(geo, full, climb) : undefined;
  const point = best([pin, street === 'ambiguous' ? undefined : street, named]);
  return { point: point ?? (await searchCity(geo, full, climb)), problems, fill };
}

async function readLink(
  geo: GeoOperations,
  link: string | null,
  { signal }: Climb,
): Promise<FoundPoint | undefined> {
  return link === null ? undefined : toLinkPoint(await geo.followMapsLink(link, { signal }));
}

/** ViaCEP first; BrasilAPI when it is away or knows nothing. */
async function readCep(
  geo: GeoOperations,
  cep: string | null,
  { signal, isNeeded }: Climb & { isNeeded: boolean },
): Promise<CepAnswer> {
  if (cep === null) return { state: 'malformed' };
  try {
    const answer = await geo.findCepAtViacep(cep, { signal });
    if (answer.state !== 'unknown') return answer;
  } catch (error) {
    if (!isVendorUnwell(error)) throw error;
  }
  try {
    return await geo.findCepAtBrasilapi(cep, { signal });
  } catch (error) {
    // An explicit pin needs no post office.
    if (isNeeded || !isVendorUnwell(error)) throw error;
    return { state: 'malformed' };
  }
}

function toFill(record: CepRecord, address: PlaceText): PlaceEnd['fill'] {
  const { logradouro, bairro, cidade, uf, ibge } = record;
  return {
    ...(address.logradouro === null && logradouro !== null ? { logradouro } : {}),
    ...(address.bairro === null && bairro !== null ? { bairro } : {}),
    ...(address.cidade === null ? { cidade } : {}),
    ...(address.estado === null ? { estado: uf } : {}),
    ...(ibge === null ? {} : { ibge }),
  };
}

/** A pin that cannot be compared is believed: ViaCEP knows no coordinates, BrasilAPI may be away. */
async function isFarFromCep(
  geo: GeoOperations,
  { pin, record }: { pin: FoundPoint; record: CepRecord | undefined },
  { settings, signal }: Climb,
): Promise<boolean> {
  if (record === undefined) return false;
  try {
    const there = record.coordinates ?? (await readCoordinates(geo, record.cep, signal));
    return there !== null && distanceKm(pin.coordinates, there) > settings.farthestKm;
  } catch (error) {
    if (!isVendorUnwell(error)) throw error;
    return false;
  }
}

async function readCoordinates(
  geo: GeoOperations,
  cep: string,
  signal: AbortSignal,
): Promise<CepRecord['coordinates']> {
  const answer = await geo.findCepAtBrasilapi(cep, { signal });
  return answer.state === 'found' ? answer.record.coordinates : null;
}

/** The house, else the street; several streets of one name are nothing. */
async function searchStreet(
  geo: GeoOperations,
  address: PlaceText,
  { signal }: Climb,
): Promise<FoundPoint | 'ambiguous' | undefined> {
  const { logradouro, numero, cidade, estado } = address;
  if (logradouro === null || cidade === null || estado === null) return undefined;
  const road = toBareStreet(logradouro);
  const number = toHouseNumber(numero);
  const asked = { city: cidade, state: estado };
  let isAmbiguous = false;
  for (const street of number === null ? [road] : [`${number} ${road}`, road]) {
    const places = await geo.searchAddress({ ...asked, street }, { signal });
    const consulta = `${street}, ${cidade} - ${estado}`;
    const point = choosePlace(places, address, consulta);
    if (point !== undefined && point !== 'ambiguous') return point;
    isAmbiguous ||= point === 'ambiguous';
  }
  return isAmbiguous ? 'ambiguous' : undefined;
}

async function readCepPoint(
  geo: GeoOperations,
  { cep }: PlaceText,
  { signal }: Climb,
): Promise<FoundPoint | undefined> {
  if (cep === null) return undefined;
  const answer = await geo.findCepAtBrasilapi(cep, { signal });
  return answer.state === 'found' ? toCepPoint(answer.record) : undefined;
}

async function searchCity(
  geo: GeoOperations,
  address: PlaceText,
  { signal }: Climb,
): Promise<FoundPoint | undefined> {
  const { cidade, estado } = address;
  if (cidade === null || estado === null) return undefined;
  const places = await geo.searchAddress({ city: cidade, state: estado }, { signal });
  const whole = { ...address, cep: null, bairro: null };
  const point = choosePlace(places, whole, `${cidade} - ${estado}`);
  return point === 'ambiguous' ? undefined : point;
}

function best(points: readonly (FoundPoint | undefined)[]): FoundPoint | undefined {
  const found = points.filter((point) => point !== undefined);
  return found.toSorted((one, other) => rank(one.precisao) - rank(other.precisao))[0];
}
