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

const { env } = reading;
const clock = createClock({
  scale: env.timeScale,
  ...(env.timeOrigin === undefined ? {} : { originMs: env.timeOrigin }),
});
const logger = createLogger({ service: 'worker', level: env.logLevel, clock });
const worker = startWorker({ env, clock, logger });

let isStopping = false;
for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.on(signal, () => {
    if (isStopping) return;
    isStopping = true;
    logger.info({ signal }, 'worker.stopping');
    void worker.close().then(
      () => process.exit(0),
      (err: unknown) => {
        logger.error({ err }, 'worker.stopped-badly');
        process.exit(1);
      },
    );
  });
}
