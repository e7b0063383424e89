import { createLogger, type Logger } from '@ponte/logging';
import { keptLogs } from './kept-logs.ts';

export interface KeptLog {
  readonly logger: Logger;
  /** Every line so far. */
  readonly lines: readonly string[];
}

/** The log of a world. A test that fails is reported with the end of it. */
export function keepLog(): KeptLog {
  const lines: string[] = [];
  keptLogs.push(lines);
  const logger = createLogger({
    ...{ service: 'test', level: 'debug' },
    destination: { write: (line) => void lines.push(line) },
  });
  return { logger, lines };
}
