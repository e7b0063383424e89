/** One request on the vendor port: bot rule, key, limit, fault, route, in this order. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Fault } from '../control/fault-book.ts';
import { isJsonObject, type Json } from '../json.ts';
import { jsonAnswer, sendAnswer, type HttpAnswer } from '../net/http-answer.ts';
import { readBody } from '../net/read-body.ts';
import type { Account } from './account.ts';
import {
  forbidden,
  notFound,
  Refusal,
  tooManyRequests,
  unauthorized,
  unreadable,
  wrongParameters,
} from './bodies/refusal.ts';
import { countUp } from './counters.ts';
import { answerInstead, faultOnTheWay, isUndone, spoil } from './faults/play-fault.ts';
import { decodeId } from './ids.ts';
import { decode, readQuery } from './lists/query.ts';
import { findRoute, type FoundRoute } from './routes/find-route.ts';
import type { World } from './world.ts';

// Bodies and answers in the request log are cut here.
const loggedCharacters = 8 * 1024;

interface Exchange {
  readonly world: World;
  readonly request: IncomingMessage;
  readonly verb: string;
  readonly path: string;
  readonly query: ReadonlyMap<string, string>;
  readonly body: string;
  readonly route: FoundRoute | undefined;
  /** The name that faults match. */
  readonly method: string;
  readonly atMs: number;
}

interface Outcome {
  readonly answer: HttpAnswer;
  readonly account: Account | undefined;
  readonly fault: Fault | undefined;
}

/** Answers one request, or lets it hang, as the faults say. */
export async function answerRequest(
  world: World,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const exchange = await receive(world, request);
  const { counters, clock } = world;
  counters.requests += 1;
  countUp(counters.requestsByMethod, exchange.method);
  const outcome = decide(exchange);
  const hangUp = new AbortController();
  response.on('close', () => hangUp.abort());
  const signal = AbortSignal.any([hangUp.signal, world.lifetime.signal]);
  // Logged at once where the answer never comes: the caller may wait for a long time.
  const fault = faultOnTheWay(outcome.fault);
  const isSilent = fault?.kind === 'hang' || fault?.kind === 'reset' || fault?.kind === 'cut-body';
  if (isSilent) log(exchange, outcome, 0);
  const status = await sendAnswer(response, outcome.answer, { clock, fault, signal });
  if (!isSilent) log(exchange, outcome, status);
}

async function receive(world: World, request: IncomingMessage): Promise<Exchange> {
  const url = request.url ?? '/';
  const cut = url.indexOf('?');
  const path = cut < 0 ? url : url.slice(0, cut);
  const query = readQuery(cut < 0 ? '' : url.slice(cut + 1));
  const body = (await readBody(request)).toString('utf8');
  const verb = request.method ?? 'GET';
  const words = path
    .replace(/^\/|\/$/g, '')
    .split('/')
    .map(decode);
  const route = findRoute(verb, words);
  const method = route?.name ?? `${verb} ${path}`.toLowerCase();
  return { world, request, verb, path, query, body, route, method, atMs: world.clock.nowMs() };
}

function decide(exchange: Exchange): Outcome {
  const { world, request } = exchange;
  const refused = (refusal: Refusal, account?: Account): Outcome => ({
    answer: jsonAnswer(refusal.status, refusal.body),
    account,
    fault: undefined,
  });
  const isNameless = (request.headers['user-agent'] ?? '') === '';
  if (world.settings.demandsUserAgent && isNameless) return refused(forbidden());
  const account = findAccount(exchange);
  if (account === undefined) return refused(unauthorized());
  if (!account.bucket.take(exchange.atMs))
    return refused(new Refusal(429, tooManyRequests), account);
  count(exchange);
  const fault = strike(exchange);
  const instead = fault && answerInstead(fault);
  if (instead) return { answer: instead, account, fault };
  if (isUndone(fault)) return { answer: jsonAnswer(200, {}), account, fault };
  const other = [...world.accounts.keys()].find((id) => id !== account.id) ?? account.id;
  return { answer: spoil(run(exchange, account, fault), fault, other), account, fault };
}

function findAccount({ world, request }: Exchange): Account | undefined {
  const key = request.headers['x-api-key'];
  for (const account of world.accounts.values()) {
    if (account.apiKey === key && !account.isKeyRevoked) return account;
  }
  return undefined;
}

function count({ world, route, verb }: Exchange): void {
  const { postsByResource, putsByResource } = world.counters;
  if (verb === 'POST') countUp(postsByResource, route?.resource ?? 'unknown');
  if (verb === 'PUT') countUp(putsByResource, route?.resource ?? 'unknown');
}

/** `match.id` is the first id of the path or, where there is none, the external id of the body. */
function strike({ world, route, method, body }: Exchange): Fault | undefined {
  const id = route?.ids[0] ?? externalIdOf(body);
  const fault = world.faults.strike({ method, command: false, id });
  if (fault) countUp(world.counters.faultsByKind, fault.kind);
  return fault;
}

function externalIdOf(text: string): string | undefined {
  const body = parse(text);
  const external = isJsonObject(body) ? body['external'] : undefined;
  const id = isJsonObject(external) ? external['id'] : undefined;
  return typeof id === 'string' ? id : undefined;
}

/** Runs the operation and says what it refuses. */
function run(
  { world, route, query, verb, body: text }: Exchange,
  account: Account,
  fault: Fault | undefined,
): HttpAnswer {
  try {
    if (route === undefined) throw notFound();
    const malformed = route.ids.filter((id) => !decodeId(id));
    if (malformed.length > 0) {
      throw wrongParameters(malformed.map(() => ({ path: 'id', message: 'must be a valid id' })));
    }
    const body = verb === 'GET' ? null : parse(text);
    if (body === undefined) throw unreadable();
    const call = { world, account, query, body, ids: route.ids, fault: fault?.kind };
    const made = route.run(call);
    if (made.status === 201) countUp(world.counters.createdByResource, route.resource);
    return jsonAnswer(made.status, made.body);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return jsonAnswer(error.status, error.body);
  }
}

/** The JSON of a body; undefined when it is none. */
function parse(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    // The caller answers that with 400.
    return undefined;
  }
}

function log(exchange: Exchange, { answer, account, fault }: Outcome, status: number): void {
  const { world, verb, method, request, body, atMs } = exchange;
  const { counters } = world;
  countUp(counters.answersByStatus, String(status));
  if (status === 429) counters.refused += 1;
  world.requestLog.add({
    at: new Date(atMs).toISOString(),
    verb,
    method,
    path: mask(world, request.url ?? '/'),
    account: account?.id ?? null,
    body: mask(world, body.slice(0, loggedCharacters)),
    status,
    answer: status === 0 ? '' : mask(world, answer.body.slice(0, loggedCharacters)),
    fault: fault?.kind ?? null,
  });
}

/** A key that somebody put where it does not belong is not kept. */
function mask({ accounts }: World, text: string): string {
  return [...accounts.values()].reduce((all, { apiKey }) => all.replaceAll(apiKey, '[key]'), text);
}
