import type { Json } from '../../json.ts';
import type { Address, Coords } from '../entities.ts';
import type { Settings } from '../settings.ts';
import type { ResourceReader } from './resource-reader.ts';

const eightDigits = /^\d{8}$/;
const wrongCep = 'must be not null and must have 8 digits';

/** Whose address it is: what must be there and how the CEP is called differ. */
export type AddressOwner = 'customer' | 'location' | 'order';

/**
 * Reads `address`. Customers and locations need city, state and coordinates; an order needs all but
 * the complement. `zipCode` has eight digits where there is one; a location's CEP is `postalCode`
 * and taken as it comes. The other one's name for it is ignored without a word.
 */
export function readAddress(
  reader: ResourceReader,
  owner: AddressOwner,
  settings: Settings,
): Address {
  const isWhole = owner === 'order';
  const part = (name: string): string | null =>
    isWhole ? reader.text(`address.${name}`) : reader.optionalText(`address.${name}`);
  return {
    cep:
      owner === 'location' ? reader.optionalText('address.postalCode') : readZip(reader, isWhole),
    street: part('street'),
    number: part('number'),
    neighborhood: part('neighborhood'),
    complement: reader.optionalText('address.complement'),
    city: reader.text('address.city'),
    state: reader.text('address.state'),
    coords: readCoords(reader, 'address.coords', settings) ?? { latitude: 0, longitude: 0 },
  };
}

function readZip(reader: ResourceReader, isNeeded: boolean): string | null {
  const zip = reader.at('address.zipCode') ?? null;
  if (typeof zip === 'string' && eightDigits.test(zip)) return zip;
  if (isNeeded || (zip !== null && zip !== '')) reader.complain('address.zipCode', wrongCep);
  return null;
}

/** Both coordinates in their ranges; numbers, or texts where the account takes them. */
export function readCoords(
  reader: ResourceReader,
  path: string,
  settings: Settings,
): Coords | undefined {
  const latitude = readDegrees(reader, `${path}.latitude`, { most: 90, settings });
  const longitude = readDegrees(reader, `${path}.longitude`, { most: 180, settings });
  return latitude === undefined || longitude === undefined ? undefined : { latitude, longitude };
}

function readDegrees(
  reader: ResourceReader,
  path: string,
  { most, settings }: { most: number; settings: Settings },
): number | undefined {
  const degrees = toNumber(reader.at(path), settings);
  if (degrees !== undefined && Math.abs(degrees) <= most) return degrees;
  reader.complain(path, 'must be not null and must be a valid coordinate');
  return undefined;
}

function toNumber(value: Json | undefined, { textCoords }: Settings): number | undefined {
  if (typeof value === 'number') return value;
  if (typeof value !== 'string' || textCoords === 'rejected') return undefined;
  return /^-?\d{1,3}(?:\.\d+)?$/.test(value) ? Number(value) : undefined;
}
