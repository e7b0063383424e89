import { createClock } from '@ponte/clock';
import { startFakes } from '@ponte/fakes/start';
import { createLogger } from '@ponte/logging';
import { readWorkerEnv } from '@ponte/worker/env';
import { startWorker } from '@ponte/worker/start';
import { answerParent, readSetup } from '../child-side.ts';
import type { StoresSetup } from './ponte-api.ts';

/** A whole worker with a portal to read from, as `npm run demo` would start it. */
const { databaseUrl, redisUrl } = readSetup<StoresSetup>();
const fakes = await startFakes({ bitrix24: { scenario: 'small' } });
const reading = readWorkerEnv({
  DATABASE_URL: databaseUrl,
  REDIS_URL: redisUrl,
  LOG_LEVEL: 'info',
  BITRIX24_WEBHOOK_URL: fakes.vendors.bitrix24.webhookUrl,
});
if ('problems' in reading) throw new Error(reading.problems.join('\n'));

const { env } = reading;
const clock = createClock();
const logger = createLogger({ service: 'worker', level: env.logLevel, clock });
const worker = startWorker({ env, clock, logger });
await worker.ready;
answerParent({});
