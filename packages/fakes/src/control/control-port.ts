import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { isJsonObject, type Json, type JsonObject } from '../json.ts';
import { closeServer, listenOnLoopback } from '../net/listen.ts';
import { readBody } from '../net/read-body.ts';
import { ControlRefusal } from './control-refusal.ts';
import type { ControlledFake, Page } from './controlled-fake.ts';

/** An open control port. */
export interface ControlPort {
  readonly url: string;
  close(): Promise<void>;
}

type Route = (fake: ControlledFake, body: Json, query: URLSearchParams) => Json | Promise<Json>;

const routes: Readonly<Record<string, Route>> = {
  'POST /reset': (fake, body) => fake.reset(needObject(body, '/reset', '{"seed":1}')),
  'POST /faults': (fake, body) => fake.setFaults(body),
  'POST /clock': (fake, body) => fake.advanceClock(needAdvance(body)),
  'POST /act': (fake, body) => fake.act(needObject(body, '/act', '{"do":"…"}')),
  'GET /state': (fake, _body, query) => fake.state(query),
  'GET /requests': (fake, _body, query) => fake.requests(query),
  'GET /counters': (fake) => fake.counters(),
  'GET /deliveries': (fake, _body, query) => fake.deliveries(query),
};

/** Opens the control port of a fake on loopback; port 0 takes a free one. */
export async function openControlPort(fake: ControlledFake, port = 0): Promise<ControlPort> {
  const server = createServer((request, response) => void answer(fake, request, response));
  const taken = await listenOnLoopback(server, port, `the control port of ${fake.vendor}`);
  return { url: `http://127.0.0.1:${taken}`, close: () => closeServer(server) };
}

async function answer(
  fake: ControlledFake,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  try {
    const page = findPage(fake, request);
    if (page === undefined) send(response, 200, await run(fake, request));
    else response.writeHead(200, { 'content-type': page.type }).end(page.body);
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    send(response, error instanceof ControlRefusal ? 400 : 500, { error: text });
  }
}

function findPage(fake: ControlledFake, { method, url = '/' }: IncomingMessage): Page | undefined {
  const { pathname, searchParams } = new URL(url, 'http://control');
  return method === 'GET' ? fake.page?.(pathname, searchParams) : undefined;
}

async function run(fake: ControlledFake, request: IncomingMessage): Promise<Json> {
  const url = new URL(request.url ?? '/', 'http://control');
  const name = `${request.method ?? 'GET'} ${url.pathname.replace(/(.)\/$/, '$1')}`;
  const route = routes[name];
  if (!route) {
    const known = Object.keys(routes).join(', ');
    throw new ControlRefusal(`The control port has no ${name}. It has ${known}.`);
  }
  const text = (await readBody(request)).toString('utf8');
  return route(fake, parse(text), url.searchParams);
}

function parse(text: string): Json {
  if (text.trim() === '') return {};
  try {
    return JSON.parse(text) as Json;
  } catch {
    throw new ControlRefusal('The control port takes JSON bodies; this one does not parse.');
  }
}

function needObject(body: Json, path: string, example: string): JsonObject {
  if (isJsonObject(body)) return body;
  throw new ControlRefusal(`${path} takes a JSON object such as ${example}.`);
}

function needAdvance(body: Json): number {
  const ms = isJsonObject(body) ? body['advanceMs'] : undefined;
  if (typeof ms === 'number' && Number.isFinite(ms) && ms >= 0) return ms;
  throw new ControlRefusal(
    '/clock takes {"advanceMs": n} with n ≥ 0 virtual milliseconds; time never goes back.',
  );
}

function send(response: ServerResponse, status: number, body: Json): void {
  const text = JSON.stringify(body);
  response.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(text),
  });
  response.end(text);
}
