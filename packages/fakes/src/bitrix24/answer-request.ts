import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Fault } from '../control/fault-book.ts';
import { readBody } from '../net/read-body.ts';
import { callPortal } from './call-portal.ts';
import { countUp } from './counters.ts';
import { answerInstead, faultMs, sendCut, sendSlowly, sendWhole } from './faults/play-fault.ts';
import { errorAnswer, htmlAnswer, type HttpAnswer } from './http-answer.ts';
import type { Portal } from './portal.ts';
import { findParam, toText, type PhpArray } from './transport/php-value.ts';
import type { UploadedFiles } from './transport/multipart.ts';
import { readFiles, readParams } from './transport/read-params.ts';
import { parseRequestPath, type RequestPath } from './transport/request-path.ts';
import { restErrors } from './wire/rest-error.ts';

// Bodies and answers in the request log are cut here.
const loggedCharacters = 64 * 1024;
const defaultDelayMs = 5000;
// How a request that got no answer is logged.
const unanswered = { status: 0, body: '' };

interface Exchange {
  readonly portal: Portal;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly path: string;
  readonly method: string;
  readonly body: string;
  readonly params: PhpArray;
  readonly files: UploadedFiles | undefined;
  /** Ends waits when the caller hangs up, or at a reset. */
  readonly signal: AbortSignal;
}

/** Answers one request on the vendor port: limiter, credentials, fault, method, in this order. */
export async function answerRequest(
  portal: Portal,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const url = request.url ?? '/';
  const cut = url.indexOf('?');
  const path = cut < 0 ? url : url.slice(0, cut);
  const target = parseRequestPath(path);
  const method = target.kind === 'elsewhere' ? '' : target.method;
  const body = await readBody(request);
  const contentType = request.headers['content-type'] ?? '';
  const hangUp = new AbortController();
  response.on('close', () => hangUp.abort());
  const exchange: Exchange = {
    portal,
    request,
    response,
    path,
    method,
    body: body.toString('utf8'),
    params: readParams(cut < 0 ? '' : url.slice(cut + 1), contentType, body),
    files: method === 'upload' ? readFiles(contentType, body) : undefined,
    signal: AbortSignal.any([hangUp.signal, portal.lifetime.signal]),
  };
  const refusal = admit(exchange, target);
  if (refusal) {
    log(exchange, refusal, undefined);
    return sendWhole(response, refusal);
  }
  await play(exchange, strike(exchange));
}

/** Counts the request and checks limiter and credentials; an answer means it goes no further. */
function admit({ portal, request, method }: Exchange, target: RequestPath): HttpAnswer | undefined {
  if (target.kind === 'elsewhere') return htmlAnswer(404, '404 Not Found');
  const { counters, bucket, clock, settings } = portal;
  counters.requests += 1;
  countUp(counters.requestsByMethod, method);
  if (!bucket.take(request.socket.remoteAddress ?? '', clock.nowMs())) {
    return errorAnswer(restErrors.rateLimit());
  }
  if (target.kind === 'no-auth') return errorAnswer(restErrors.noAuth());
  const { user, secret } = settings.webhook;
  if (target.user === user && target.secret === secret) return undefined;
  return errorAnswer(restErrors.invalidCredentials(settings.credentialStatus));
}

function strike({ portal, method, params }: Exchange): Fault | undefined {
  const id = findParam(params, 'id');
  const fault = portal.faults.strike({
    method,
    command: false,
    id: id === undefined ? undefined : toText(id),
  });
  if (fault) countUp(portal.counters.faultsByKind, fault.kind);
  return fault;
}

async function play(exchange: Exchange, fault: Fault | undefined): Promise<void> {
  const { portal, response, signal, path, method, params, files } = exchange;
  const { clock, settings } = portal;
  const run = (): HttpAnswer =>
    callPortal(portal, { method, params, fault, ...(files ? { files } : {}) });
  const wait = (ms: number): Promise<boolean> => clock.sleepUntil(clock.nowMs() + ms, signal);
  if (fault?.kind === 'reset') return drop(exchange, fault, undefined);
  if (fault?.kind === 'hang') return log(exchange, unanswered, fault);
  if (fault?.kind === 'late-apply') {
    drop(exchange, fault, undefined);
    const dueMs = clock.nowMs() + faultMs(fault, defaultDelayMs);
    if (await clock.sleepUntil(dueMs, portal.lifetime.signal)) run();
    return;
  }
  const answer = (fault && answerInstead(fault, path)) ?? run();
  if (settings.cost.sleeps) await wait(answer.cost * 1000);
  if (fault?.kind === 'lost-answer') return drop(exchange, fault, answer);
  if (fault?.kind === 'delay') await wait(faultMs(fault, defaultDelayMs));
  log(exchange, answer, fault);
  if (fault?.kind === 'cut-body') return sendCut(response, answer);
  if (fault?.kind !== 'slow-body') return sendWhole(response, answer);
  return sendSlowly(response, answer, { clock, ms: faultMs(fault, defaultDelayMs), signal });
}

/** Closes the connection without a word. */
function drop(exchange: Exchange, fault: Fault, answer: HttpAnswer | undefined): void {
  log(exchange, { ...unanswered, body: answer?.body ?? '' }, fault);
  exchange.response.socket?.destroy();
}

function log(
  exchange: Exchange,
  { status, body: answer }: { status: number; body: string },
  fault: Fault | undefined,
): void {
  const { portal, request, method, path, body } = exchange;
  portal.requestLog.add({
    at: new Date(portal.clock.nowMs()).toISOString(),
    verb: request.method ?? 'GET',
    method,
    path: request.url ?? path,
    body: body.slice(0, loggedCharacters),
    status,
    answer: answer.slice(0, loggedCharacters),
    fault: fault?.kind ?? null,
  });
}
