import { Writable } from 'node:stream';
import { createClock } from '@ponte/clock';
import { createLogger } from '@ponte/logging';
import { STORE_PATIENCE_MS } from '@ponte/servers/store-patience';
import { readApiEnv, type ApiEnv } from '../src/env.ts';
import { startApi, type RunningApi } from '../src/start.ts';

export const DOMAIN = 'some-domain.bitrix24.com';
export const TOKEN = '0123456789abcdef-token';
export const BLING_SECRET = 'client-secret-of-the-tests';

export interface TestApi extends RunningApi {
  /** Everything that was logged, as text. */
  readonly log: () => string;
  /** Lines told on standard output. */
  readonly told: readonly string[];
}

/** The environment of the tests; further variables replace these. */
export function readTestEnv(databaseUrl: string, more: Record<string, string> = {}): ApiEnv {
  const reading = readApiEnv({
    DATABASE_URL: databaseUrl,
    SERVER_PORT: '0',
    COMPANY_TIME_ZONE: 'America/Sao_Paulo',
    BITRIX24_DOMAIN: DOMAIN,
    BITRIX24_APPLICATION_TOKEN: TOKEN,
    BLING_CLIENT_ID: 'client-id-of-the-tests',
    BLING_CLIENT_SECRET: BLING_SECRET,
    ...more,
  });
  if ('problems' in reading) throw new Error(reading.problems.join('\n'));
  return reading.env;
}

export interface TestApiOptions {
  env?: Record<string, string>;
  requestDeadlineMs?: number;
  /** true: the store has one or two seconds, as outside of tests, where the machine may need more. */
  isImpatient?: boolean;
}

/** An api on a free port, with its log and its words kept. */
export async function startTestApi(
  databaseUrl: string,
  options: TestApiOptions = {},
): Promise<TestApi> {
  const env = readTestEnv(databaseUrl, options.env);
  const { timeScale: scale, timeOrigin } = env;
  const clock = createClock({
    scale,
    ...(timeOrigin === undefined ? {} : { originMs: timeOrigin }),
  });
  const lines: string[] = [];
  const told: string[] = [];
  const destination = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      lines.push(chunk.toString());
      done();
    },
  });
  const logger = createLogger({ service: 'api', level: 'debug', clock, destination });
  const { requestDeadlineMs, isImpatient = false } = options;
  const api = await startApi({
    ...{ env, clock, logger },
    tell: (line) => void told.push(line),
    ...(requestDeadlineMs === undefined ? {} : { requestDeadlineMs }),
    storePatienceMs: isImpatient ? undefined : STORE_PATIENCE_MS,
  });
  return {
    ...{ url: api.url, port: api.port, broken: api.broken, told, log: () => lines.join('') },
    get setupLink() {
      return api.setupLink;
    },
    close: () => api.close(),
  };
}

/** Waits until `look` finds something; the test's own time limit ends it. */
export async function eventually<T>(look: () => Promise<T | undefined | false>): Promise<T> {
  for (;;) {
    const found = await look();
    if (found !== undefined && found !== false) return found;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}
