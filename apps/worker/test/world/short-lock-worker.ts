import { createClock } from '@ponte/clock';
import { createLogger } from '@ponte/logging';
import { readProcessEnv } from '../../src/env.ts';
import { startWorker } from '../../src/start.ts';

/** The worker as a process that a test can kill, with locks that do not make the test wait. */
const reading = readProcessEnv();
if ('problems' in reading) throw new Error(reading.problems.join('\n'));
const { timeScale, timeOrigin } = reading.env;
const clock = createClock({
  scale: timeScale,
  ...(timeOrigin === undefined ? {} : { originMs: timeOrigin }),
});
const logger = createLogger({ service: 'worker', level: 'info', clock });
const lock = { durationMs: 2_000, stalledEveryMs: 500 };
const worker = startWorker({ env: reading.env, clock, logger, lock });
await worker.ready;
process.stdout.write('ready\n');
process.on('SIGTERM', () => void worker.close().then(() => process.exit(0)));
