import type { Clock } from '@ponte/clock';
import { createDayClock } from '@ponte/clock/testing';
import { startApi, type RunningApi } from '@ponte/api/app';
import { readApiEnv } from '@ponte/api/env';
import { inTransaction } from '@ponte/db/client';
import { replaceDecided } from '@ponte/db/product-mappings';
import { openMigratedDatabase, type TestDatabase } from '@ponte/db/testing';
import {
  startBitrix24Fake,
  startOnecFake,
  startTelegramFake,
  type TelegramFake,
} from '@ponte/fakes/start';
import { readCards, recheckInvoices, syncStock } from '@ponte/integrations/onec-bitrix24/jobs';
import { openBackend } from '@ponte/jobs/backend';
import { createRinger } from '@ponte/jobs/ring';
import { mapProduct } from '@ponte/operations/map-product';
import type { OperationPorts } from '@ponte/operations/ports';
import { STORE_PATIENCE_MS } from '@ponte/servers/store-patience';
import { readWorkerEnv } from '../../src/env.ts';
import { startWorker, type RunningWorker } from '../../src/start.ts';
import { keepLog } from './keep-log.ts';
import { putTicksOff } from './put-ticks-off.ts';
import { bindControl } from './ask-control.ts';
import { STEADY_LOCK } from './start-world.ts';

export interface ExchangeOptions {
  /** `inject('postgresUrl')` */
  postgresUrl: string;
  timeScale?: number;
  goods?: number;
  warehouses?: number;
  /** Every n-th good begins with other amounts in the portal. */
  differEvery?: number;
  /** Licences that Ponte takes. */
  sessions?: number;
  /** Absent: queues live in PostgreSQL. */
  redisUrl?: string;
  /** What waits is looked at again when the test rings for it, not every ten minutes by itself. */
  isQuiet?: boolean;
  /** People are told in a chat of a bot. */
  withTelegram?: boolean;
}

type Answer = Record<string, unknown>;

/** The person at a vendor's screen: the fake's control port. */
export interface Screen {
  act(verb: string, fields?: Answer): Promise<Answer>;
  faults(list: readonly Answer[]): Promise<unknown>;
  state(query?: string): Promise<Answer>;
  counters(): Promise<Answer>;
  requests(query?: string): Promise<Answer>;
}

/** The chat that is told things, as its members see it. */
export interface Chat extends Screen {
  /** What the bot said, oldest first. */
  texts(): Promise<string[]>;
  write(text: string): Promise<unknown>;
}

/** Portal and base with the same goods, an api between them; workers are started by the test. */
export interface Exchange {
  readonly database: TestDatabase;
  readonly portal: Screen;
  readonly base: Screen;
  /** Where people are told, if asked for. */
  readonly chat: Chat | undefined;
  readonly api: RunningApi;
  readonly clock: Clock;
  readonly ports: OperationPorts;
  readonly workerEnv: Readonly<Record<string, string>>;
  /** On the clock of all, unless it is given its own. */
  startWorker(own?: Clock): RunningWorker;
  /** Links the cards of goods to their items beforehand. */
  link(goods: readonly number[]): Promise<void>;
  /** Links one card as a person does it, which releases what waited for it. */
  map(good: number): Promise<void>;
  end(): Promise<void>;
}

export const BINS = ['260140000005', '260140000604'] as const;
const KASPI = '301';
/** Tests ring them themselves. */
const NIGHTLY = [readCards.name, syncStock.name];
const ZONE = 'Asia/Almaty';
const productId = (good: number): number => 1001 + 2 * good;

