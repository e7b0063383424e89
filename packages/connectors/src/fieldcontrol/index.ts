/** The door to a Field Control account. */
import type { Clock } from '@ponte/clock';
import type { Logger } from '@ponte/logging';
import type { CallReport } from '../http/call.ts';
import { createHttp } from '../http/create.ts';
import type { VendorLimit } from '../http/limit-numbers.ts';
import type { RedisSource } from '../http/limiter-redis.ts';
import { createLimiters } from '../http/limiter.ts';
import { createAccount } from './account.ts';
import { createCustomers } from './customers.ts';
import { FIELDCONTROL_DEFAULT_URL } from './env.ts';
import { classifyFieldControl } from './errors.ts';
import { ATTEMPT_TIMEOUT_MS, MAX_ANSWER_BYTES, REQUEST_LIMIT } from './limits.ts';
import type { FieldControlClient } from './operations.ts';
import { createOrders } from './orders.ts';
import { createRest } from './rest.ts';
import { createTickets } from './tickets.ts';

export type {
  CallOptions,
  CustomerOperations,
  FieldControlClient,
  Found,
  LocationOperations,
  OrderOperations,
  SweepPage,
  TicketOperations,
} from './operations.ts';

export interface FieldControlOptions {
  /** Without a closing slash; https://carchost.fieldcontrol.com.br when absent. */
  readonly baseUrl?: string;
  /** A secret. */
  readonly apiKey: string;
  /** Our name for this account. */
  readonly account: string;
  /** The vendor's number of this account: ids of others are refused. Any pass when absent. */
  readonly accountId?: string | undefined;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Where the request limit is shared with other processes; not shared when absent. */
  readonly redis?: RedisSource;
  /** Told about every attempt, for metrics. */
  readonly onCall?: (report: CallReport) => void;
  /** 0 to 1, for jitter. */
  readonly random?: () => number;
  /** Overrides for tests and fakes. */
  readonly http?: {
    /** Real milliseconds for one attempt, at least 2,000. */
    readonly timeoutMs?: number;
    /** Real milliseconds a call waits for its turn at the limiter. */
    readonly patienceMs?: number;
    readonly limit?: VendorLimit;
  };
}

/** Absence "may trigger rules that block bots" (vendor's introduction); a library's default would too. */
const USER_AGENT = 'Ponte/0.1 (+self-hosted integration)';

/** Makes the client of one account. It connects at the first call; `close` ends connections. */
export function createFieldControl(options: FieldControlOptions): FieldControlClient {
  const { apiKey, account, accountId, clock, logger, redis, onCall } = options;
  const { http: overrides = {}, random = Math.random } = options;
  const limit = overrides.limit ?? REQUEST_LIMIT;
  const { patienceMs } = overrides;
  const rest = createRest(clock, random);
  const http = createHttp({
    ...{ vendor: 'fieldcontrol', account, clock, logger, onCall, random },
    baseUrl: `${(options.baseUrl ?? FIELDCONTROL_DEFAULT_URL).replace(/\/+$/, '')}/`,
    secrets: [apiKey],
    classify: (answer) => {
      if (answer.status !== 429) rest.answered();
      return classifyFieldControl(answer, () => rest.refused());
    },
    limiters: createLimiters({
      ...{ vendor: 'fieldcontrol', account, limit, clock, logger, redis, patienceMs },
    }),
    timeoutMs: overrides.timeoutMs ?? ATTEMPT_TIMEOUT_MS,
    maxAnswerBytes: MAX_ANSWER_BYTES,
  });
  const bound = createAccount({ account, accountId, apiKey, userAgent: USER_AGENT, http });
  return {
    ...createCustomers(bound),
    ...createTickets(bound),
    ...createOrders(bound),
    close: () => http.close(),
  };
}
