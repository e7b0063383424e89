import { startApi } from '@ponte/api/app';
import { readApiEnv } from '@ponte/api/env';
import { createClock } from '@ponte/clock';
import { createLogger } from '@ponte/logging';
import { answerParent, readSetup } from '../child-side.ts';
import type { InstallationSetup } from './installation.ts';

/** The whole api as `npm start` starts it, on the bench's virtual clock. */
const setup = readSetup<InstallationSetup>();
const reading = readApiEnv({
  DATABASE_URL: setup.databaseUrl,
  REDIS_URL: setup.redisUrl,
  SERVER_PORT: '0',
  LOG_LEVEL: 'info',
  BITRIX24_WEBHOOK_URL: setup.webhookUrl,
  BITRIX24_DOMAIN: setup.domain,
  BITRIX24_APPLICATION_TOKEN: setup.applicationToken,
});
if ('problems' in reading) throw new Error(reading.problems.join('\n'));

const { env } = reading;
const { scale, originMs } = setup;
const clock = createClock({ scale, originMs });
const logger = createLogger({ service: 'api', level: env.logLevel, clock });
const api = await startApi({ env, clock, logger });
answerParent({}, api.port);
