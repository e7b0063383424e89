import type { Clock } from '@ponte/clock';
import { createBitrix24, type Bitrix24Client } from '@ponte/connectors/bitrix24';
import { createFieldControl, type FieldControlClient } from '@ponte/connectors/fieldcontrol';
import { createGeo, type GeoClient } from '@ponte/connectors/geo';
import { createIsales, type IsalesConnector } from '@ponte/connectors/isales';
import { createOnec, type OnecClient } from '@ponte/connectors/onec';
import { createTelegram, type TelegramClient } from '@ponte/connectors/telegram';
import type { Database } from '@ponte/db/client';
import { openRedis, type RedisSettings } from '@ponte/jobs/open-redis';
import type { Logger } from '@ponte/logging';
import type { WorkerEnv } from './env.ts';
import { createGeoCache } from './wiring/geo-cache.ts';
import { createOnecCache } from './wiring/onec-cache.ts';
import { createOnecSlots } from './wiring/onec-sessions.ts';

export interface Portals {
  /** Throws when the account is not configured. */
  bitrix24(account: string): Bitrix24Client;
  /** The portal's domain: what it is called whatever we call its account. */
  portalDomain(account: string): string;
  /** Throws when the account is not configured. */
  onec(account: string): OnecClient;
  /** Throws when the account is not configured. */
  isales(account: string): IsalesConnector;
  /** Throws when the account is not configured. */
  fieldcontrol(account: string): FieldControlClient;
  /** The providers of places; they have no accounts. */
  geo(account: string): GeoClient;
  /** Undefined while no bot is configured: notices are kept then. */
  findTelegram(account: string): TelegramClient | undefined;
  /** Names of the vendor accounts whose limits this process uses: `bitrix24:default`. */
  readonly accounts: readonly string[];
  close(): Promise<void>;
}

/** A job for an account that the environment does not know: retrying cannot help. */
export class AccountNotConfigured extends Error {
  readonly kind = 'rejected';
  readonly code = 'account-not-configured';

  constructor(vendor: string, account: string, variable: string) {
    super(
      `The ${vendor} account "${account}" is not configured in this worker. ` +
        `Set ${variable}, restart the worker, then retry.`,
    );
    this.name = 'AccountNotConfigured';
  }
}

export interface PortalsWorld {
  readonly env: WorkerEnv;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly database: Pick<Database, 'pool'>;
  /** This worker's own id. */
  readonly worker: string;
}

/** The clients of all configured vendor accounts; the first release knows one of each: `default`. */
export function openPortals(world: PortalsWorld): Portals {
  const { env, clock, logger } = world;
  const { bitrix24, telegram, redisUrl } = env;
  const base = openBase(world);
  const bot = telegram.enabled
    ? createTelegram({
        ...{ botToken: telegram.botToken, apiUrl: telegram.apiUrl, account: 'default' },
        ...{ clock, logger },
        ...(redisUrl === undefined
          ? {}
          : { redis: { connect: (settings) => openRedis(redisUrl, settings) } }),
      })
    : undefined;
  const client = bitrix24.enabled
    ? createBitrix24({
        webhookUrl: bitrix24.webhookUrl,
        plan: bitrix24.plan,
        account: 'default',
        clock,
        logger,
        ...(redisUrl === undefined
          ? {}
          : { redis: { connect: (settings) => openRedis(redisUrl, settings) } }),
      })
    : undefined;
  const field = openFieldPortals(world);
  return {
    accounts: [
      ...(client === undefined ? [] : ['bitrix24:default']),
      ...(bot === undefined ? [] : ['telegram:default']),
      ...(base === undefined ? [] : ['onec:default']),
      ...field.accounts,
    ],
    findTelegram: (account) => (account === 'default' ? bot : undefined),
    bitrix24: (account) => {
      if (client !== undefined && account === 'default') return client;
      throw new AccountNotConfigured('Bitrix24', account, 'BITRIX24_WEBHOOK_URL');
    },
    portalDomain: (account) => {
      if (bitrix24.enabled && account === 'default') return new URL(bitrix24.webhookUrl).host;
      throw new AccountNotConfigured('Bitrix24', account, 'BITRIX24_WEBHOOK_URL');
    },
    onec: (account) => {
      if (base !== undefined && account === 'default') return base;
      throw new AccountNotConfigured('1C', account, 'ONEC_BASE_URL');
    },
    ...{ isales: field.isales, fieldcontrol: field.fieldcontrol, geo: field.geo },
    close: async () => {
      await field.close();
      await client?.close();
      await bot?.close();
      await base?.close();
    },
  };
}

function openBase(world: PortalsWorld): OnecClient | undefined {
  const { onec } = world.env;
  if (!onec.enabled) return undefined;
  const { baseUrl, username, password, sessions, servicePath } = onec;
  const account = 'default';
  return createOnec({
    ...{ baseUrl, username, password, account, sessions },
    ...{ clock: world.clock, logger: world.logger },
    slots: createOnecSlots(world, { account, sessions }),
    cache: createOnecCache(world, account),
    ...(servicePath === undefined ? {} : { driver: 'service' as const, servicePath }),
  });
}

type FieldPortals = Pick<Portals, 'isales' | 'fieldcontrol' | 'geo' | 'accounts' | 'close'>;

/** iSales, FieldControl and the providers of places. */
function openFieldPortals({ env, clock, logger, database }: PortalsWorld): FieldPortals {
  const { isales, fieldcontrol, geo, redisUrl } = env;
  const shared = {
    ...{ clock, logger },
    ...(redisUrl === undefined
      ? {}
      : { redis: { connect: (settings: RedisSettings) => openRedis(redisUrl, settings) } }),
  };
  const board = isales.enabled
    ? createIsales({ ...shared, ...isales, account: 'default' })
    : undefined;
  const field = fieldcontrol.enabled
    ? createFieldControl({ ...shared, ...fieldcontrol, account: 'default' })
    : undefined;
  const places = createGeo({ ...shared, ...geo, cache: createGeoCache(database) });
  return {
    accounts: [
      ...(board === undefined ? [] : ['isales:default', 'geo:default']),
      ...(field === undefined ? [] : ['fieldcontrol:default']),
    ],
    isales: (account) => {
      if (board !== undefined && account === 'default') return board;
      throw new AccountNotConfigured('iSales', account, 'ISALES_API_TOKEN');
    },
    fieldcontrol: (account) => {
      if (field !== undefined && account === 'default') return field;
      throw new AccountNotConfigured('FieldControl', account, 'FIELDCONTROL_API_KEY');
    },
    geo: () => places,
    close: async () => {
      await board?.close();
      await field?.close();
      await places.close();
    },
  };
}
