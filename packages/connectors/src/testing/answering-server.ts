/** A tiny HTTP server for tests: it answers by a script and remembers what it was asked. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Received {
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
  /** Real milliseconds, monotonic. */
  readonly at: number;
}

/** Answers one request; `count` is 1 for the first. */
export type Script = (response: ServerResponse, received: Received, count: number) => void;

export interface AnsweringServer {
  readonly url: string;
  readonly received: readonly Received[];
  answerWith(script: Script): void;
  close(): Promise<void>;
}

/** Starts on a free loopback port; every request is answered by the newest script. */
export async function startAnsweringServer(script: Script): Promise<AnsweringServer> {
  const received: Received[] = [];
  let current = script;
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    const at = performance.now();
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { url: path = '', headers } = request;
      const one = { path, headers, body: Buffer.concat(chunks).toString('utf8'), at };
      received.push(one);
      current(response, one, received.length);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/`,
    received,
    answerWith: (next) => {
      received.length = 0;
      current = next;
    },
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

/** Sends a JSON answer. */
export function sendJson(response: ServerResponse, body: unknown, status = 200): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' });
  response.end(JSON.stringify(body));
}
