import { startApi } from '@ponte/api/app';
import { readApiEnv } from '@ponte/api/env';
import { createClock } from '@ponte/clock';
import { createLogger } from '@ponte/logging';
import { answerParent, readSetup } from '../child-side.ts';
import { SECRETS } from './requests.ts';

export interface StoresSetup {
  readonly databaseUrl: string;
  /** Absent: the queues live in PostgreSQL. */
  readonly redisUrl?: string;
  /** Real milliseconds; absent: as shipped. */
  readonly storePatienceMs?: number;
}

/** The whole api as `npm start` starts it; only its addresses and secrets are the bench's. */
const { databaseUrl, redisUrl, storePatienceMs } = readSetup<StoresSetup>();
const reading = readApiEnv({
  DATABASE_URL: databaseUrl,
  REDIS_URL: redisUrl,
  SERVER_PORT: '0',
  LOG_LEVEL: 'info',
  BITRIX24_DOMAIN: SECRETS.domain,
  BITRIX24_APPLICATION_TOKEN: SECRETS.applicationToken,
  BLING_CLIENT_ID: 'bench-client-id-of-bling',
  BLING_CLIENT_SECRET: SECRETS.blingSecret,
});
if ('problems' in reading) throw new Error(reading.problems.join('\n'));

const { env } = reading;
const clock = createClock();
// To standard output, as in production; the parent has sent that to nowhere.
const logger = createLogger({ service: 'api', level: env.logLevel, clock });
const api = await startApi({ env, clock, logger, storePatienceMs });
answerParent({}, api.port);
