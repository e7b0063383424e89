import { setTimeout as sleep } from 'node:timers/promises';
import { createClock } from '@ponte/clock';
import { createLogger } from '@ponte/logging';
import { readWorkerEnv } from '@ponte/worker/env';
import { startWorker } from '@ponte/worker/start';
import { answerParent, readSetup } from '../child-side.ts';
import type { InstallationSetup } from './installation.ts';

const READY_WITHIN_MS = 60_000;

/** A whole worker as `npm start` starts it, on the bench's virtual clock. */
const { databaseUrl, redisUrl, webhookUrl, scale, originMs } = readSetup<InstallationSetup>();
const reading = readWorkerEnv({
  DATABASE_URL: databaseUrl,
  REDIS_URL: redisUrl,
  LOG_LEVEL: 'info',
  BITRIX24_WEBHOOK_URL: webhookUrl,
});
if ('problems' in reading) throw new Error(reading.problems.join('\n'));

const { env } = reading;
const clock = createClock({ scale, originMs });
const logger = createLogger({ service: 'worker', level: env.logLevel, clock });
const worker = startWorker({ env, clock, logger });
await Promise.race([worker.ready, worker.broken.then(refuse), sleep(READY_WITHIN_MS).then(refuse)]);
answerParent({});

/** Ends this process with what is wrong; the bench ends with it instead of waiting for ever. */
function refuse(why?: unknown): never {
  throw why instanceof Error ? why : new Error('The worker took no jobs within a minute.');
}
