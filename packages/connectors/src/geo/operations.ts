/**
 * What Ponte asks the providers of places. Every operation throws `VendorError` and nothing else for
 * what a provider or the way to it did wrong; that a provider does not know something is an answer.
 */
import type { Level } from '../http/call.ts';
import type { AddressQuery, CepAnswer, GeoPlace, LinkAnswer } from './model.ts';

export interface CallOptions {
  /** `live` when absent. */
  readonly level?: Level;
  readonly signal?: AbortSignal;
  /** Asks the provider whatever the cache says. */
  readonly fresh?: boolean;
}

export interface GeoOperations {
  /** Street, bairro, city, UF and IBGE code of a CEP, by ViaCEP. */
  findCepAtViacep(cep: string, options?: CallOptions): Promise<CepAnswer>;
  /** The same by BrasilAPI, with coordinates when it has some. */
  findCepAtBrasilapi(cep: string, options?: CallOptions): Promise<CepAnswer>;
  /** Places for an address, best first; empty when Nominatim knows none. */
  searchAddress(query: AddressQuery, options?: CallOptions): Promise<readonly GeoPlace[]>;
  /** Where a pasted link leads: read as it is, or followed over at most five maps hosts. */
  followMapsLink(link: string, options?: CallOptions): Promise<LinkAnswer>;
}

/** The client of all providers of places. */
export interface GeoClient extends GeoOperations {
  close(): Promise<void>;
}
