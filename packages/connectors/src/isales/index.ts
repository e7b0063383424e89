/** The door to a company in iSales. */
import type { Clock } from '@ponte/clock';
import type { Logger } from '@ponte/logging';
import type { CallReport } from '../http/call.ts';
import { createHttp } from '../http/create.ts';
import type { VendorLimit } from '../http/limit-numbers.ts';
import type { RedisSource } from '../http/limiter-redis.ts';
import { createLimiters } from '../http/limiter.ts';
import { ISALES_DEFAULT_URL } from './env.ts';
import { classifyIsales } from './errors.ts';
import { ATTEMPT_TIMEOUT_MS, MAX_ANSWER_BYTES, REQUEST_LIMIT } from './limits.ts';
import type { IsalesConnector } from './operations.ts';
import { createReads } from './reads.ts';

export type {
  BoardQuery,
  BoardReading,
  CallOptions,
  IsalesConnector,
  IsalesOperations,
  Reading,
} from './operations.ts';

export interface IsalesOptions {
  /** Without a closing slash; https://app.isales.company when absent. */
  readonly baseUrl?: string;
  /** A secret. */
  readonly apiToken: string;
  /** Our name for this company. */
  readonly account: string;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Where the request limit is shared with other processes; not shared when absent. */
  readonly redis?: RedisSource;
  /** Told about every attempt, for metrics. */
  readonly onCall?: (report: CallReport) => void;
  /** Overrides for tests and fakes. */
  readonly http?: {
    /** Real milliseconds for one attempt, at least 2,000. */
    readonly timeoutMs?: number;
    /** Real milliseconds a call waits for its turn at the limiter. */
    readonly patienceMs?: number;
    readonly limit?: VendorLimit;
  };
}

/** Makes the client of one company. It connects at the first call; `close` ends connections. */
export function createIsales(options: IsalesOptions): IsalesConnector {
  const { apiToken, account, clock, logger, redis, onCall, http: overrides = {} } = options;
  const limit = overrides.limit ?? REQUEST_LIMIT;
  const { patienceMs } = overrides;
  const http = createHttp({
    ...{ vendor: 'isales', account, clock, logger, onCall },
    baseUrl: `${(options.baseUrl ?? ISALES_DEFAULT_URL).replace(/\/+$/, '')}/`,
    // The token travels in the query: no message may repeat it.
    secrets: [apiToken],
    classify: (answer) => classifyIsales(answer, clock.now()),
    limiters: createLimiters({
      ...{ vendor: 'isales', account, limit, clock, logger, redis, patienceMs },
    }),
    timeoutMs: overrides.timeoutMs ?? ATTEMPT_TIMEOUT_MS,
    maxAnswerBytes: MAX_ANSWER_BYTES,
  });
  return { ...createReads({ account, apiToken, http }), close: () => http.close() };
}
