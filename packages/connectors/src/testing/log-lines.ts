import { createLogger, type Logger } from '@ponte/logging';

/** A logger at debug level whose lines can be read, and searched for what must not be there. */
export function collectLogLines(): { logger: Logger; lines: string[] } {
  const lines: string[] = [];
  const destination = { write: (line: string) => lines.push(line) };
  return { logger: createLogger({ service: 'test', level: 'debug', destination }), lines };
}
