/**
 * The bytes of an answer in one piece of memory that is given back when they are no longer needed.
 * The collector of garbage comes by far too seldom for pieces of 10 MB: while it is away, a dozen
 * that nobody needs lie beside the one that is read.
 */
import type { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { TransportFailure } from './transport-failure.ts';

const NONE = Buffer.alloc(0);

export class AnswerBytes {
  #memory: ArrayBuffer;
  #length = 0;

  /** `expected` is how long the answer will be, as far as known. */
  constructor(expected: number) {
    this.#memory = new ArrayBuffer(expected);
  }

  get length(): number {
    return this.#length;
  }

  /** A view that is empty after `release`. */
  get view(): Buffer {
    return this.#memory.byteLength === 0 ? NONE : Buffer.from(this.#memory, 0, this.#length);
  }

  add(chunk: Uint8Array): void {
    const needed = this.#length + chunk.length;
    const has = this.#memory.byteLength;
    if (needed > has) this.#memory = this.#memory.transfer(Math.max(needed, Math.ceil(has * 1.5)));
    new Uint8Array(this.#memory, this.#length, chunk.length).set(chunk);
    this.#length = needed;
  }

  /** Gives the memory back; harmless a second time. */
  release(): void {
    this.#memory = this.#memory.transfer(0);
  }
}

/** Reads a body to its end. Throws `TransportFailure` as soon as it has more than `most` bytes. */
export async function readAnswerBytes(
  stream: Readable,
  { expected, most }: { expected: number; most: number },
): Promise<AnswerBytes> {
  const bytes = new AnswerBytes(Math.min(expected, most));
  // As fast as it comes: iterating would take a chunk or two for each turn of a busy event loop.
  stream.on('data', (chunk: Buffer) => {
    if (bytes.length + chunk.length <= most) return bytes.add(chunk);
    const message = `The answer has more than ${most} bytes.`;
    stream.destroy(new TransportFailure('ANSWER_TOO_LARGE', message));
  });
  try {
    await finished(stream);
    return bytes;
  } catch (error) {
    bytes.release();
    throw error;
  }
}
