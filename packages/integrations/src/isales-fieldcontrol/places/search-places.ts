import type { GeoOperations } from '@ponte/connectors/geo';
import type { PlaceText } from '../project.ts';
import { choosePlace, type FoundPoint } from '../rules/decide-place.ts';
import { toBareStreet, toHouseNumber } from '../rules/normalise-address.ts';
import type { Climb } from './climb.ts';

/** The house, else the street; several streets of one name are nothing. */
export async function searchStreet(
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

/** The middle of a city. */
export async function searchCity(
  geo: GeoOperations,
  { cidade, estado }: Pick<PlaceText, 'cidade' | 'estado'>,
  { signal }: Climb,
): Promise<FoundPoint | undefined> {
  if (cidade === null || estado === null) return undefined;
  const places = await geo.searchAddress({ city: cidade, state: estado }, { signal });
  const whole: PlaceText = {
    ...{ cep: null, logradouro: null, numero: null, complemento: null, bairro: null },
    ...{ cidade, estado },
  };
  const point = choosePlace(places, whole, `${cidade} - ${estado}`);
  return point === 'ambiguous' ? undefined : point;
}
