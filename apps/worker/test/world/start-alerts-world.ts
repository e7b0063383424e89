import { randomUUID } from 'node:crypto';
import type { Clock } from '@ponte/clock';
import { createDayClock } from '@ponte/clock/testing';
import { enqueueNotice } from '@ponte/db/notices';
import { openMigratedDatabase, type TestDatabase } from '@ponte/db/testing';
import {
  startBitrix24Fake,
  startTelegramFake,
  type Bitrix24Fake,
  type TelegramFake,
} from '@ponte/fakes/start';
import { deliverNotices } from '@ponte/integrations/alerts/jobs';
import { drainDeals } from '@ponte/integrations/bitrix24-deals/jobs';
import { openBackend } from '@ponte/jobs/backend';
import { createRinger, type Ringer } from '@ponte/jobs/ring';
import { STORE_PATIENCE_MS } from '@ponte/servers/store-patience';
import { readWorkerEnv } from '../../src/env.ts';
import { startWorker, type RunningWorker } from '../../src/start.ts';
import { keepLog } from './keep-log.ts';
import { STEADY_LOCK } from './start-world.ts';

export interface AlertsWorldOptions {
  /** `inject('postgresUrl')` */
  postgresUrl: string;
  redisUrl?: string;
  timeScale?: number;
  /** Instead of the fake's own. */
  botToken?: string;
  withPortal?: boolean;
  publicUrl?: string;
  hasChat?: boolean;
}

interface Message {
  text: string;
  replyMarkup: { inline_keyboard: { text: string; url?: string }[][] } | null;
}

interface State {
  chats: { id: number; messages: Message[] }[];
  queries: { data: string; answer: { text: string } | null }[];
}

interface HeldText {
  kind: string;
  key: string;
  reason: string;
  detail: string;
}

/** A worker's surroundings for notices and alerts: database, bot, and a portal when asked for. */
export interface AlertsWorld {
  readonly database: TestDatabase;
  readonly telegram: TelegramFake;
  readonly portal: Bitrix24Fake | undefined;
  readonly clock: Clock;
  readonly ringer: Ringer;
  readonly workerEnv: Readonly<Record<string, string>>;
  readonly logLines: readonly string[];
  startWorker(): RunningWorker;
  /** Notes something to be told, and rings. */
  tell(key: string, title?: string): Promise<void>;
  /** The texts that a chat shows. */
  texts(chatId?: string): Promise<string[]>;
  counters(): Promise<{ requestsByMethod: Record<string, number>; limitRefusals: number }>;
  /** Messages by state: `sent 3`. */
  states(): Promise<Record<string, number>>;
  held(): Promise<HeldText[]>;
  /** The buttons under the newest message that has some: their texts, or where they lead. */
  buttons(chatId?: string): Promise<string[]>;
  /** Buttons that were pressed, and what whoever pressed was shown. */
  queries(): Promise<{ data: string; answer: { text: string } | null }[]>;
  /** Marks a deal to be read again, and rings. */
  mark(dealId: string): Promise<void>;
  act(body: object): Promise<void>;
  fault(...faults: object[]): Promise<void>;
  /** Writes a run as the runtime would. */
  addRun(run: { state: string; reason?: string; deal?: string; job?: string }): Promise<void>;
  end(): Promise<void>;
}

