/** Places: what the providers say about a CEP, an address or a link, in one form. */
import type { Coordinates } from './maps-link.ts';

export {
  isPlausibleInBrazil,
  parseMapsLink,
  type Coordinates,
  type MapsLinkReading,
} from './maps-link.ts';

/** What a provider knows about a CEP. */
export interface CepRecord {
  /** Eight digits. */
  readonly cep: string;
  /** Null for the CEP of a whole city. */
  readonly logradouro: string | null;
  readonly bairro: string | null;
  readonly cidade: string;
  /** Two letters. */
  readonly uf: string;
  /** Seven digits; null when the provider does not say. */
  readonly ibge: string | null;
  /** Only of BrasilAPI, and only a hint: streets of one name are mixed up there. */
  readonly coordinates: Coordinates | null;
}

export type CepAnswer =
  | { readonly state: 'found'; readonly record: CepRecord }
  /** Well-formed, and the provider has none. */
  | { readonly state: 'unknown' }
  /** Not eight digits: nobody was asked. */
  | { readonly state: 'malformed' };

/** What is asked of Nominatim; the postal code is left out, because it empties too many answers. */
export interface AddressQuery {
  /** `383 Rua das Acácias`, or without a number. */
  readonly street?: string;
  readonly city: string;
  /** Two letters or the whole name. */
  readonly state: string;
}

/** How narrow a place is: by Nominatim's `place_rank`. */
export type PlaceScope = 'house' | 'street' | 'block' | 'suburb' | 'city' | 'wider';

export interface GeoPlace {
  readonly coordinates: Coordinates;
  readonly scope: PlaceScope;
  readonly placeRank: number;
  /** `way/532596250`; null for points that are only a postal code. */
  readonly osmRef: string | null;
  readonly road: string | null;
  /** Names of what may be meant by a bairro, narrowest first. */
  readonly suburbs: readonly string[];
  readonly city: string | null;
  /** Two letters. */
  readonly uf: string | null;
  /** Eight digits. */
  readonly postcode: string | null;
  readonly displayName: string;
}

/** What became of a link that somebody pasted. */
export type LinkAnswer =
  | {
      readonly state: 'found';
      readonly coordinates: Coordinates;
      /** pin: the place itself; view: only the middle of a map. */
      readonly kind: 'pin' | 'view';
      /** Requests that it took; 0 when the link says it all. */
      readonly hops: number;
    }
  /** A maps link that leads to no coordinates. */
  | { readonly state: 'no-coordinates'; readonly hops: number }
  /** It leads to 0,0 or out of Brazil. */
  | { readonly state: 'implausible'; readonly coordinates: Coordinates; readonly hops: number }
  /** Never asked for, or left on the way. */
  | {
      readonly state: 'refused';
      readonly reason:
        'not-a-link' | 'host-not-allowed' | 'insecure' | 'private-address' | 'too-many-hops';
    };
