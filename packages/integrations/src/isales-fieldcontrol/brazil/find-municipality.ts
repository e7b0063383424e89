import { getMunicipalities } from '@brazilian-utils/brazilian-utils/get-municipalities';
import { getMunicipalityByCode } from '@brazilian-utils/brazilian-utils/get-municipality-by-code';
import { fold } from './fold.ts';

export interface IbgeMunicipality {
  /** Seven digits; the first two are the state's. */
  readonly ibge: string;
  readonly cidade: string;
  readonly uf: string;
}

/** The municipality of that name in the state (two letters); undefined when IBGE lists none. */
export function findMunicipality(cidade: string, uf: string): IbgeMunicipality | undefined {
  return listOf(uf).get(fold(cidade));
}

/** The municipality with this code; undefined for a code that is none. */
export function findMunicipalityByCode(ibge: string): IbgeMunicipality | undefined {
  const found = /^\d{7}$/.test(ibge) ? getMunicipalityByCode(ibge) : null;
  if (found === null) return undefined;
  return { ibge: found.code, cidade: found.name, uf: found.stateCode };
}

const lists = new Map<string, ReadonlyMap<string, IbgeMunicipality>>();

/** Made when a state is asked for: together they are 5,571. */
function listOf(uf: string): ReadonlyMap<string, IbgeMunicipality> {
  const known = lists.get(uf);
  if (known !== undefined) return known;
  // The library's type of a state is a closed list; for any other text it gives nothing.
  const all = getMunicipalities(uf as Parameters<typeof getMunicipalities>[0]);
  const list = new Map(
    all.map(({ code, name, stateCode }) => [
      fold(name),
      { ibge: code, cidade: name, uf: stateCode },
    ]),
  );
  lists.set(uf, list);
  return list;
}
