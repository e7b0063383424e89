import { createLogger, type Logger } from '@ponte/logging';
import { expect, onTestFailed } from 'vitest';

export interface KeptLog {
  readonly logger: Logger;
  /** Every line so far. */
  readonly lines: readonly string[];
}

const LOUD = /"level":"(?:warn|error|fatal)"/;
const LINES_SHOWN = 40;

/** The log of one test's world. When the test fails, its last warnings and errors are shown with it. */
export function keepLog(): KeptLog {
  const lines: string[] = [];
  const logger = createLogger({
    ...{ service: 'test', level: 'debug' },
    destination: { write: (line) => void lines.push(line) },
  });
  if (expect.getState().currentTestName !== undefined) {
    onTestFailed(() => {
      const loud = lines.filter((line) => LOUD.test(line)).slice(-LINES_SHOWN);
      process.stderr.write(`warnings and errors of its world:\n${loud.join('') || 'none\n'}`);
    });
  }
  return { logger, lines };
}
