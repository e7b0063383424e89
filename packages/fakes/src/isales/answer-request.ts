/** One request on the vendor port: fault, token, limit, read, in this order. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Fault } from '../control/fault-book.ts';
import { pageAnswer, sendAnswer, type HttpAnswer } from '../net/http-answer.ts';
import { readBody } from '../net/read-body.ts';
import { runArmedActs } from './acts/run-act.ts';
import type { Board, LoggedRequest } from './board.ts';
import { laravelAnswer, laravelRefusal } from './laravel-answer.ts';
import { reads } from './reads.ts';

const loggedCharacters = 16 * 1024;

interface Asked {
  readonly request: IncomingMessage;
  readonly url: URL;
  /** "clientes"; "unknown" when it is none of the API's. */
  readonly method: string;
  readonly clienteId: number | undefined;
  readonly key: LoggedRequest['key'];
  readonly fault: Fault | undefined;
}

/** Answers one request, or lets it hang, as the faults say. */
export async function answerRequest(
  board: Board,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://isales');
  const body = (await readBody(request)).toString('utf8');
  const name = /^\/api\/([^/]+)\/?$/.exec(url.pathname)?.[1] ?? '';
  const method = reads.has(name) ? name : 'unknown';
  const id = Number(url.searchParams.get('cliente_id') ?? Number.NaN);
  const clienteId = Number.isInteger(id) ? id : undefined;
  const { counters } = board;
  counters.requests += 1;
  countUp(counters.requestsByMethod, method);
  const fault = board.faults.strike({ method, command: false, id: clienteId?.toString() });
  if (fault) countUp(counters.faultsByKind, fault.kind);
  const asked = { request, url, method, clienteId, key: readKey(board, request, url), fault };
  const { clock, lifetime } = board;
  await clock.sleepUntil(clock.nowMs() + board.settings.latencyMs, lifetime.signal);
  const answer = findAnswer(board, asked);
  const status = await sendAnswer(response, answer, { clock, fault, signal: lifetime.signal });
  board.requestLog.add({
    at: new Date(clock.nowMs()).toISOString(),
    verb: request.method ?? '',
    method,
    path: maskToken(board, url),
    key: asked.key,
    clienteId: clienteId ?? null,
    body: body.slice(0, loggedCharacters).replaceAll(board.apiToken, '[masked]'),
    status,
    answer: status === 0 ? '' : answer.body.slice(0, loggedCharacters),
    fault: fault?.kind ?? null,
  });
}

function findAnswer(board: Board, asked: Asked): HttpAnswer {
  const { method, clienteId, fault } = asked;
  const instead = fault && answerInstead(fault, method);
  if (instead) return countRefusal(board, instead);
  const target = { method, clienteId };
  runArmedActs(board, target, 'before');
  const answer = countRefusal(board, answerTruly(board, asked));
  runArmedActs(board, target, 'after');
  return answer;
}

function answerTruly(board: Board, { request, url, method, key }: Asked): HttpAnswer {
  const read = reads.get(method);
  if (!read) return pageAnswer(404, 'Not Found');
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    const words = `The ${request.method ?? ''} method is not supported for this route. Supported methods: GET, HEAD.`;
    return laravelRefusal(405, words, { allow: 'GET, HEAD' });
  }
  if (key !== 'right') return laravelRefusal(401, 'Unauthenticated.');
  return takeRequest(board) ?? read(board, url.searchParams);
}

/** Laravel's throttle: so many in a minute, then 429 with the seconds to wait. */
function takeRequest(board: Board): HttpAnswer | undefined {
  const { perMinute } = board.settings;
  if (perMinute === 0) return undefined;
  const nowMs = board.clock.nowMs();
  board.recentMs = board.recentMs.filter((at) => at > nowMs - 60_000);
  const first = board.recentMs[board.recentMs.length - perMinute];
  if (first !== undefined) {
    board.counters.limitRefusals += 1;
    return tooManyRequests(Math.ceil((first + 60_000 - nowMs) / 1_000));
  }
  board.recentMs.push(nowMs);
  return undefined;
}

function tooManyRequests(seconds: number | undefined): HttpAnswer {
  const headers = seconds === undefined ? {} : { 'retry-after': String(Math.max(1, seconds)) };
  return laravelRefusal(429, 'Too Many Attempts.', headers);
}

/** The answer a fault gives in place of the real one; undefined lets the real one through. */
function answerInstead({ kind, settings }: Fault, method: string): HttpAnswer | undefined {
  switch (kind) {
    case 'too-many-requests': {
      const seconds = settings['retryAfter'];
      return tooManyRequests(seconds === null ? undefined : Number(seconds ?? 14));
    }
    case 'unauthorized':
      return laravelRefusal(401, 'Unauthenticated.');
    case 'internal-error':
      return laravelRefusal(500, 'Server Error');
    case 'empty-list':
      return laravelAnswer(200, { [rootKey(method)]: [] });
    case 'wrong-shape':
      return laravelAnswer(200, { [rootKey(method)]: 'indisponível', status: 'ok' });
    case 'empty-200':
      return { ...laravelAnswer(200, null), body: '' };
    case 'html-200':
      return pageAnswer(200, 'iSales');
    case 'error-502':
      return pageAnswer(502, '502 Bad Gateway');
    case 'error-503':
      return pageAnswer(503, 'Service Unavailable');
    case 'redirect': {
      const page = pageAnswer(302, 'Redirecting');
      return { ...page, headers: { ...page.headers, location: 'https://isales.invalid/login' } };
    }
    // Nothing is done at the vendor, and nothing is told.
    case 'reset':
    case 'hang':
      return pageAnswer(200, '');
    default:
      return undefined;
  }
}

function rootKey(method: string): string {
  if (method === 'funil-clientes') return 'funil_clientes';
  return method === 'propostas' ? 'propostas' : 'clientes';
}

/** Laravel's token guard looks into the query, then at the Authorization header. */
function readKey(board: Board, request: IncomingMessage, url: URL): LoggedRequest['key'] {
  const bearer = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1];
  const given = url.searchParams.get('api_token') ?? bearer ?? '';
  if (given === '') return 'missing';
  return given === board.apiToken ? 'right' : 'wrong';
}

/** The path as the journal shows it: a token, right or wrong, is a secret. */
function maskToken({ apiToken }: Board, url: URL): string {
  const shown = new URL(url);
  if (shown.searchParams.has('api_token')) shown.searchParams.set('api_token', '[masked]');
  // Reading makes it well-formed, whatever was sent.
  const query = [...shown.searchParams].map(([name, value]) => `${name}=${value}`).join('&');
  return `${shown.pathname}${query === '' ? '' : `?${query}`}`.replaceAll(apiToken, '[masked]');
}

function countRefusal({ counters }: Board, answer: HttpAnswer): HttpAnswer {
  if (answer.status >= 400) countUp(counters.refusalsByCode, String(answer.status));
  return answer;
}

function countUp(counts: Record<string, number>, name: string): void {
  counts[name] = (counts[name] ?? 0) + 1;
}
