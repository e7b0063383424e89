import type { Readable, Writable } from 'node:stream';

/** Standard input: a terminal, a pipe or a file. */
export type Input = Readable & { isTTY?: boolean; setRawMode?: (isRaw: boolean) => unknown };

/** Standard output or standard error. */
export type Output = Writable & { isTTY?: boolean; columns?: number };
