import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Fault } from '../control/fault-book.ts';
import type { JsonObject } from '../json.ts';
import { readBody } from '../net/read-body.ts';
import type { BotWorld } from './bot-world.ts';
import { methods } from './methods.ts';
import { readParams } from './read-params.ts';
import { TelegramError, tooManyRequests } from './telegram-error.ts';

interface Answer {
  readonly status: number;
  readonly type: string;
  readonly body: string;
  readonly location?: string;
}

const tokenForm = /^\d{6,}:[A-Za-z0-9_-]{30,}$/;
const loggedBytes = 2_000;

/** Answers one request of the vendor port: /bot<token>/<method>. */
export async function answerRequest(
  world: BotWorld,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://telegram');
  const [, token = '', name = ''] = /^\/bot([^/]+)\/([^/]+)\/?$/.exec(url.pathname) ?? [];
  const body = await readBody(request);
  const { counters } = world;
  counters.requests += 1;
  counters.requestsByMethod[name] = (counters.requestsByMethod[name] ?? 0) + 1;
  const fault = world.faults.strike({ method: name.toLowerCase(), command: false, id: undefined });
  if (fault) counters.faultsByKind[fault.kind] = (counters.faultsByKind[fault.kind] ?? 0) + 1;
  const answer = await findAnswer(world, { request, url, body, token, name, fault });
  const status = await send(world, { response, answer, fault });
  world.requestLog.add({
    at: new Date(world.clock.nowMs()).toISOString(),
    verb: request.method ?? '',
    method: name,
    path: `/bot[masked]/${name}`,
    body: body.subarray(0, loggedBytes).toString('utf8'),
    status,
    answer: status === 0 ? '' : answer.body.slice(0, loggedBytes),
    fault: fault?.kind ?? null,
  });
}

interface Asked {
  readonly request: IncomingMessage;
  readonly url: URL;
  readonly body: Buffer;
  readonly token: string;
  readonly name: string;
  readonly fault: Fault | undefined;
}

async function findAnswer(world: BotWorld, asked: Asked): Promise<Answer> {
  const instead = asked.fault && answerInstead(asked.fault);
  if (instead) return instead;
  // These two end before anything is done at the vendor.
  if (asked.fault?.kind === 'reset' || asked.fault?.kind === 'hang') return toPage(200, '');
  try {
    checkToken(world, asked.token);
    const method = methods.get(asked.name.toLowerCase());
    if (!method) throw new TelegramError(404, 'Not Found');
    const { request, url, body } = asked;
    const result = await method(world, readParams(request, url.searchParams, body));
    return toJsonAnswer(200, { ok: true, result });
  } catch (error) {
    if (!(error instanceof TelegramError)) throw error;
    const { refusalsByCode } = world.counters;
    refusalsByCode[error.code] = (refusalsByCode[error.code] ?? 0) + 1;
    return toJsonAnswer(error.code, error.toBody());
  }
}

/** A token that cannot be one is not found; one that is nobody's, or revoked, is unauthorized. */
function checkToken(world: BotWorld, token: string): void {
  if (!tokenForm.test(token)) throw new TelegramError(404, 'Not Found');
  if (token !== world.token || world.isRevoked) throw new TelegramError(401, 'Unauthorized');
}

function answerInstead({ kind, settings }: Fault): Answer | undefined {
  switch (kind) {
    case 'too-many-requests': {
      const error = tooManyRequests(Number(settings['retryAfter'] ?? 14));
      return toJsonAnswer(429, error.toBody());
    }
    case 'unauthorized':
      return toJsonAnswer(401, new TelegramError(401, 'Unauthorized').toBody());
    case 'internal-error':
      return toJsonAnswer(500, new TelegramError(500, 'Internal Server Error').toBody());
    case 'error-502':
      return toPage(502, '502 Bad Gateway');
    case 'html-200':
      return toPage(200, 'Telegram');
    case 'redirect':
      return { ...toPage(302, '302 Found'), location: 'https://telegram.invalid/elsewhere' };
    default:
      return undefined;
  }
}

/** Sends the answer as its fault wants it; gives the status, 0 for none. */
async function send(
  world: BotWorld,
  {
    response,
    answer,
    fault,
  }: { response: ServerResponse; answer: Answer; fault: Fault | undefined },
): Promise<number> {
  const { signal } = world.lifetime;
  if (fault?.kind === 'delay') {
    const ms = Number(fault.settings['ms'] ?? 3_000);
    await world.clock.sleepUntil(world.clock.nowMs() + ms, signal);
  }
  // A hang ends with the caller's patience: virtual years would not be shorter.
  if (fault?.kind === 'hang') return 0;
  if (fault?.kind === 'reset' || fault?.kind === 'lost-answer') {
    response.socket?.destroy();
    return 0;
  }
  const told = fault?.kind === 'error-502-after' ? toPage(502, '502 Bad Gateway') : answer;
  const bytes = Buffer.from(told.body);
  response.writeHead(told.status, {
    'content-type': told.type,
    'content-length': bytes.length,
    ...(told.location === undefined ? {} : { location: told.location }),
  });
  if (fault?.kind === 'cut-body') {
    response.write(bytes.subarray(0, bytes.length >> 1), () => response.socket?.destroy());
    return 0;
  }
  response.end(bytes);
  return told.status;
}

function toJsonAnswer(status: number, body: JsonObject): Answer {
  return { status, type: 'application/json', body: JSON.stringify(body) };
}

function toPage(status: number, title: string): Answer {
  const body = `<html><head><title>${title}</title></head><body><h1>${title}</h1></body></html>`;
  return { status, type: 'text/html', body };
}
