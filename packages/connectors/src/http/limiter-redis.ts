/**
 * Bottleneck's connection to Redis, repaired where Redis 7 and Bottleneck 2.19.5 (no release since
 * 2019) no longer agree: Redis puts "ERR " before the two error words by which Bottleneck learns
 * that its keys are gone, so that after FLUSHALL every call would fail instead of starting again.
 */
import Bottleneck from 'bottleneck';
import { Redis, type Cluster } from 'ioredis';

/** Settings that keep a command from waiting for ever; a factory must pass them on. */
export interface PatientSettings {
  readonly commandTimeout: number;
  readonly maxRetriesPerRequest: number;
  readonly retryStrategy: (times: number) => number;
}

/**
 * Where the shared limits live: an address, or a way to make a new connection (Sentinel, Cluster).
 * The connection belongs to the limiter, which duplicates it for subscriptions and closes both.
 */
export type RedisSource =
  { readonly url: string } | { readonly connect: (settings: PatientSettings) => Redis | Cluster };

const SETTINGS: PatientSettings = {
  commandTimeout: 5_000,
  maxRetriesPerRequest: 3,
  retryStrategy: (times) => Math.min(1_000, 50 * times),
};

type ScriptReply = (error: Error | null, replies?: unknown) => void;
type Script = (...args: unknown[]) => unknown;
interface ScriptedConnection {
  __scriptFn__(name: string): Script;
}

/** Connects, repaired; the caller disconnects. */
export function connectLimiterStore(source: RedisSource): {
  connection: Bottleneck.IORedisConnection;
  client: Redis | Cluster;
} {
  const client =
    'url' in source ? new Redis(source.url, { ...SETTINGS }) : source.connect(SETTINGS);
  const connection = new Bottleneck.IORedisConnection({ client });
  repair(connection);
  return { connection, client };
}

function repair(connection: Bottleneck.IORedisConnection): void {
  const scripted = connection as unknown as ScriptedConnection;
  const original = scripted.__scriptFn__.bind(connection);
  scripted.__scriptFn__ = (name) => {
    const script = original(name);
    return (...args) => {
      const reply = args.pop() as ScriptReply;
      return script(...args, (error: Error | null, replies?: unknown) => {
        reply(error === null || error === undefined ? error : toKnownError(error), replies);
      });
    };
  };
}

function toKnownError(error: Error): Error {
  const word = /\b(SETTINGS_KEY_NOT_FOUND|UNKNOWN_CLIENT)\b/.exec(error.message)?.[1];
  return word === undefined ? error : new Error(word, { cause: error });
}
