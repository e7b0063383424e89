import type { IncomingMessage, ServerResponse } from 'node:http';

/** Bytes that are read and thrown away so that a refused sender can hear the refusal. */
const PATIENCE_BYTES = 1_048_576;

/**
 * Sends the whole answer now and ends the exchange only when the sender has finished or has sent
 * too much: closing a socket with unread bytes resets it, and the answer would be lost on the way.
 */
export function drainThenEnd(
  request: IncomingMessage,
  response: ServerResponse,
  body: string,
): void {
  response.write(body);
  let drained = 0;
  request.on('data', (chunk: Buffer) => {
    drained += chunk.length;
    if (drained > PATIENCE_BYTES) request.destroy();
  });
  request.on('end', () => response.end());
  request.on('close', () => response.end());
}
