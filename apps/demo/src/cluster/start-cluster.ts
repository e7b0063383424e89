import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startFakes, type Fakes } from '@ponte/fakes/start';
import { findFreePort, isPortFree } from '@ponte/servers/free-port';
import { startPostgres } from '@ponte/servers/postgres';
import { startProcess, type RunningProcess } from './process.ts';
import { awaitReady } from './await-ready.ts';

/** What the trading company sells, and in how many places. */
const GOODS = 60;
const STORES = 3;
/** Of the fake FieldControl's webhooks; no secret of anybody's. */
const WEBHOOK_PASSWORD = 'the-demo-s-own-password';

export interface ClusterOptions {
  seed: number;
  /** Port of the api; absent: 3000 if it is free. */
  port?: number | undefined;
  /** Kept between starts when given. */
  dataDir?: string;
  /** Restarts api and worker when their sources change, and shows their logs. */
  watches?: boolean;
  /** Told before each part is started. */
  onStep(step: string): void;
}

export interface Cluster {
  readonly url: string;
  readonly databaseUrl: string;
  readonly fakes: Fakes;
  /** Opens the console for the first administrator; used up by the first visit that sets a password. */
  readonly setupUrl: string | undefined;
  readonly logFolder: string;
  /** Resolves with a sentence when the api or the worker ends by itself. */
  readonly broken: Promise<string>;
  stop(): Promise<void>;
}

/** The whole system on this machine: a real database, fake vendors, the api and one worker. */
export async function startCluster(options: ClusterOptions): Promise<Cluster> {
  const stops: (() => Promise<void>)[] = [];
  const stop = async (): Promise<void> => {
    for (const one of stops.splice(0).toReversed()) await one();
  };
  try {
    return await start(options, stops, stop);
  } catch (error) {
    await stop();
    throw error;
  }
}

async function start(
  options: ClusterOptions,
  stops: (() => Promise<void>)[],
  stop: () => Promise<void>,
): Promise<Cluster> {
  const { onStep } = options;
  const logFolder = mkdtempSync(join(tmpdir(), 'ponte-demo-'));
  onStep('PostgreSQL');
  const postgres = await startPostgres(
    options.dataDir === undefined ? {} : { dataDir: options.dataDir },
  );
  stops.push(() => postgres.stop());
  onStep('fake vendors');
  const fakes = await startFakes({
    bitrix24: {
      seed: options.seed,
      scenario: { name: 'trade', deals: 3_000, goods: GOODS, stores: STORES, differEvery: 5 },
    },
    onec: {
      seed: options.seed,
      scenario: { name: 'trade', products: GOODS, warehouses: STORES },
    },
    // A company that begins its day with an empty board and customers of its own at FieldControl.
    isales: { seed: options.seed, scenario: 'empty' },
    fieldcontrol: { seed: options.seed, scenario: 'plain' },
    geo: { seed: options.seed },
  });
  stops.push(() => fakes.stop());

  const port = options.port ?? ((await isPortFree(3000)) ? 3000 : await findFreePort());
  const url = `http://127.0.0.1:${port}`;
  const env = toEnvironment({ url, port, databaseUrl: postgres.url, fakes });
  let setupUrl: string | undefined;
  const onSentence = (sentence: string): void => {
    setupUrl ??= /https?:\/\/\S+\/setup\?token=\S+/.exec(sentence)?.[0];
  };
  const watching = options.watches === true;
  const launch = (app: 'api' | 'worker'): RunningProcess => {
    onStep(app);
    const place = watching ? { watches: true } : { logFolder };
    const running = startProcess({ app, env, ...place, onSentence });
    stops.push(() => running.stop());
    return running;
  };
  const processes = [launch('api'), launch('worker')];
  const broken = Promise.race(processes.map(({ ended }) => ended));
  await awaitReady(url, broken);
  return {
    ...{ url, fakes, logFolder, broken, stop, databaseUrl: postgres.url },
    get setupUrl() {
      return setupUrl;
    },
  };
}

interface Places {
  url: string;
  port: number;
  databaseUrl: string;
  fakes: Fakes;
}

function toEnvironment({ url, port, databaseUrl, fakes }: Places): Record<string, string> {
  const { bitrix24, onec, telegram, isales, fieldcontrol, geo } = fakes.vendors;
  return {
    DATABASE_URL: databaseUrl,
    REDIS_URL: '',
    SERVER_HOST: '127.0.0.1',
    SERVER_PORT: String(port),
    PUBLIC_URL: url,
    LOG_LEVEL: 'info',
    COMPANY_TIME_ZONE: 'America/Sao_Paulo',
    BITRIX24_WEBHOOK_URL: bitrix24.webhookUrl,
    BITRIX24_DOMAIN: bitrix24.domain,
    BITRIX24_APPLICATION_TOKEN: bitrix24.applicationToken,
    ONEC_BASE_URL: onec.url,
    ONEC_USERNAME: onec.username,
    ONEC_PASSWORD: onec.password,
    ONEC_SESSIONS: '2',
    TELEGRAM_BOT_TOKEN: telegram.botToken,
    TELEGRAM_API_URL: telegram.url,
    // A person's chat: Telegram lets more through there than into a group.
    TELEGRAM_CHAT_ID: '1001',
    ISALES_BASE_URL: isales.url,
    ISALES_API_TOKEN: isales.apiToken,
    ISALES_FUNIL_ID: String(isales.funilId),
    FIELDCONTROL_BASE_URL: fieldcontrol.url,
    FIELDCONTROL_API_KEY: fieldcontrol.apiKey,
    FIELDCONTROL_ACCOUNT_ID: fieldcontrol.accountId,
    FIELDCONTROL_WEBHOOK_USER: 'fieldcontrol',
    FIELDCONTROL_WEBHOOK_PASSWORD: WEBHOOK_PASSWORD,
    GEO_VIACEP_URL: geo.viacepUrl,
    GEO_BRASILAPI_URL: geo.brasilapiUrl,
    GEO_NOMINATIM_URL: geo.nominatimUrl,
    GEO_MAPS_URL: geo.mapsUrl,
  };
}
