import type { Clock } from '@ponte/clock';
import { createBitrix24, type Bitrix24Client } from '@ponte/connectors/bitrix24';
import { createOnec, type OnecClient } from '@ponte/connectors/onec';
import { createTelegram, type TelegramClient } from '@ponte/connectors/telegram';
import { openRedis } from '@ponte/jobs/open-redis';
import type { Logger } from '@ponte/logging';
import type { WorkerEnv } from './env.ts';

export interface Portals {
  /** Throws when the account is not configured. */
  bitrix24(account: string): Bitrix24Client;
  /** Throws when the account is not configured. */
  onec(account: string): OnecClient;
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

/** The clients of all configured vendor accounts; the first release knows one of each: `default`. */
export function openPortals({
  env,
  clock,
  logger,
}: {
  env: WorkerEnv;
  clock: Clock;
  logger: Logger;
}): Portals {
  const { bitrix24, onec, telegram, redisUrl } = env;
  const base = onec.enabled
    ? createOnec({
        ...{ baseUrl: onec.baseUrl, username: onec.username, password: onec.password },
        ...{ account: 'default', sessions: onec.sessions, clock, logger },
        ...(onec.servicePath === undefined
          ? {}
          : { driver: 'service' as const, servicePath: onec.servicePath }),
      })
    : undefined;
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
  return {
    accounts: [
      ...(client === undefined ? [] : ['bitrix24:default']),
      ...(bot === undefined ? [] : ['telegram:default']),
      ...(base === undefined ? [] : ['onec:default']),
    ],
    findTelegram: (account) => (account === 'default' ? bot : undefined),
    bitrix24: (account) => {
      if (client !== undefined && account === 'default') return client;
      throw new AccountNotConfigured('Bitrix24', account, 'BITRIX24_WEBHOOK_URL');
    },
    onec: (account) => {
      if (base !== undefined && account === 'default') return base;
      throw new AccountNotConfigured('1C', account, 'ONEC_BASE_URL');
    },
    close: async () => {
      await client?.close();
      await bot?.close();
      await base?.close();
    },
  };
}
