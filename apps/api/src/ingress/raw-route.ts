import type { IncomingMessage, ServerResponse } from 'node:http';
import { answerReceived, isReceived, toRefusal } from './answer.ts';
import { drainThenEnd } from './drain.ts';
import { isMediaType } from './media-type.ts';
import type { Outcome, Refusal } from './outcomes.ts';
import type { Receive } from './receive.ts';
import { isWebhookPath, pathOf } from './paths.ts';
import type { Source } from './sources.ts';
import { NO_VENDOR, type Tally } from './tally.ts';

export interface RawRouteOptions {
  readonly byPath: ReadonlyMap<string, Source>;
  readonly receive: Receive;
  readonly tally: Tally;
  /** Path of PUBLIC_URL without its closing slash: '' or '/ponte'. */
  readonly prefix: string;
  readonly docsUrl: string;
  /** Told of a bug in a check; the sender is asked to come again. */
  readonly onBug: (error: unknown) => void;
}

/** Answers true when the request was its own; everything else goes to Express. */
export type RawRoute = (request: IncomingMessage, response: ServerResponse) => boolean;

const EMPTY = Buffer.alloc(0);

/**
 * The webhook paths, served ahead of Express on the same server: a look-up, the body's bytes, one
 * check, one group commit. Nothing here is logged or timed per request; the tally counts.
 */
export function createRawRoute(options: RawRouteOptions): RawRoute {
  const { byPath, receive, tally, docsUrl, onBug } = options;

  const refuse = (to: Exchange, refusal: Refusal, problem?: string): void => {
    const { request, response, vendor } = to;
    tally.add(vendor, refusal);
    const instance = pathOf(request.url ?? '/');
    const { status, headers, body } = toRefusal(refusal, { docsUrl, instance, problem });
    if (request.complete) {
      response.writeHead(status, headers);
      response.end(body);
    } else {
      response.writeHead(status, [...headers, 'Connection', 'close']);
      drainThenEnd(request, response, body);
    }
  };

  const settleFor = (to: Exchange) => {
    return (outcome: Outcome, problem?: string): void => {
      if (!isReceived(outcome)) return refuse(to, outcome, problem);
      tally.add(to.vendor, outcome);
      answerReceived(to.response, outcome);
    };
  };

  const accept = (to: Exchange, source: Source, raw: Buffer): void => {
    try {
      receive(source, { raw, headers: to.request.headers }, settleFor(to));
    } catch (error) {
      onBug(error);
      refuse(to, 'store-failed');
    }
  };

  return (request, response) => {
    const url = request.url ?? '/';
    const source = byPath.get(url) ?? byPath.get(pathOf(url));
    if (source === undefined && !isWebhookPath(url, options.prefix)) return false;
    const to = { request, response, vendor: source?.vendor ?? NO_VENDOR };
    if (source === undefined) {
      // Whatever the verb, the type and the body: the same answer at once.
      refuse(to, 'unknown-source');
    } else if (request.method !== 'POST') {
      refuse(to, 'wrong-method');
    } else if (!isMediaType(request.headers, source.mediaType)) {
      refuse(to, 'wrong-content-type', `This source sends ${source.mediaType}.`);
    } else {
      readBody(to, source.maxBytes, {
        onBody: (raw) => accept(to, source, raw),
        onTooLarge: () => refuse(to, 'too-large', `The limit is ${source.maxBytes} bytes.`),
      });
    }
    return true;
  };
}

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly vendor: string;
}

/** Collects a body of at most `maxBytes`; a sender that falls silent is cut by the server's deadline. */
function readBody(
  { request }: Exchange,
  maxBytes: number,
  then: { onBody: (raw: Buffer) => void; onTooLarge: () => void },
): void {
  const declared = request.headers['content-length'];
  if (declared !== undefined && Number(declared) > maxBytes) {
    then.onTooLarge();
    return;
  }
  let first: Buffer = EMPTY;
  let chunks: Buffer[] | undefined;
  let size = 0;
  request.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size > maxBytes) {
      if (size - chunk.length <= maxBytes) then.onTooLarge();
    } else if (first === EMPTY) first = chunk;
    else (chunks ??= [first]).push(chunk);
  });
  request.on('end', () => {
    if (size <= maxBytes) then.onBody(chunks === undefined ? first : Buffer.concat(chunks, size));
  });
}
