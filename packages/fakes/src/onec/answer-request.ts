/** One request on the vendor port: user, session, fault, operation, in this order. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Fault } from '../control/fault-book.ts';
import { readBody } from '../net/read-body.ts';
import type { Base } from './base.ts';
import { answerInstead, faultMs, isDoneFirst } from './faults/play-fault.ts';
import { answerHs } from './hs/answer-hs.ts';
import { errorAnswer, htmlAnswer, textAnswer, type HttpAnswer } from './http-answer.ts';
import { answerOdata } from './odata/answer-odata.ts';
import { methodOf } from './odata/odata-address.ts';
import { OdataError, odataErrors } from './odata/odata-error.ts';
import type { Seat } from './sessions.ts';

/** The base's name on its web server. */
export const basePath = '/acc';
const odataPath = `${basePath}/odata/standard.odata`;
const servicePath = `${basePath}/hs/bitrix-integration`;
// Bodies and answers in the request log are cut here.
const loggedCharacters = 16 * 1024;

interface Exchange {
  readonly base: Base;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly verb: string;
  readonly path: string;
  readonly query: string;
  readonly body: string;
  readonly method: string;
  readonly isJson: boolean;
  /** Ends waits when the caller hangs up, or at a reset. */
  readonly signal: AbortSignal;
}

/** Answers one request, or lets it hang, as the faults say. */
export async function answerRequest(
  base: Base,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const url = request.url ?? '/';
  const cut = url.indexOf('?');
  const path = cut < 0 ? url : url.slice(0, cut);
  const query = cut < 0 ? '' : url.slice(cut + 1);
  const body = (await readBody(request)).toString('utf8');
  const verb = request.method ?? 'GET';
  const hangUp = new AbortController();
  response.on('close', () => hangUp.abort());
  const exchange: Exchange = {
    ...{ base, request, response, verb, path, query, body, method: toMethod(verb, path) },
    isJson: /json/i.test(`${request.headers.accept ?? ''}${query}`) || path.startsWith(servicePath),
    signal: AbortSignal.any([hangUp.signal, base.lifetime.signal]),
  };
  base.counters.requests += 1;
  countUp(base.counters.requestsByMethod, exchange.method);
  if (!isKnownUser(exchange)) {
    const page = htmlAnswer(401, '401 Unauthorized');
    const headers = { ...page.headers, 'WWW-Authenticate': 'Basic realm="1C:Enterprise"' };
    return finish(exchange, { ...page, headers }, undefined);
  }
  const fault = strike(exchange);
  const seat = await enter(exchange, fault);
  if (!('leave' in seat)) return finish(exchange, seat, fault);
  try {
    await play(exchange, fault, seat);
  } finally {
    seat.leave();
  }
}

function toMethod(verb: string, path: string): string {
  try {
    if (path.startsWith(servicePath))
      return `${verb} hs${path.slice(servicePath.length)}`.toLowerCase();
    return methodOf(verb, path.startsWith(odataPath) ? path.slice(odataPath.length) : path);
  } catch {
    return `${verb} ${path}`.toLowerCase();
  }
}

function isKnownUser({ base, request }: Exchange): boolean {
  const { name, password } = base.settings.user;
  const expected = Buffer.from(`${name}:${password}`, 'utf8').toString('base64');
  return request.headers.authorization === `Basic ${expected}`;
}

function strike({ base, method, path }: Exchange): Fault | undefined {
  const id = /guid'([0-9a-f-]{36})'/i.exec(safeDecode(path))?.[1]?.toLowerCase();
  const fault = base.faults.strike({ method, command: false, id });
  if (fault) countUp(base.counters.faultsByKind, fault.kind);
  return fault;
}

/** A seat in a session, or the answer for those who get none. */
async function enter(exchange: Exchange, fault: Fault | undefined): Promise<Seat | HttpAnswer> {
  const { base, request, isJson } = exchange;
  const gone = htmlAnswer(base.settings.goneSessionStatus, 'Сеанс отсутствует или удален');
  if (fault?.kind === 'session-gone') {
    base.sessions.endAll();
    return gone;
  }
  const cookie = /(?:^|;\s*)ibsession=([^;]+)/.exec(request.headers.cookie ?? '')?.[1];
  const ibsession = String(request.headers['ibsession'] ?? '');
  const admission = await base.sessions.enter({ ibsession, cookie });
  if (admission === 'gone') return gone;
  if (admission !== 'no-licence') return admission;
  return base.settings.licenceAnswer === '406'
    ? textAnswer(406, 'Не удалось начать сеанс')
    : errorAnswer(odataErrors.noLicence(), isJson);
}

