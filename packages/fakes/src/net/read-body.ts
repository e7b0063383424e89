import type { IncomingMessage } from 'node:http';

const largestBodyBytes = 128 * 1024 * 1024;

/** Reads a whole request body; rejects past 128 MB or when the caller goes away. */
export async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    const bytes: Buffer = Buffer.isBuffer(chunk) ? chunk : Buffer.from(String(chunk));
    size += bytes.length;
    if (size > largestBodyBytes) throw new RangeError('The body is over 128 MB.');
    chunks.push(bytes);
  }
  return Buffer.concat(chunks);
}
