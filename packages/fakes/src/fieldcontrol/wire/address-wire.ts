import type { JsonObject } from '../../json.ts';
import type { Address } from '../entities.ts';

/** An address as customers and orders show it: the CEP is zipCode. */
export function toZipAddress(address: Address): JsonObject {
  return { zipCode: address.cep, ...parts(address) };
}

/** A customer's address, with the line that the vendor makes of it. */
export function toFormattedAddress(address: Address): JsonObject {
  const { coords, ...others } = parts(address);
  return { zipCode: address.cep, ...others, formattedAddress: format(address), coords };
}

/** An address as locations show it: the CEP is postalCode. */
export function toPostalAddress(address: Address): JsonObject {
  return { postalCode: address.cep, ...parts(address) };
}

function parts({ coords, ...address }: Address) {
  const { street, number, neighborhood, complement, city, state } = address;
  return { street, number, neighborhood, complement, city, state, coords: { ...coords } };
}

function format({ street, number, neighborhood, city, state, cep }: Address): string {
  const words = [street, number, neighborhood, `${city} - ${state}`, cep, 'Brasil'];
  return words.filter((word) => word !== null && word !== '').join(', ');
}
