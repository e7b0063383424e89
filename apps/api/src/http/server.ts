import { createServer, STATUS_CODES } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { FastLane } from '../ingress/fast-lane.ts';
import type { LaneTimes } from '../ingress/lane-connection.ts';
import type { RawRoute } from '../ingress/raw-route.ts';
import { toRefusal } from '../ingress/answer.ts';
import { KEPT_SECONDS } from '../ingress/answer-bytes.ts';
import { NO_VENDOR, type Tally } from '../ingress/tally.ts';

/** Real milliseconds in which a whole request must have arrived. */
const REQUEST_DEADLINE_MS = 10_000;
/** Real milliseconds that a kept connection may rest: longer than nginx keeps its own. */
const REST_MS = KEPT_SECONDS * 1_000;

export interface ServerOptions {
  /** Made with the deadlines of this server. */
  readonly openLane: (times: LaneTimes) => FastLane;
  readonly rawRoute: RawRoute;
  readonly app: (request: IncomingMessage, response: ServerResponse) => void;
  readonly tally: Tally;
  readonly docsUrl: string;
  /** Real milliseconds; only tests need another deadline. */
  readonly requestDeadlineMs?: number;
}

export interface ApiServer {
  readonly server: Server;
  readonly lane: FastLane;
}

/**
 * One server, three ways in: a webhook that arrives in one piece is served on its socket, one in
 * pieces takes the raw route behind Node's parser, everything else goes to Express. Slow senders are
 * found by the server's own sweep over its connections, without a timer per request.
 */
export function createApiServer(options: ServerOptions): ApiServer {
  const { rawRoute, app, openLane } = options;
  const deadline = options.requestDeadlineMs ?? REQUEST_DEADLINE_MS;
  const server = createServer(
    {
      headersTimeout: deadline,
      requestTimeout: deadline,
      connectionsCheckingInterval: Math.min(1_000, deadline),
      keepAliveTimeout: REST_MS,
      maxHeaderSize: 16_384,
    },
    (request, response) => {
      if (!rawRoute(request, response)) app(request, response);
    },
  );
  server.maxConnections = 10_000;
  server.on('clientError', (error: NodeJS.ErrnoException, socket) =>
    answerBrokenRequest(error, socket, options),
  );
  const lane = openLane({ firstWithinMs: deadline, restMs: REST_MS });
  putInFront(server, lane);
  return { server, lane };
}

/** Lets the lane see every new connection first; what it hands over goes where it went before. */
function putInFront(server: Server, lane: FastLane): void {
  const before = server.listeners('connection');
  server.removeAllListeners('connection');
  const handOver = (socket: Socket): void => {
    for (const listener of before) Reflect.apply(listener, server, [socket]);
  };
  server.on('connection', (socket) => lane.serve(socket, handOver));
}

/** What never became a request: too slow, too long a head, or no HTTP at all. */
function answerBrokenRequest(
  error: NodeJS.ErrnoException,
  socket: Duplex,
  { tally, docsUrl }: ServerOptions,
): void {
  const isSlow = error.code === 'ERR_HTTP_REQUEST_TIMEOUT';
  tally.add(NO_VENDOR, isSlow ? 'slow-body' : 'unreadable-event');
  if (!socket.writable || error.code === 'ECONNRESET' || hasBegunToAnswer(socket)) {
    socket.destroy();
    return;
  }
  const refusal = toRefusal(isSlow ? 'slow-body' : 'unreadable-event', { docsUrl, instance: '' });
  const { body, headers } = refusal;
  const status = error.code === 'HPE_HEADER_OVERFLOW' ? 431 : refusal.status;
  const lines = [`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`, 'Connection: close'];
  for (let at = 0; at < headers.length; at += 2) lines.push(`${headers[at]}: ${headers[at + 1]}`);
  socket.end(`${lines.join('\r\n')}\r\n\r\n${body}`);
}

/** A second answer on the same socket would be read as part of the first. */
function hasBegunToAnswer(socket: Duplex): boolean {
  const response: unknown = Reflect.get(socket, '_httpMessage');
  return (
    typeof response === 'object' &&
    response !== null &&
    Reflect.get(response, 'headersSent') === true
  );
}