/** Starts the surroundings; workers are started by the test. */
export async function startAlertsWorld(options: AlertsWorldOptions): Promise<AlertsWorld> {
  const database = await openMigratedDatabase(options.postgresUrl);
  const clock = createDayClock({ scale: options.timeScale ?? 60, zone: 'UTC' });
  const time = { scale: clock.scale, originMs: clock.originMs };
  const telegram = await startTelegramFake({ time });
  const portal =
    options.withPortal === true
      ? await startBitrix24Fake({ seed: 1, time, scenario: { deals: 3 } })
      : undefined;
  const { logger, lines: logLines } = keepLog();
  const { redisUrl } = options;
  const workerEnv = {
    DATABASE_URL: database.url,
    ...(redisUrl === undefined ? {} : { REDIS_URL: redisUrl }),
    PONTE_TIME_SCALE: String(clock.scale),
    PONTE_TIME_ORIGIN: String(clock.originMs),
    TELEGRAM_BOT_TOKEN: options.botToken ?? telegram.botToken,
    TELEGRAM_API_URL: telegram.url,
    ...(options.hasChat === false ? {} : { TELEGRAM_CHAT_ID: telegram.chatId }),
    ...(portal === undefined ? {} : { BITRIX24_WEBHOOK_URL: portal.webhookUrl }),
    ...(options.publicUrl === undefined ? {} : { PUBLIC_URL: options.publicUrl }),
  };
  const backend = openBackend({
    ...{ databaseUrl: database.url, redisUrl, clock, logger, role: 'producer' },
    patienceMs: STORE_PATIENCE_MS,
  });
  const ringer = createRinger({ backend, clock, logger });
  const workers: RunningWorker[] = [];
  const post = async (path: string, body: unknown): Promise<void> => {
    const init = { method: 'POST', body: JSON.stringify(body) };
    const answer = await fetch(`${telegram.control}${path}`, init);
    if (answer.status !== 200) throw new Error(await answer.text());
  };
  const get = async <T>(path: string): Promise<T> =>
    (await (await fetch(`${telegram.control}${path}`)).json()) as T;
  const account = 'default';
  const messages = async (chatId = telegram.chatId): Promise<Message[]> => {
    const { chats } = await get<State>('/state');
    return chats.find(({ id }) => String(id) === chatId)?.messages ?? [];
  };
  return {
    ...{ database, telegram, portal, clock, ringer, workerEnv, logLines },
    startWorker: () => {
      const reading = readWorkerEnv(workerEnv);
      if ('problems' in reading) throw new Error(reading.problems.join('\n'));
      const suffix = `w${workers.length}`;
      const worker = startWorker({
        ...{ env: reading.env, clock, logger, suffix },
        ...{ lock: STEADY_LOCK, storePatienceMs: STORE_PATIENCE_MS },
      });
      workers.push(worker);
      return worker;
    },
    tell: async (key, title = `About ${key}`) => {
      const what = { account, integration: 'onec-bitrix24', kind: 'notice', key } as const;
      await enqueueNotice(database.pool, { ...what, parts: { title }, now: clock.now() });
      await ringer.ring(deliverNotices, { account });
    },
    texts: async (chatId) => (await messages(chatId)).map(({ text }) => text),
    buttons: async (chatId) => {
      const keyboards = (await messages(chatId)).flatMap(
        ({ replyMarkup }) => replyMarkup?.inline_keyboard ?? [],
      );
      return keyboards.flat().map(({ text, url }) => url ?? text);
    },
    queries: async () => (await get<State>('/state')).queries,
    mark: async (dealId) => {
      await database.pool.query(
        `INSERT INTO dirty (account, kind, vendor_id) VALUES ('default', 'deal', $1)`,
        [dealId],
      );
      await ringer.ring(drainDeals, { account });
    },
    counters: () => get('/counters'),
    states: async () => {
      const { rows } = await database.pool.query<{ state: string; count: number }>(
        'SELECT state, count(*)::int AS count FROM message_due GROUP BY state',
      );
      return Object.fromEntries(rows.map(({ state, count }) => [state, count]));
    },
    held: async () => {
      const { rows } = await database.pool.query<HeldText>(
        'SELECT kind, key, reason, detail FROM held WHERE released_at IS NULL ORDER BY id',
      );
      return rows;
    },
    act: (body) => post('/act', body),
    fault: (...faults) => post('/faults', faults),
    addRun: async ({ state, reason, deal = '7', job = 'onec-bitrix24.invoice' }) => {
      await database.pool.query(
        `INSERT INTO run (id, job, integration, state, reason, message, payload, started_at, finished_at)
         VALUES ($1, $2, split_part($2, '.', 1), $3, $4, 'No answer.', $5, $6, $6)`,
        [randomUUID(), job, state, reason ?? null, { deal }, clock.now()],
      );
    },
    end: async () => {
      await Promise.all(workers.map((worker) => worker.close()));
      await ringer.close();
      await backend.close();
      await telegram.stop();
      await portal?.stop();
      await database.remove();
    },
  };
}
