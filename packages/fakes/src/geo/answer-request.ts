/** One request on a vendor's port: fault, block and limit, then the vendor's own answer. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Fault } from '../control/fault-book.ts';
import { jsonAnswer, pageAnswer, sendAnswer, type HttpAnswer } from '../net/http-answer.ts';
import { readBody } from '../net/read-body.ts';
import { answerBrasilapi, cepOf as brasilapiCep } from './brasilapi/answer-brasilapi.ts';
import type { GeoVendor, GeoWorld } from './geo-world.ts';
import { answerMaps, codeOf, findLink } from './maps/answer-maps.ts';
import { answerNominatim } from './nominatim/answer-nominatim.ts';
import { saysWhoItIs } from './nominatim/user-agent.ts';
import { answerViacep, cepOf as viacepCep } from './viacep/answer-viacep.ts';

const loggedCharacters = 8 * 1024;
// Nobody knows how long ViaCEP keeps an address out.
const blockMs = 3_600_000;

/** A request with the vendor whose port it came to. */
export interface GeoRequest {
  readonly world: GeoWorld;
  readonly vendor: GeoVendor;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

interface Asked extends GeoRequest {
  readonly url: URL;
  readonly fault: Fault | undefined;
}

/** Answers one request, or lets it hang, as the faults say. */
export async function answerRequest(incoming: GeoRequest): Promise<void> {
  const { world, vendor, request, response } = incoming;
  const url = new URL(request.url ?? '/', 'http://geo');
  await readBody(request);
  const { id, what } = subjectOf(vendor, url);
  const method = `${vendor} ${what}`;
  const fault = world.faults.strike({ method, command: false, id });
  count(world, vendor, method, fault);
  const hangUp = new AbortController();
  response.on('close', () => hangUp.abort());
  const signal = AbortSignal.any([hangUp.signal, world.lifetime.signal]);
  const answer = findAnswer({ ...incoming, url, fault });
  await world.clock.sleepUntil(world.clock.nowMs() + waitOf(world, vendor, url), signal);
  const status = await sendAnswer(response, answer, { clock: world.clock, fault, signal });
  if (status >= 400) countUp(world.counters.refusalsByCode, String(status));
  world.requestLog.add({
    at: new Date(world.clock.nowMs()).toISOString(),
    verb: request.method ?? '',
    method,
    path: `${url.pathname}${url.search}`,
    userAgent: request.headers['user-agent'] ?? '',
    status,
    answer: status === 0 ? '' : toLogged(answer),
    fault: fault?.kind ?? null,
  });
}

/** What a request is about, as faults match it: the CEP or the short link's code. */
function subjectOf(vendor: GeoVendor, url: URL): { what: string; id: string | undefined } {
  const path = url.pathname;
  switch (vendor) {
    case 'viacep':
      return { what: 'cep', id: viacepCep(path) };
    case 'brasilapi':
      return { what: 'cep', id: brasilapiCep(path)?.replaceAll(/\D/g, '') };
    case 'nominatim':
      return { what: path.startsWith('/search') ? 'search' : path, id: undefined };
    case 'maps':
      return { what: 'link', id: codeOf(path) };
  }
}

function findAnswer(asked: Asked): HttpAnswer {
  const { vendor, fault, request } = asked;
  const instead = fault && answerInstead(fault, vendor);
  if (instead) return instead;
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    return pageAnswer(405, 'Method Not Allowed');
  }
  return refuseByPolicy(asked) ?? answerTruly(asked);
}

/** Who is not let in: without a name of its own at Nominatim, too fast, or blocked. */
function refuseByPolicy({ world, vendor, request }: Asked): HttpAnswer | undefined {
  if (vendor === 'nominatim' && !saysWhoItIs(request)) return pageAnswer(403, 'Access blocked');
  const nowMs = world.clock.nowMs();
  if (vendor === 'viacep' && nowMs < world.blockedUntilMs) return blocked();
  if (world.limits[vendor].take(nowMs)) return undefined;
  world.counters.limitRefusals[vendor] += 1;
  if (vendor !== 'viacep') return tooMany(vendor);
  world.blockedUntilMs = nowMs + blockMs;
  return blocked();
}

function answerTruly({ world, vendor, url }: Asked): HttpAnswer {
  switch (vendor) {
    case 'viacep':
      return answerViacep(world, url.pathname);
    case 'brasilapi':
      return answerBrasilapi(world, url.pathname);
    case 'nominatim':
      return answerNominatim(world, url);
    case 'maps':
      return answerMaps(world, url.pathname);
  }
}

/** The answer a fault gives in place of the real one; undefined lets the real one through. */
function answerInstead({ kind, settings }: Fault, vendor: GeoVendor): HttpAnswer | undefined {
  switch (kind) {
    case 'too-many-requests': {
      const answer = tooMany(vendor);
      const seconds = settings['retryAfter'];
      if (seconds === undefined) return answer;
      return { ...answer, headers: { ...answer.headers, 'retry-after': String(Number(seconds)) } };
    }
    case 'blocked':
      return blocked();
    case 'internal-error':
      return internalError(vendor);
    case 'empty-object-200':
      return jsonAnswer(200, {});
    case 'empty-object-500':
      return jsonAnswer(500, {});
    case 'empty-200':
      return { ...jsonAnswer(200, {}), body: '' };
    case 'html-200':
      return pageAnswer(200, 'Manutenção');
    case 'error-502':
      return pageAnswer(502, '502 Bad Gateway');
    case 'error-503':
      return pageAnswer(503, '503 Service Unavailable');
    case 'redirect': {
      const page = pageAnswer(302, 'Found');
      return { ...page, headers: { ...page.headers, location: 'https://geo.invalid/elsewhere' } };
    }
    default:
      return undefined;
  }
}

/** BrasilAPI refuses in plain text, the others with a page. */
function tooMany(vendor: GeoVendor): HttpAnswer {
  const page = pageAnswer(429, '429 Too Many Requests');
  if (vendor !== 'brasilapi') return page;
  return { ...page, headers: { 'content-type': 'text/plain' }, body: 'Too Many Requests' };
}

function blocked(): HttpAnswer {
  return pageAnswer(403, 'Access blocked');
}

function internalError(vendor: GeoVendor): HttpAnswer {
  const message = 'Erro interno no serviço de CEP.';
  if (vendor === 'brasilapi') {
    return jsonAnswer(500, { name: 'InternalError', message, type: 'internal_error' });
  }
  if (vendor !== 'nominatim') return pageAnswer(500, 'Internal Server Error');
  return jsonAnswer(500, { error: { code: 500, message: 'Internal Server Error' } });
}

function waitOf(world: GeoWorld, vendor: GeoVendor, { pathname }: URL): number {
  const { latencyMs, slowLinkMs } = world.settings;
  const isSlow = vendor === 'maps' && findLink(world, pathname)?.isSlow === true;
  return latencyMs + (isSlow ? slowLinkMs : 0);
}

/** A redirect says where it points to; its page says nothing. */
function toLogged({ headers, body }: HttpAnswer): string {
  return (headers['location'] ?? body).slice(0, loggedCharacters);
}

function count(
  { counters }: GeoWorld,
  vendor: GeoVendor,
  ...[method, fault]: readonly [string, Fault | undefined]
): void {
  counters.requests += 1;
  counters.requestsByVendor[vendor] += 1;
  countUp(counters.requestsByMethod, method);
  if (fault) countUp(counters.faultsByKind, fault.kind);
}

function countUp(counts: Record<string, number>, name: string): void {
  counts[name] = (counts[name] ?? 0) + 1;
}