/** Starts both vendors with the same goods. */
export async function startExchange(options: ExchangeOptions): Promise<Exchange> {
  const database = await openMigratedDatabase(options.postgresUrl);
  const clock = createDayClock({ scale: options.timeScale ?? 60, zone: ZONE });
  const time = { scale: clock.scale, originMs: clock.originMs };
  const { goods = 40, warehouses = 3, differEvery = 0 } = options;
  const portal = await startBitrix24Fake({
    ...{ seed: 1, time, events: { minDelayMs: 0, maxDelayMs: 100 } },
    scenario: { name: 'trade', deals: 0, goods, stores: warehouses, differEvery },
  });
  const base = await startOnecFake({
    ...{ seed: 1, time },
    scenario: { name: 'trade', products: goods, warehouses },
  });
  const telegram = options.withTelegram === true ? await startTelegramFake({ time }) : undefined;
  const { logger } = keepLog();
  const workerEnv = {
    DATABASE_URL: database.url,
    ...(options.redisUrl === undefined ? {} : { REDIS_URL: options.redisUrl }),
    PONTE_TIME_SCALE: String(clock.scale),
    PONTE_TIME_ORIGIN: String(clock.originMs),
    COMPANY_TIME_ZONE: ZONE,
    BITRIX24_WEBHOOK_URL: portal.webhookUrl,
    BITRIX24_DOMAIN: portal.domain,
    BITRIX24_APPLICATION_TOKEN: portal.applicationToken,
    ONEC_BASE_URL: base.url,
    ONEC_USERNAME: base.username,
    ONEC_PASSWORD: base.password,
    ONEC_SESSIONS: String(options.sessions ?? 2),
    ...toTelegramEnv(telegram),
  };
  const reading = readApiEnv({ ...workerEnv, SERVER_PORT: '0' });
  if ('problems' in reading) throw new Error(reading.problems.join('\n'));
  const api = await startApi({
    env: reading.env,
    clock,
    logger,
    storePatienceMs: STORE_PATIENCE_MS,
  });
  const screens = { portal: openScreen(portal.control), base: openScreen(base.control) };
  await screens.portal.act('set-event-handler', { url: `${api.url}/webhook/bitrix24` });
  const { redisUrl } = options;
  const backend = openBackend({
    ...{ databaseUrl: database.url, redisUrl, clock, logger, role: 'producer' },
    patienceMs: STORE_PATIENCE_MS,
  });
  const ringer = createRinger({ backend, clock, logger });
  const workers = new Set<RunningWorker>();
  let started = 0;
  return {
    ...{ database, ...screens, api, clock, workerEnv },
    chat: telegram && openChat(telegram),
    ports: { database, ringer, backend, clock },
    startWorker: (own = clock) => {
      const given = readWorkerEnv(workerEnv);
      if ('problems' in given) throw new Error(given.problems.join('\n'));
      started += 1;
      const suffix = `w${started}`;
      const worker = startWorker({
        ...{ env: given.env, clock: own, logger, suffix },
        ...{ lock: STEADY_LOCK, storePatienceMs: STORE_PATIENCE_MS },
      });
      workers.add(worker);
      const close = (): Promise<void> => {
        workers.delete(worker);
        return worker.close();
      };
      const rests = options.isQuiet === true ? [...NIGHTLY, recheckInvoices.name] : NIGHTLY;
      const quieten = (): Promise<void> => putTicksOff(database, rests);
      return { ...worker, ready: worker.ready.then(quieten), close };
    },
    link: (ids) => linkGoods({ database, base: screens.base }, ids),
    map: async (good) => {
      const { Code, Description } = (await readItems(screens.base))[good] ?? {};
      const pair = {
        ...{ account: 'default', bitrix24ProductId: String(productId(good)) },
        ...{ bitrix24ProductName: `good ${good}`, onecProductName: Description ?? '' },
        onecProductCode: Code ?? '',
      };
      await mapProduct({ database, ringer }, pair, { by: 'tests' });
    },
    end: async () => {
      await Promise.all([...workers].map((worker) => worker.close()));
      await ringer.close();
      await backend.close();
      await api.close();
      await Promise.all([portal.stop(), base.stop(), telegram?.stop()]);
      await database.remove();
    },
  };
}

/** A deal as a person prepares it; it is sold only when it comes into its closing stage. */
export async function prepareDeal(
  { portal }: Pick<Exchange, 'portal'>,
  deal: { goods?: readonly number[]; bin?: string | null; quantity?: number; title?: string } = {},
): Promise<number> {
  const { goods = [0], bin = BINS[0], quantity = 2, title = 'Заказ' } = deal;
  const fields = {
    ...{ TITLE: title, CURRENCY_ID: 'KZT', UF_CRM_PAYMENT: KASPI },
    ...(bin === null ? {} : { UF_CRM_BIN: bin }),
  };
  const { id } = await portal.act('create-deal', { fields, silent: true });
  const rows = goods.map((good) => ({ productId: productId(good), quantity, price: 1160 }));
  await portal.act('set-product-rows', { id, rows, silent: true });
  return Number(id);
}

