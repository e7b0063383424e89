/** The slice of the providers of places: only the worker asks them. All have public addresses. */
import {
  findEnvValue,
  isLoopbackUrl,
  toEnvProblem,
  type EnvReading,
  type EnvSlice,
  type EnvValues,
  type EnvVariable,
} from '../env-slice.ts';

export interface GeoEnv {
  /** The four without a closing slash. */
  readonly viacepUrl: string;
  readonly brasilapiUrl: string;
  readonly nominatimUrl: string;
  /** On this machine only: whatever stands for the hosts of maps links. */
  readonly mapsUrl: string | undefined;
  /** Told to Nominatim, whose operators write to it before they block. */
  readonly contactEmail: string | undefined;
}

export const GEO_DEFAULT_URLS = {
  viacep: 'https://viacep.com.br',
  brasilapi: 'https://brasilapi.com.br',
  nominatim: 'https://nominatim.openstreetmap.org',
} as const;

const VIACEP_URL: EnvVariable = {
  name: 'GEO_VIACEP_URL',
  purpose: 'the address of ViaCEP, which knows the streets of Brazilian postal codes',
  secret: false,
  example: GEO_DEFAULT_URLS.viacep,
};
const BRASILAPI_URL: EnvVariable = {
  name: 'GEO_BRASILAPI_URL',
  purpose: 'the address of BrasilAPI, the second source of postal codes',
  secret: false,
  example: GEO_DEFAULT_URLS.brasilapi,
};
const NOMINATIM_URL: EnvVariable = {
  name: 'GEO_NOMINATIM_URL',
  purpose: 'the address of a Nominatim, which finds addresses; a server of your own has no limits',
  secret: false,
  example: GEO_DEFAULT_URLS.nominatim,
};
const MAPS_URL: EnvVariable = {
  name: 'GEO_MAPS_URL',
  purpose: 'what stands for the hosts of Google Maps links on a machine for trying things out',
  secret: false,
  example: 'http://127.0.0.1:9104',
};
const CONTACT_EMAIL: EnvVariable = {
  name: 'GEO_CONTACT_EMAIL',
  purpose: 'the address under which the operators of Nominatim reach you before they block you',
  secret: false,
  example: 'it@example.com',
};

/** The whole slice; nothing of it is needed. */
export const geoEnv: EnvSlice<GeoEnv> = {
  variables: [VIACEP_URL, BRASILAPI_URL, NOMINATIM_URL, MAPS_URL, CONTACT_EMAIL],
  read,
};

function read(env: EnvValues): EnvReading<GeoEnv> {
  const problems: string[] = [];
  const readUrl = (variable: EnvVariable, fallback: string): string => {
    const address = (findEnvValue(env, variable) ?? fallback).replace(/\/+$/, '');
    if (URL.parse(address)?.protocol === 'https:' || isLoopbackUrl(address)) return address;
    problems.push(toEnvProblem(variable, 'must begin with https://, because addresses go with it'));
    return fallback;
  };
  const value = {
    viacepUrl: readUrl(VIACEP_URL, GEO_DEFAULT_URLS.viacep),
    brasilapiUrl: readUrl(BRASILAPI_URL, GEO_DEFAULT_URLS.brasilapi),
    nominatimUrl: readUrl(NOMINATIM_URL, GEO_DEFAULT_URLS.nominatim),
    mapsUrl: findEnvValue(env, MAPS_URL)?.replace(/\/+$/, ''),
    contactEmail: findEnvValue(env, CONTACT_EMAIL),
  };
  if (value.mapsUrl !== undefined && !isLoopbackUrl(value.mapsUrl)) {
    problems.push(toEnvProblem(MAPS_URL, 'may only lead to this machine'));
  }
  if (value.contactEmail !== undefined && !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(value.contactEmail)) {
    problems.push(toEnvProblem(CONTACT_EMAIL, 'is not an e-mail address'));
  }
  return problems.length > 0 ? { problems } : { value };
}
