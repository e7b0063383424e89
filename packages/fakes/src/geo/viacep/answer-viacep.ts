import { findPlace, type Place } from '../../brazil/places.ts';
import type { JsonObject } from '../../json.ts';
import { jsonAnswer, pageAnswer, type HttpAnswer } from '../../net/http-answer.ts';
import type { GeoWorld } from '../geo-world.ts';

/** CEPs of whole cities that ViaCEP does not have although they exist. */
const missing = new Set(['54580000']);

/** `/ws/{8 digits}/json/`; malformed ones are a page with 400, unknown ones 200 with an `erro`. */
export function answerViacep(world: GeoWorld, path: string): HttpAnswer {
  const [, cep = '', format] = /^\/ws\/([^/]*)\/([a-z]+)\/?$/.exec(path) ?? [];
  if (format !== 'json') return pageAnswer(404, 'Http 404');
  if (!/^\d{8}$/.test(cep)) return pageAnswer(400, 'Http 400');
  const place = findPlace(cep);
  const isForgotten = world.forgotten.get(cep)?.includes('viacep') === true;
  if (!place || isForgotten || missing.has(cep)) {
    return toAnswer({ erro: world.settings.viacepErro === 'text' ? 'true' : true });
  }
  return toAnswer(toRecord(place));
}

/** The CEP that a path asks for, as faults match it. */
export function cepOf(path: string): string | undefined {
  return /^\/ws\/([^/]*)\//.exec(path)?.[1];
}

function toRecord({ cep, street, complement, neighborhood, city }: Place): JsonObject {
  return {
    cep: `${cep.slice(0, 5)}-${cep.slice(5)}`,
    logradouro: street,
    complemento: complement,
    unidade: '',
    bairro: neighborhood,
    localidade: city.name,
    uf: city.uf,
    estado: city.state,
    regiao: city.region,
    ibge: city.ibge,
    // Only the state of São Paulo has a GIA code, and only the capital's is of use here.
    gia: city.ibge === '3550308' ? '1004' : '',
    ddd: city.ddd,
    siafi: city.siafi,
  };
}

/** ViaCEP indents its JSON. */
function toAnswer(body: JsonObject): HttpAnswer {
  return {
    ...jsonAnswer(200, body, { 'content-type': 'application/json; charset=utf-8' }),
    body: JSON.stringify(body, null, 2),
  };
}
