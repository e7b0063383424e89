import { createServer } from 'node:http';
import { openControlPort } from '../control/control-port.ts';
import { readTimeSettings, type TimeSettings } from '../env.ts';
import type { Json } from '../json.ts';
import { closeServer, listenOnLoopback } from '../net/listen.ts';
import { createVirtualClock } from '../virtual-clock.ts';
import { answerRequest, basePath } from './answer-request.ts';
import { createBase } from './base.ts';
import { controlBase } from './controlled-base.ts';
import { parseScenario } from './scenario.ts';
import { initialUser } from './settings.ts';

/** How to start a base of 1C. Ports left out or 0 are taken from the free ones. */
export interface OnecFakeOptions {
  port?: number;
  controlPort?: number;
  seed?: number;
  /** A name (small, trade, large, empty) or {name, products, warehouses, counterparties, oddities}. */
  scenario?: Json;
  /** Virtual time; by default PONTE_TIME_SCALE and PONTE_TIME_ORIGIN. */
  time?: TimeSettings;
}

/** A running base. */
export interface OnecFake {
  /** Address of the base on its web server: `http://127.0.0.1:port/acc`. */
  readonly url: string;
  /** Origin of the control port. */
  readonly control: string;
  /** The user of the exchange; the fake's own, no secret. */
  readonly username: string;
  readonly password: string;
  /** Path of the HTTP service below `url`. */
  readonly servicePath: string;
  stop(): Promise<void>;
}

// Longer than clients keep theirs, so that a reused connection is never closed under them.
const keepAliveMs = 95_000;

/** Starts a base on loopback with a vendor port and a control port. */
export async function startOnecFake(options: OnecFakeOptions = {}): Promise<OnecFake> {
  const base = createBase(createVirtualClock(options.time ?? readTimeSettings()), {
    seed: options.seed ?? 1,
    scenario: parseScenario(options.scenario),
  });
  const server = createServer({ keepAliveTimeout: keepAliveMs }, (request, response) => {
    answerRequest(base, request, response).catch((error: unknown) => {
      if (response.headersSent || response.destroyed) return response.destroy();
      const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
      response.writeHead(599, { 'Content-Type': 'text/plain; charset=utf-8' });
      return response.end(`The onec fake itself failed: ${text}\n`);
    });
  });
  const port = await listenOnLoopback(server, options.port ?? 0, 'onec over http');
  base.url = `http://127.0.0.1:${port}${basePath}`;
  try {
    const control = await openControlPort(controlBase(base), options.controlPort ?? 0);
    return {
      url: base.url,
      control: control.url,
      username: initialUser.name,
      password: initialUser.password,
      servicePath: '/hs/bitrix-integration',
      stop: async () => {
        base.lifetime.abort();
        await Promise.all([closeServer(server), control.close()]);
      },
    };
  } catch (error) {
    await closeServer(server);
    throw error;
  }
}