/** The sale itself: the deal comes into its closing stage. */
export async function closeDeal(
  { portal }: Pick<Exchange, 'portal'>,
  id: number,
  more: Answer = {},
): Promise<void> {
  await portal.act('edit-deal', { id, fields: { STAGE_ID: 'WON', ...more } });
}

export interface Sale {
  Ref_Key: string;
  Number: string;
  Date: string;
  Posted: boolean;
  Комментарий: string;
  СуммаДокумента: number;
  Товары: { СтавкаНДС_Key: string; СуммаНДС: number; Сумма: number; Количество: number }[];
}

/** Every sale of the base, by rising comment. */
export async function readSales({ base }: Pick<Exchange, 'base'>): Promise<Sale[]> {
  const { rows } = await base.state(
    `?set=${encodeURIComponent('Document_РеализацияТоваровУслуг')}`,
  );
  return rows as Sale[];
}

/** Number by deal, as the deals carry it. */
export async function readNumbers({
  portal,
}: Pick<Exchange, 'portal'>): Promise<Map<string, string>> {
  const { deals } = await portal.state('?deals=1&fields=ID,UF_CRM_1C_INVOICE');
  return new Map(
    (deals as { ID: string; UF_CRM_1C_INVOICE?: string | null }[]).map((deal) => [
      deal.ID,
      deal.UF_CRM_1C_INVOICE ?? '',
    ]),
  );
}

async function linkGoods(
  { database, base }: { database: TestDatabase; base: Screen },
  goods: readonly number[],
): Promise<void> {
  const codes = await readItems(base);
  const mappings = goods.map((good) => ({
    bitrix24ProductId: String(productId(good)),
    bitrix24ProductName: `good ${good}`,
    onecProductCode: codes[good]?.Code ?? '',
    onecProductName: codes[good]?.Description ?? '',
    ...{ state: 'linked' as const, score: null, reason: null },
  }));
  const bitrix24ProductIds = mappings.map((one) => one.bitrix24ProductId);
  await inTransaction(database.pool, (sql) =>
    replaceDecided(sql, { account: 'default', bitrix24ProductIds, mappings, by: 'tests' }),
  );
}

async function readItems(base: Screen): Promise<{ Code: string; Description: string }[]> {
  const { rows } = await base.state(`?set=${encodeURIComponent('Catalog_Номенклатура')}`);
  return (rows as { Code: string; Description: string }[]).toSorted((a, b) =>
    a.Code < b.Code ? -1 : 1,
  );
}

function toTelegramEnv(telegram: TelegramFake | undefined): Record<string, string> {
  if (telegram === undefined) return {};
  const { botToken, url, chatId } = telegram;
  return { TELEGRAM_BOT_TOKEN: botToken, TELEGRAM_API_URL: url, TELEGRAM_CHAT_ID: chatId };
}

function openChat({ control, chatId }: TelegramFake): Chat {
  const screen = openScreen(control);
  return {
    ...screen,
    texts: async () => {
      const { chats } = (await screen.state()) as {
        chats: { id: number; messages: { text: string; fromBot: boolean }[] }[];
      };
      const chat = chats.find(({ id }) => String(id) === chatId);
      return (chat?.messages ?? []).filter(({ fromBot }) => fromBot).map(({ text }) => text);
    },
    write: (text) => screen.act('write', { chat: Number(chatId), text }),
  };
}

function openScreen(control: string): Screen {
  const send = bindControl(control);
  const ask = async (path: string, body?: unknown): Promise<Answer> =>
    (await send(path, body)) as Answer;
  return {
    act: (verb, fields = {}) => ask('/act', { do: verb, ...fields }),
    faults: (list) => ask('/faults', list),
    state: (query = '') => ask(`/state${query}`),
    counters: () => ask('/counters'),
    requests: (query = '') => ask(`/requests${query}`),
  };
}
