import { needPlace } from '../../brazil/places.ts';
import type { JsonObject } from '../../json.ts';

/** What makes a card awkward, laid over a plain one. */
export interface AwkwardCase {
  readonly name: string;
  readonly column?: number;
  /** A second card of the client that the named case has made. */
  readonly clientOf?: string;
  /** Local day of its creation. */
  readonly createdOn?: string;
  /** Laid over the plain client; null stands for one whose read is empty. */
  readonly cliente?: JsonObject | null;
  /** Laid over the plain proposal; null stands for a client without one. */
  readonly proposta?: JsonObject | null;
  /** In place of the plain custom fields. */
  readonly custom?: JsonObject;
}

/** The street and town of a CEP as a card carries them. */
export function addressOf(cep: string, numero: string): JsonObject {
  const { street, neighborhood, city } = needPlace(cep);
  return {
    cep: cep.replace(/(...)$/, '-$1'),
    ...{ logradouro: street, numero, complemento: '', bairro: neighborhood },
    ...{ cidade: city.name, estado: city.uf },
  };
}
