import { createClock } from '@ponte/clock';
import { createLogger } from '@ponte/logging';
import { readProcessEnv } from './env.ts';
import { startApi } from './start.ts';

const reading = readProcessEnv();
if ('problems' in reading) {
  process.stderr.write(
    `The api cannot start:\n${reading.problems.map((line) => `- ${line}`).join('\n')}\n`,
  );
  process.exit(2);
}
const { env } = reading;
const { timeScale: scale, timeOrigin: originMs } = env;
const clock = createClock({ scale, ...(originMs === undefined ? {} : { originMs }) });
const logger = createLogger({ service: 'api', level: env.logLevel, clock });

/** Real milliseconds from the first signal to the end, whatever hangs. */
const END_WITHIN_MS = 10_000;

try {
  const api = await startApi({ env, clock, logger });
  let isEnding = false;
  const end = (exitCode: number): void => {
    if (isEnding) return;
    isEnding = true;
    setTimeout(() => {
      logger.fatal({ ms: END_WITHIN_MS }, 'api.killed');
      process.exit(1);
    }, END_WITHIN_MS);
    void api.close().then(
      () => process.exit(exitCode),
      (err: unknown) => {
        logger.error({ err }, 'api.stopped-badly');
        process.exit(1);
      },
    );
  };
  process.once('SIGTERM', () => end(0));
  process.once('SIGINT', () => end(0));
  void api.broken.then((err) => {
    // 2 as for a wrong environment: starting it again changes nothing until a person does.
    logger.fatal({ err }, 'api.failed');
    end(2);
  });
} catch (err) {
  logger.fatal({ err }, 'api.failed');
  process.exit(1);
}
