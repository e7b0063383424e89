import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { closeServer, listenOnLoopback } from './listen.ts';

// Longer than clients keep theirs, so that a reused connection is never closed under them.
const keepAliveMs = 65_000;

/** A vendor's port on loopback. */
export interface VendorPort {
  readonly url: string;
  close(): Promise<void>;
}

/** Opens a vendor's port; 0 takes a free one. `purpose` is named when the port is taken. */
export async function openVendorPort(
  answer: (request: IncomingMessage, response: ServerResponse) => Promise<void>,
  port: number,
  purpose: string,
): Promise<VendorPort> {
  const server = createServer({ keepAliveTimeout: keepAliveMs }, (request, response) => {
    answer(request, response).catch((error: unknown) => explain(error, response, purpose));
  });
  const taken = await listenOnLoopback(server, port, purpose);
  return { url: `http://127.0.0.1:${taken}`, close: () => closeServer(server) };
}

/** A bug of the fake is answered in plain words, so that it is not taken for the vendor's answer. */
function explain(error: unknown, response: ServerResponse, purpose: string): void {
  if (response.headersSent || response.destroyed) {
    response.destroy();
    return;
  }
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  response.writeHead(599, { 'content-type': 'text/plain; charset=utf-8' });
  response.end(`The fake of ${purpose} itself failed: ${text}\n`);
}
