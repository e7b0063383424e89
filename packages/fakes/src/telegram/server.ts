import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { openControlPort } from '../control/control-port.ts';
import { readTimeSettings, type TimeSettings } from '../env.ts';
import { closeServer, listenOnLoopback } from '../net/listen.ts';
import { createVirtualClock } from '../virtual-clock.ts';
import { answerRequest } from './answer-request.ts';
import { createBotWorld, firstChats, type BotWorld } from './bot-world.ts';
import { controlBot } from './controlled-bot.ts';

/** How to start a Bot API. Ports left out or 0 are taken from the free ones. */
export interface TelegramFakeOptions {
  port?: number;
  controlPort?: number;
  seed?: number;
  /** By default made of the seed. */
  token?: string;
  /** Virtual time; by default PONTE_TIME_SCALE and PONTE_TIME_ORIGIN. */
  time?: TimeSettings;
}

/** A running Bot API with one bot. */
export interface TelegramFake {
  /** What stands for https://api.telegram.org. */
  readonly url: string;
  /** Origin of the control port. */
  readonly control: string;
  readonly botToken: string;
  /** A chat that is there from the beginning: a group. */
  readonly chatId: string;
  stop(): Promise<void>;
}

// Longer than clients keep theirs, so that a reused connection is never closed under them.
const keepAliveMs = 65_000;

/** Starts a Bot API on loopback with a vendor port and a control port. */
export async function startTelegramFake(options: TelegramFakeOptions = {}): Promise<TelegramFake> {
  const world = createBotWorld({
    clock: createVirtualClock(options.time ?? readTimeSettings()),
    seed: options.seed ?? 1,
    ...(options.token === undefined ? {} : { token: options.token }),
  });
  const closers: (() => Promise<void>)[] = [];
  const stop = async (): Promise<void> => {
    world.lifetime.abort();
    world.endPoll?.();
    await Promise.all(closers.splice(0).map((close) => close()));
  };
  try {
    const http = createServer({ keepAliveTimeout: keepAliveMs }, (request, response) =>
      answerSafely(world, request, response),
    );
    closers.push(() => closeServer(http));
    const port = await listenOnLoopback(http, options.port ?? 0, 'telegram over http');
    const control = await openControlPort(controlBot(world), options.controlPort ?? 0);
    closers.push(() => control.close());
    return {
      url: `http://127.0.0.1:${port}`,
      control: control.url,
      botToken: world.token,
      chatId: String(firstChats.group),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** A bug of the fake is answered in plain words, so that it is not taken for the vendor's answer. */
function answerSafely(world: BotWorld, request: IncomingMessage, response: ServerResponse): void {
  answerRequest(world, request, response).catch((error: unknown) => {
    if (response.headersSent || response.destroyed) return response.destroy();
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    response.writeHead(599, { 'content-type': 'text/plain; charset=utf-8' });
    return response.end(`The telegram fake itself failed: ${text}\n`);
  });
}
