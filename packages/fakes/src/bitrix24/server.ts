import {
  createServer as createHttpServer,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { openControlPort } from '../control/control-port.ts';
import { readTimeSettings, type TimeSettings } from '../env.ts';
import { closeServer, listenOnLoopback } from '../net/listen.ts';
import { createVirtualClock } from '../virtual-clock.ts';
import { tokenOf } from './acts/event-acts.ts';
import { answerRequest } from './answer-request.ts';
import { createLoopbackCertificate } from './certificate.ts';
import { controlPortal } from './controlled-portal.ts';
import { createPortal } from './create-portal.ts';
import { dealEvents, type EventSettings } from './events/event-settings.ts';
import type { Portal } from './portal.ts';
import { parseScenario } from './scenario.ts';
import type { Json } from '../json.ts';

/** How to start a Bitrix24 portal. Ports left out or 0 are taken from the free ones. */
export interface Bitrix24FakeOptions {
  port?: number;
  tlsPort?: number;
  controlPort?: number;
  seed?: number;
  /** A name (default, empty, small, large, dirty) or {deals: n}. */
  scenario?: Json;
  webhook?: { user: string; secret: string };
  /** Where events go; without an applicationToken the fake makes one of the seed. */
  handler?: { url: string; applicationToken?: string; events?: readonly string[] };
  /** How late and in which order events come; 200 to 5000 virtual ms and unordered by default. */
  events?: Partial<EventSettings>;
  /** The domain that events name; by default the host of `url`. */
  domain?: string;
  /** Virtual time; by default PONTE_TIME_SCALE and PONTE_TIME_ORIGIN. */
  time?: TimeSettings;
}

/** A running portal. */
export interface Bitrix24Fake {
  /** Origin of the http port. */
  readonly url: string;
  /** Origin of the TLS port (self-signed certificate). */
  readonly tlsUrl: string;
  /** The incoming webhook, ending in a slash: append a method. */
  readonly webhookUrl: string;
  /** Origin of the control port. */
  readonly control: string;
  readonly applicationToken: string;
  readonly domain: string;
  /** Closes all three ports. */
  stop(): Promise<void>;
}

const defaultWebhook = { user: '1', secret: 'sandboxsecret1234' };
// Longer than clients keep theirs, so that a reused connection is never closed under them.
const keepAliveMs = 65_000;

/** Starts a portal on loopback with an http, a TLS and a control port. */
export async function startBitrix24Fake(options: Bitrix24FakeOptions = {}): Promise<Bitrix24Fake> {
  const webhook = options.webhook ?? defaultWebhook;
  const portal = createPortal({
    clock: createVirtualClock(options.time ?? readTimeSettings()),
    seed: options.seed ?? 1,
    scenario: parseScenario(options.scenario),
    webhook,
    ...(options.events ? { events: options.events } : {}),
  });
  const closers: (() => Promise<void>)[] = [];
  const stop = async (): Promise<void> => {
    portal.lifetime.abort();
    portal.events.reset(portal.seed);
    await Promise.all(closers.splice(0).map((close) => close()));
  };
  try {
    const answer = (request: IncomingMessage, response: ServerResponse): void =>
      answerSafely(portal, request, response);
    const http = createHttpServer({ keepAliveTimeout: keepAliveMs }, answer);
    const tls = createHttpsServer(
      { ...(await createLoopbackCertificate()), keepAliveTimeout: keepAliveMs },
      answer,
    );
    closers.push(
      () => closeServer(http),
      () => closeServer(tls),
    );
    const port = await listenOnLoopback(http, options.port ?? 0, 'bitrix24 over http');
    const tlsPort = await listenOnLoopback(tls, options.tlsPort ?? 0, 'bitrix24 over TLS');
    portal.url = `http://127.0.0.1:${port}`;
    portal.domain = options.domain ?? `127.0.0.1:${port}`;
    const control = await openControlPort(controlPortal(portal), options.controlPort ?? 0);
    closers.push(() => control.close());
    return {
      url: portal.url,
      tlsUrl: `https://127.0.0.1:${tlsPort}`,
      webhookUrl: `${portal.url}/rest/${webhook.user}/${webhook.secret}/`,
      control: control.url,
      applicationToken: addHandler(portal, options.handler),
      domain: portal.domain,
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

function addHandler(portal: Portal, handler: Bitrix24FakeOptions['handler']): string {
  const applicationToken = handler?.applicationToken ?? tokenOf(portal);
  if (handler) {
    portal.events.setHandler({
      url: handler.url,
      applicationToken,
      events: handler.events ?? dealEvents,
    });
  }
  return applicationToken;
}

/** A bug of the fake is answered in plain words, so that it is not taken for the vendor's answer. */
function answerSafely(portal: Portal, request: IncomingMessage, response: ServerResponse): void {
  response.sendDate = false;
  answerRequest(portal, request, response).catch((error: unknown) => {
    if (response.headersSent || response.destroyed) return response.destroy();
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    response.writeHead(599, { 'Content-Type': 'text/plain; charset=utf-8' });
    return response.end(`The bitrix24 fake itself failed: ${text}\n`);
  });
}