async function play(exchange: Exchange, fault: Fault | undefined, seat: Seat): Promise<void> {
  const { base, response, signal } = exchange;
  const { clock } = base;
  const wait = (ms: number): Promise<boolean> => clock.sleepUntil(clock.nowMs() + ms, signal);
  if (fault?.kind === 'hang') {
    log(exchange, unanswered, fault);
    await clock.sleepUntil(Number.MAX_SAFE_INTEGER, signal);
    return;
  }
  if (fault?.kind === 'reset') return drop(exchange, fault);
  if (fault?.kind === 'late-apply') {
    drop(exchange, fault);
    const isReached = await clock.sleepUntil(clock.nowMs() + faultMs(fault), base.lifetime.signal);
    if (isReached) run(exchange);
    return;
  }
  await wait(latencyOf(exchange));
  const instead = fault && answerInstead(fault);
  const fired = fault === undefined ? 0 : (base.counters.faultsByKind[fault.kind] ?? 0);
  const isRun = fault === undefined || instead === undefined || isDoneFirst(fault, fired);
  const real = isRun ? run(exchange) : undefined;
  if (fault?.kind === 'delay') await wait(faultMs(fault));
  if (fault?.kind === 'lost-answer') return drop(exchange, fault);
  const answer = instead ?? real ?? htmlAnswer(500, '500 Internal Server Error');
  const cookie =
    seat.cookie === undefined ? {} : { 'Set-Cookie': `${seat.cookie}; path=${basePath}` };
  const whole = { ...answer, headers: { ...answer.headers, ...cookie } };
  if (fault?.kind !== 'cut-body') return finish(exchange, spoil(whole, fault), fault);
  log(exchange, whole, fault);
  const bytes = Buffer.from(whole.body);
  response.writeHead(whole.status, { ...whole.headers, 'Content-Length': bytes.length });
  response.write(bytes.subarray(0, Math.floor(bytes.length / 2)), () => response.socket?.destroy());
}

function spoil(answer: HttpAnswer, fault: Fault | undefined): HttpAnswer {
  return fault?.kind === 'bom' ? { ...answer, body: `\uFEFF${answer.body}` } : answer;
}

/** Runs the operation; on 1C:Fresh what goes wrong is a page with status 200. */
function run({ base, verb, path, query, body, request, isJson }: Exchange): HttpAnswer {
  try {
    if (path.startsWith(servicePath)) {
      return answerHs(base, { verb, path: path.slice(servicePath.length), body });
    }
    if (!path.startsWith(odataPath)) return htmlAnswer(404, '404 Not Found');
    const rest = path.slice(odataPath.length);
    return answerOdata(base, {
      verb,
      path: rest,
      query,
      body,
      accept: request.headers.accept ?? '',
    });
  } catch (error) {
    if (!(error instanceof OdataError)) throw error;
    if (base.settings.isFresh && (error.status === 500 || error.code === '20')) {
      return htmlAnswer(200, '1С:Предприятие', 'Операция не может быть выполнена');
    }
    return errorAnswer(error, isJson);
  }
}

function latencyOf({ base, verb, method }: Exchange): number {
  const { latency } = base.settings;
  if (method === 'get $metadata') return latency.metadata;
  if (/\/(?:un)?post$/.test(method) || method.endsWith('create_order')) return latency.post;
  return verb === 'GET' || method.endsWith('get_stock_balances') ? latency.read : latency.write;
}

const unanswered: HttpAnswer = { status: 0, headers: {}, body: '' };

/** Closes the connection without a word. */
function drop(exchange: Exchange, fault: Fault): void {
  log(exchange, unanswered, fault);
  exchange.response.socket?.destroy();
}

function finish(exchange: Exchange, answer: HttpAnswer, fault: Fault | undefined): void {
  log(exchange, answer, fault);
  const bytes = Buffer.from(answer.body);
  exchange.response.writeHead(answer.status, { ...answer.headers, 'Content-Length': bytes.length });
  exchange.response.end(bytes);
}

function log(
  exchange: Exchange,
  { status, body: answer }: HttpAnswer,
  fault: Fault | undefined,
): void {
  const { base, verb, request, body, method } = exchange;
  base.requestLog.add({
    at: new Date(base.clock.nowMs()).toISOString(),
    verb,
    method,
    path: safeDecode(request.url ?? '/'),
    body: body.slice(0, loggedCharacters),
    status,
    answer: answer.slice(0, loggedCharacters),
    fault: fault?.kind ?? null,
  });
}

function countUp(counts: Record<string, number>, name: string): void {
  counts[name] = (counts[name] ?? 0) + 1;
}

function safeDecode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
