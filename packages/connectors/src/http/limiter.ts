/**
 * The request limit of one vendor account, over Bottleneck: `bulk` (80 %) inside `all`, so that a
 * load never starves live work. It starts used up, because nobody knows what was sent before. With
 * Redis every process of the installation shares it; without, it is this process's own.
 *
 * Bottleneck's maxConcurrent is used in the process only: in Redis a killed process would keep its
 * places for ever. Its messages about free capacity can be lost while Redis restarts, so a
 * weightless job knocks once a second as long as somebody waits.
 */
import type { Clock } from '@ponte/clock';
import type { Logger } from '@ponte/logging';
import { toMaskedMessage } from '@ponte/logging/mask';
import type { Level } from './call.ts';
import type { RedisSource } from './limiter-redis.ts';
import { toTurnError } from './limiter-refusal.ts';
import {
  openLimiterStore,
  reportLimiterFailure,
  toAccountReservoir,
  type LimiterStore,
} from './limiter-store.ts';
import { toBulkReservoir, type Reservoir, type VendorLimit } from './limit-numbers.ts';
import { createPace, type Pace } from './pace.ts';
import { createPatience, PatienceExhausted, type Patience } from './patience.ts';

export interface LimitersOptions {
  readonly vendor: string;
  readonly account: string;
  readonly limit: VendorLimit;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Where the limit is shared; in this process only when absent. */
  readonly redis?: RedisSource | undefined;
  /** Real milliseconds a call waits for its turn before it goes back to its job. */
  readonly patienceMs?: number | undefined;
}

export interface Turn {
  readonly operation: string;
  readonly level: Level;
  readonly signal?: AbortSignal | undefined;
}

export interface Limiters {
  /**
   * Runs when the account's limit allows. Rejects with `VendorError` rate_limited when the turn
   * does not come in time, unavailable when the shared store does not answer.
   */
  schedule<Result>(turn: Turn, run: () => Promise<Result>): Promise<Result>;
  /**
   * The vendor says the limit is used up: everybody starts from nothing; and not before `until`
   * (virtual), where the vendor or the connector says so.
   */
  drain(until?: Date): Promise<void>;
  /** Rejects whoever waits and ends connections. */
  close(): Promise<void>;
}

const PRIORITIES = { live: 3, bulk: 7 } as const;
const KNOCK_EVERY_MS = 1_000;
const SILENCE_MS = 5_000;
const MIN_PATIENCE_MS = 10_000;
const PATIENCE_VIRTUAL_MS = 120_000;

/** Makes the limiters of one vendor account; connects to Redis at the first call. */
export function createLimiters(options: LimitersOptions): Limiters {
  const { clock, logger } = options;
  const patienceMs = options.patienceMs ?? toPatienceMs(clock);
  const waiting = new Set<Patience>();
  const numbers = toAccountReservoir(options.limit, clock.scale, options.redis !== undefined);
  const pace = numbers.spacing === undefined ? undefined : createPace(numbers.spacing);
  let store: LimiterStore | undefined;
  let isKnocking = false;
  let answeredAt = performance.now();
  let isClosed = false;
  let rest: Date | undefined;

  const knocker = setInterval(() => void knock(), KNOCK_EVERY_MS);
  knocker.unref();

  function open(): LimiterStore {
    if (isClosed) throw new Error('The connector is closed; make a new one.');
    if (store !== undefined) return store;
    const opened = openStore(options, numbers);
    store = opened;
    opened.ready.catch((thrown: unknown) => discard(opened, thrown));
    return opened;
  }

  /** Forgets a store that cannot recover; the next call opens a new one. */
  function discard(broken: LimiterStore, why: unknown): void {
    if (store !== broken) return;
    store = undefined;
    const { vendor, account } = options;
    logger.warn({ vendor, account, reason: toMaskedMessage(why) }, 'limiter.reopened');
    broken.disconnect().catch((thrown: unknown) => reportLimiterFailure(logger, thrown));
  }

  async function knock(): Promise<void> {
    if (waiting.size === 0 || isKnocking || store === undefined) return;
    isKnocking = true;
    if (await store.knock()) answeredAt = performance.now();
    isKnocking = false;
  }

  /** True when waiting means that others come first, not that the store is silent. */
  const isAnswering = (): boolean =>
    options.redis === undefined || performance.now() - answeredAt < SILENCE_MS;

  return {
    schedule: async (turn, run) => {
      const used = open();
      // Whoever would only wait in vain goes back to its job, which knows how to sleep.
      if (rest !== undefined && toRestMs(clock, rest) > patienceMs) {
        throw toTurnError(options, { turn, isBusy: true, retryAt: rest });
      }
      const patience = createPatience(turn.signal, patienceMs);
      waiting.add(patience);
      try {
        return await enter(used, { turn, patience, waiting, pace }, run);
      } catch (thrown) {
        if (patience.hasBegun() || turn.signal?.aborted === true || isClosed) throw thrown;
        const isBusy = thrown instanceof PatienceExhausted && isAnswering();
        if (!isBusy) discard(used, thrown);
        throw toTurnError(options, { turn, isBusy, thrown });
      } finally {
        waiting.delete(patience);
        patience.end();
      }
    },
    drain: async (until) => {
      rest = until ?? rest;
      const restMs = toRestMs(clock, until);
      pace?.rest(restMs);
      await store?.empty(restMs);
    },
    close: async () => {
      isClosed = true;
      clearInterval(knocker);
      for (const patience of waiting) patience.fail(new Error('The connector was closed.'));
      await store?.disconnect();
    },
  };
}

/**
 * Waits for the turn and runs. The caller gets the outcome at once; giving the place back may take
 * longer while Redis is away.
 */
async function enter<Result>(
  store: LimiterStore,
  place: { turn: Turn; patience: Patience; waiting: Set<Patience>; pace: Pace | undefined },
  run: () => Promise<Result>,
): Promise<Result> {
  const { turn, patience, waiting, pace } = place;
  const outcome = Promise.withResolvers<Result>();
  const granted = store.entries[turn.level].schedule(
    { priority: PRIORITIES[turn.level] },
    async () => {
      // Nobody waits any more: the permission goes unused, which is always safe.
      if (!patience.begin()) return;
      waiting.delete(patience);
      await inPace(pace, turn, run).then(outcome.resolve, outcome.reject);
    },
  );
  granted.catch((thrown: unknown) => patience.fail(toError(thrown)));
  return Promise.race([outcome.promise, patience.exhausted]);
}

async function inPace<Result>(
  pace: Pace | undefined,
  { signal }: Turn,
  run: () => Promise<Result>,
): Promise<Result> {
  const arrived = await pace?.next(signal);
  try {
    return await run();
  } finally {
    arrived?.();
  }
}

function toPatienceMs(clock: Clock): number {
  return Math.max(MIN_PATIENCE_MS, clock.toRealMs(PATIENCE_VIRTUAL_MS));
}

/** Real milliseconds until then. */
function toRestMs(clock: Clock, until: Date | undefined): number {
  return clock.toRealMs(Math.max(0, (until?.getTime() ?? 0) - clock.nowMs()));
}

function openStore(options: LimitersOptions, all: Reservoir): LimiterStore {
  return openLimiterStore({
    id: `${options.vendor}:${options.account}`,
    all,
    bulk: toBulkReservoir(all),
    redis: options.redis,
    logger: options.logger,
  });
}

function toError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown));
}
