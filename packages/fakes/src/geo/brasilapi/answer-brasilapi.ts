import { findPlace, places, type Place } from '../../brazil/places.ts';
import type { JsonObject } from '../../json.ts';
import { jsonAnswer, pageAnswer, type HttpAnswer } from '../../net/http-answer.ts';
import type { GeoWorld } from '../geo-world.ts';
import { knowsCoordinates } from '../osm-knowledge.ts';

const headers = {
  'content-type': 'application/json; charset=utf-8',
  'cache-control': 'max-age=0, s-maxage=86400, stale-while-revalidate',
  'access-control-allow-origin': '*',
} as const;

/** `/api/cep/v2/{cep}`; refusals are cep-promise's own errors. */
export function answerBrasilapi(world: GeoWorld, path: string): HttpAnswer {
  const asked = cepOf(path);
  if (asked === undefined) return pageAnswer(404, '404: This page could not be found');
  const cep = asked.replaceAll(/\D/g, '');
  if (cep.length !== 8) return refuseLength(cep.length < 8 ? 'menos' : 'mais');
  const place = findPlace(cep);
  const isForgotten = world.forgotten.get(cep)?.includes('brasilapi') === true;
  return place && !isForgotten ? answer(200, toRecord(world, place)) : refuseUnknown();
}

/** The CEP that a path asks for, as it stands there. */
export function cepOf(path: string): string | undefined {
  return /^\/api\/cep\/v2\/([^/]+)\/?$/.exec(path)?.[1];
}

function toRecord(world: GeoWorld, place: Place): JsonObject {
  const { cep, street, complement, neighborhood, city } = place;
  // The post office's own form: which part of the street stands behind its name.
  const whole = complement === '' ? street : `${street} - ${complement}`;
  return {
    cep,
    state: city.uf,
    city: city.name,
    neighborhood: neighborhood === '' ? null : neighborhood,
    street: whole === '' ? null : whole,
    service: 'open-cep',
    ibge: { city: city.ibge, state: city.ibge.slice(0, 2) },
    timezoneName: 'America/Sao_Paulo',
    location: { type: 'Point', coordinates: toCoordinates(world, place) },
  };
}

function toCoordinates({ settings }: GeoWorld, place: Place): JsonObject | null {
  if (knowsCoordinates(place)) {
    const { longitude, latitude } = settings.areHomonymsConfused ? firstNamesake(place) : place;
    return { longitude: String(longitude), latitude: String(latitude) };
  }
  switch (settings.unknownCoordinates) {
    case 'nulls':
      return { longitude: null, latitude: null };
    case 'null':
      return null;
    case 'empty':
      return {};
  }
}

/** The first street of that name in that city: what a look-up without the CEP finds. */
function firstNamesake(place: Place): Place {
  const { street, city } = place;
  return places.find((each) => each.street === street && each.city === city) ?? place;
}

function refuseLength(word: 'menos' | 'mais'): HttpAnswer {
  const message = `CEP informado possui ${word} do que 8 caracteres.`;
  return answer(400, {
    name: 'CepPromiseError',
    message: 'CEP deve conter exatamente 8 caracteres.',
    type: 'validation_error',
    errors: [{ message, service: 'cep_validation' }],
  });
}

function refuseUnknown(): HttpAnswer {
  const sources = ['correios', 'viacep', 'widenet', 'brasilapi', 'open-cep'];
  return answer(404, {
    name: 'CepPromiseError',
    message: 'Todos os serviços de CEP retornaram erro.',
    type: 'service_error',
    errors: sources.map((service) => ({
      ...{ name: 'ServiceError', message: 'CEP não encontrado.', service },
    })),
  });
}

function answer(status: number, body: JsonObject): HttpAnswer {
  return jsonAnswer(status, body, headers);
}
