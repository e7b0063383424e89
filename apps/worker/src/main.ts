import { createClock } from '@ponte/clock';
import { createLogger } from '@ponte/logging';
import { readProcessEnv } from './env.ts';
import { startWorker } from './start.ts';

const reading = readProcessEnv();
if ('problems' in reading) {
  process.stderr.write(
    `The worker cannot start:\n${reading.problems.map((problem) => `  - ${problem}\n`).join('')}`,
  );
  process.exit(2);
}

/** Real milliseconds from SIGTERM: a little more than an orderly end may take. */
const KILL_AFTER_MS = 10_000;

const { env } = reading;
const clock = createClock({
  scale: env.timeScale,
  ...(env.timeOrigin === undefined ? {} : { originMs: env.timeOrigin }),
});
const logger = createLogger({ service: 'worker', level: env.logLevel, clock });
const worker = startWorker({ env, clock, logger });

void worker.broken.then((err) => {
  logger.error({ err }, 'worker.failed');
  process.exit(2);
});

let isStopping = false;
for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.on(signal, () => {
    if (isStopping) return;
    isStopping = true;
    logger.info({ signal }, 'worker.stopping');
    // Whatever hangs, whoever stopped us does not wait for ever.
    setTimeout(() => {
      logger.error('worker.killed');
      process.exit(1);
    }, KILL_AFTER_MS).unref();
    void worker.close().then(
      () => process.exit(0),
      (err: unknown) => {
        logger.error({ err }, 'worker.stopped-badly');
        process.exit(1);
      },
    );
  });
}
