/** The door to a Telegram bot. */
import type { Clock } from '@ponte/clock';
import type { Logger } from '@ponte/logging';
import type { CallReport } from '../http/call.ts';
import { createHttp, type HttpOptions } from '../http/create.ts';
import type { RedisSource } from '../http/limiter-redis.ts';
import { classifyTelegram } from './errors.ts';
import { ATTEMPT_TIMEOUT_MS, MAX_ANSWER_BYTES } from './limits.ts';
import { createOnionApi } from './onion-api.ts';
import type { TelegramClient } from './operations.ts';
import { createReads } from './reads.ts';
import { createSends } from './sends.ts';
import { createTurns, noLimit } from './turns.ts';

export type { ChatGone } from './errors.ts';
export type { SendOutcome, TelegramClient } from './operations.ts';

export interface TelegramOptions {
  /** A secret. */
  readonly botToken: string;
  /** Our name for this bot. */
  readonly account: string;
  /** Without a closing slash; https://api.telegram.org when absent. */
  readonly apiUrl?: string;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Where the limits are shared with other processes; not shared when absent. */
  readonly redis?: RedisSource;
  /** Told about every attempt, for metrics. */
  readonly onCall?: (report: CallReport) => void;
  /** Overrides for tests, real milliseconds. */
  readonly http?: { readonly timeoutMs?: number; readonly patienceMs?: number };
}

/** Makes the client of one bot. It connects at the first call; `close` ends connections. */
export function createTelegram(options: TelegramOptions): TelegramClient {
  const { botToken, account, clock, logger, onCall, http: overrides = {} } = options;
  const turns = createTurns({ ...options, patienceMs: overrides.patienceMs });
  const onion = (limiters: HttpOptions['limiters']): ReturnType<typeof createHttp> =>
    createHttp({
      vendor: 'telegram',
      account,
      baseUrl: `${options.apiUrl ?? 'https://api.telegram.org'}/bot${botToken}/`,
      secrets: [botToken, botToken.slice(botToken.indexOf(':') + 1)],
      classify: (answer) => classifyTelegram(answer, clock.now()),
      limiters,
      timeoutMs: overrides.timeoutMs ?? ATTEMPT_TIMEOUT_MS,
      maxAnswerBytes: MAX_ANSWER_BYTES,
      clock,
      logger,
      onCall,
    });
  const http = onion(turns.account);
  const waiting = onion(noLimit);
  const api = createOnionApi(http);
  return {
    ...createReads({ account, clock, api, waiting: createOnionApi(waiting) }),
    ...createSends({ account, api, turns }),
    close: async () => {
      await Promise.all([http.close(), waiting.close(), turns.close()]);
    },
  };
}
