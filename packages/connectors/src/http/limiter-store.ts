/** The Bottleneck limiters of one account, in this process or shared through Redis. */
import Bottleneck from 'bottleneck';
import type { Logger } from '@ponte/logging';
import { toMaskedMessage } from '@ponte/logging/mask';
import type { Level } from './call.ts';
import { BEAT_MS, fillReservoir } from './fill-reservoir.ts';
import {
  IN_FLIGHT,
  toReservoir,
  toSpacedReservoir,
  type Filling,
  type Reservoir,
  type VendorLimit,
} from './limit-numbers.ts';
import { connectLimiterStore, type RedisSource } from './limiter-redis.ts';

export interface StoreOptions {
  /** `vendor:account` */
  readonly id: string;
  readonly all: Reservoir;
  readonly bulk: Reservoir;
  readonly redis?: RedisSource | undefined;
  readonly logger: Logger;
}

export interface LimiterStore {
  /** Where work of each level begins. */
  readonly entries: Readonly<Record<Level, Bottleneck>>;
  /** Settles when the shared keys are there. */
  readonly ready: Promise<unknown>;
  /** Lets the limiters look at their queues, whatever messages were lost; false when they cannot. */
  knock(): Promise<boolean>;
  /** Sets the level to nothing for everybody, or so far below that it takes `restMs` (real) more. */
  empty(restMs?: number): Promise<void>;
  disconnect(): Promise<void>;
}

/** Each beat is a command to Redis, where increases are counted exactly however late it comes. */
const REDIS_BEAT_MS = 250;
const ALONE: Filling = { stepMs: BEAT_MS, jitterMs: 10 };
/** Between two processes lie two ways to Redis and two timers. */
const SHARED: Filling = { stepMs: REDIS_BEAT_MS, jitterMs: 30 };
const KNOCK = { priority: 0, weight: 0 } as const;

/** The numbers of a whole account; `isShared` when it lives in Redis. */
export function toAccountReservoir(
  limit: VendorLimit,
  scale: number,
  isShared: boolean,
): Reservoir {
  if (limit.spacingMs === undefined) return toReservoir(limit, scale);
  return toSpacedReservoir(limit, scale, isShared ? SHARED : ALONE);
}

/** Opens the limiters; with Redis they connect in the background and repair their own keys. */
export function openLimiterStore(options: StoreOptions): LimiterStore {
  const { logger } = options;
  const remote = options.redis === undefined ? undefined : connectLimiterStore(options.redis);
  const connection = remote?.connection;
  // The braces make all keys of the account fall into one slot of a Redis Cluster.
  const all = new Bottleneck(toSettings(`{${options.id}}:all`, options.all, connection));
  const bulk = new Bottleneck(toSettings(`{${options.id}}:bulk`, options.bulk, connection));
  bulk.chain(all);
  const limiters = [all, bulk];
  for (const limiter of limiters) {
    limiter.on('error', (thrown: unknown) => reportLimiterFailure(logger, thrown));
  }
  const fillers =
    connection === undefined
      ? [[all, options.all] as const, [bulk, options.bulk] as const].map(([limiter, numbers]) =>
          fillReservoir(limiter, numbers, (thrown) => reportLimiterFailure(logger, thrown)),
        )
      : [];
  const emptyOne = async (limiter: Bottleneck, drained: number): Promise<void> => {
    if (connection !== undefined) {
      await changeSettings(limiter, { reservoir: drained });
      return;
    }
    const level = (await limiter.currentReservoir()) ?? drained;
    await limiter.incrementReservoir(drained - level);
  };
  const empty = async (restMs = 0): Promise<void> => {
    const drains = [
      emptyOne(all, toDrained(options.all, restMs)),
      emptyOne(bulk, toDrained(options.bulk, restMs)),
    ];
    await settle(drains, logger);
  };
  return {
    entries: {
      live: new Bottleneck({ maxConcurrent: IN_FLIGHT.live }).chain(all),
      bulk: new Bottleneck({ maxConcurrent: IN_FLIGHT.bulk }).chain(bulk),
    },
    ready:
      remote === undefined
        ? Promise.resolve()
        : adoptNumbers(all, bulk, options).then(() => {
            // A Redis that went away may come back with an older level: trust nothing.
            remote.client.on('ready', () => void empty());
          }),
    knock: () =>
      settle(
        limiters.map((limiter) => knockAt(limiter, options.all)),
        logger,
      ),
    empty,
    disconnect: async () => {
      for (const stopFilling of fillers) stopFilling();
      // The shared connection stops its limiters; asked one by one they would still unsubscribe.
      if (connection !== undefined) await connection.disconnect(false);
      else await Promise.all(limiters.map((limiter) => limiter.disconnect()));
    },
  };
}

/** Says that the store misbehaved; calls notice it by themselves, so this is for the curious. */
export function reportLimiterFailure(logger: Logger, thrown: unknown): void {
  logger.debug({ reason: toMaskedMessage(thrown) }, 'limiter.failed');
}

/** Settings already in Redis may be an older configuration's: ours replace them. */
async function adoptNumbers(
  all: Bottleneck,
  bulk: Bottleneck,
  numbers: Pick<StoreOptions, 'all' | 'bulk'>,
): Promise<void> {
  await Promise.all([all.ready(), bulk.ready()]);
  await Promise.all([
    changeSettings(all, toIncrease(numbers.all)),
    changeSettings(bulk, toIncrease(numbers.bulk)),
  ]);
}

/** Changes settings. The answer is a promise, whatever Bottleneck's types say. */
function changeSettings(
  limiter: Bottleneck,
  options: Bottleneck.ConstructorOptions,
): Promise<unknown> {
  return Promise.resolve(limiter.updateSettings(options));
}

function toSettings(
  id: string,
  numbers: Reservoir,
  connection: Bottleneck.IORedisConnection | undefined,
): Bottleneck.ConstructorOptions {
  const level = { id, reservoir: toStart(numbers), ...toMinTime(numbers) };
  if (connection === undefined) return level;
  return { ...level, ...toIncrease(numbers), heartbeatInterval: REDIS_BEAT_MS, connection };
}

/** Used up, and one second of the vendor's more, because its seconds do not begin with ours. */
function toStart({ vendorSecond }: Reservoir): number {
  return -vendorSecond;
}

/** The next step may come at once, so one step less than at the start. */
function toDrained(numbers: Reservoir, restMs: number): number {
  return toStart(numbers) - numbers.amount * (1 + restMs / numbers.intervalMs);
}

function toMinTime({ spacing }: Reservoir): { minTime: number } {
  return { minTime: Math.ceil(spacing?.spacingMs ?? 0) };
}

function toIncrease(numbers: Reservoir) {
  return {
    ...toMinTime(numbers),
    reservoirIncreaseAmount: numbers.amount,
    reservoirIncreaseInterval: numbers.intervalMs,
    reservoirIncreaseMaximum: numbers.maximum,
  };
}

/**
 * A turn that nobody takes would use up one distance of the account, also through its bulk limiter:
 * there an increase by nothing knocks.
 */
function knockAt(limiter: Bottleneck, { spacing }: Reservoir): Promise<unknown> {
  return spacing === undefined
    ? limiter.schedule(KNOCK, idle)
    : Promise.resolve(limiter.incrementReservoir(0));
}

async function settle(works: readonly Promise<unknown>[], logger: Logger): Promise<boolean> {
  try {
    await Promise.all(works);
    return true;
  } catch (thrown) {
    reportLimiterFailure(logger, thrown);
    return false;
  }
}

async function idle(): Promise<void> {
  // Only the turn matters.
}
