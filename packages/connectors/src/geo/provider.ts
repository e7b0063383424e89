/** One provider of places as requests: its own limit, our own name, its answers read by a schema. */
import type { z } from 'zod';
import type { Clock } from '@ponte/clock';
import type { Logger } from '@ponte/logging';
import type { CallReport } from '../http/call.ts';
import { createHttp } from '../http/create.ts';
import type { RedisSource } from '../http/limiter-redis.ts';
import { createLimiters } from '../http/limiter.ts';
import { VendorError } from '../http/vendor-error.ts';
import { classifyGeo } from './errors.ts';
import { ATTEMPT_TIMEOUT_MS, MAX_ANSWER_BYTES, PROVIDER_LIMIT } from './limits.ts';
import type { CallOptions } from './operations.ts';

export interface ProviderOptions {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly redis?: RedisSource | undefined;
  readonly onCall?: ((report: CallReport) => void) | undefined;
  /** Real milliseconds for one attempt, at least 2,000. */
  readonly timeoutMs?: number | undefined;
  readonly patienceMs?: number | undefined;
}

export interface ProviderCall {
  readonly operation: string;
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly options: CallOptions;
}

export interface Provider {
  /** Asks and gives the parsed JSON. */
  ask(call: ProviderCall): Promise<unknown>;
  /** Reads an answer. Throws `unexpected_answer`, naming no value, for another shape. */
  read<Value>(operation: string, schema: z.ZodType<Value>, body: unknown): Value;
  close(): Promise<void>;
}

/** Public servers refuse the names of libraries; the version is of no use to them. */
export const USER_AGENT = 'Ponte/0.1 (self-hosted integration; one request per second)';

/** Binds the onion to one provider; `name` is its account in limits, metrics and errors. */
export function createProvider(name: string, baseUrl: string, options: ProviderOptions): Provider {
  const { clock, logger, redis, onCall, patienceMs } = options;
  const account = name;
  const http = createHttp({
    ...{ vendor: 'geo', account, clock, logger, onCall },
    baseUrl: `${baseUrl.replace(/\/+$/, '')}/`,
    classify: (answer) => classifyGeo(answer, clock.now()),
    limiters: createLimiters({
      ...{ vendor: 'geo', account, limit: PROVIDER_LIMIT, clock, logger, redis, patienceMs },
    }),
    timeoutMs: options.timeoutMs ?? ATTEMPT_TIMEOUT_MS,
    maxAnswerBytes: MAX_ANSWER_BYTES,
  });
  return {
    ask: async ({ operation, path, query, options: { level, signal } }) => {
      const { body } = await http.call({
        ...{ operation, effect: 'read', path, headers: { 'user-agent': USER_AGENT } },
        ...(query === undefined ? {} : { query }),
        ...(level === undefined ? {} : { level }),
        ...(signal === undefined ? {} : { signal }),
      });
      return body;
    },
    read: (operation, schema, body) => {
      const parsed = schema.safeParse(body);
      if (parsed.success) return parsed.data;
      const fields = parsed.error.issues.slice(0, 3).map(({ path }) => path.join('.') || 'it');
      throw new VendorError({
        ...{ vendor: 'geo', account, operation, kind: 'unexpected_answer', effect: 'read' },
        message: `${name} answered with another shape (${fields.join(', ')}). The job tries again.`,
      });
    },
    close: () => http.close(),
  };
}
