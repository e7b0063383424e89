import type { Clock } from '@ponte/clock';
import type { SharedPlace, SharedSlots } from '@ponte/connectors/onec';
import type { Database } from '@ponte/db/client';
import { endLease, renewLease } from '@ponte/db/leases';
import {
  acquireFreeLease,
  listAwaitedQueues,
  noteWaiter,
  removeWaiter,
} from '@ponte/db/place-leases';
import type { Logger } from '@ponte/logging';

/** Real milliseconds. */
const ASK_EVERY_MS = 50;
/** Longer than two questions, so that who waits gets the place before who just had it. */
const POLITE_MS = 125;
/** The word of who waits, told anew with each question. */
const WORD_LASTS_MS = 1_000;
const SHORTEST_TTL_MS = 3_000;
/** Virtual milliseconds: a session that nobody ended goes on holding its licence for the usual 20 s. */
const SESSION_LIVES_MS = 25_000;
/** Often enough that a lease never ends before the session of a worker that died. */
const RENEWALS_PER_TTL = 6;
/** Virtual milliseconds for which a place is kept although somebody waits who is not more urgent. */
const KEPT_FROM_LIVE_MS = 5_000;
const KEPT_FROM_BULK_MS = 20_000;

type Level = 'live' | 'bulk';

export interface SessionsWorld {
  readonly database: Pick<Database, 'pool'>;
  readonly clock: Clock;
  readonly logger: Logger;
  /** This worker's own id. */
  readonly worker: string;
}

/** How many sessions of a base all workers together may have open. */
export interface SessionBudget {
  readonly account: string;
  readonly sessions: number;
}

/**
 * One budget of sessions for all workers: each open session stands on a lease. Invoices go before
 * bulk work, which leaves the last of several places alone and makes room after the request that is
 * under way. The lease of a worker that died is free when its session has ended at 1C too.
 */
export function createOnecSlots(world: SessionsWorld, budget: SessionBudget): SharedSlots {
  const { database, clock, worker } = world;
  const { pool } = database;
  const ttlMs = Math.max(SHORTEST_TTL_MS, Math.ceil(clock.toRealMs(SESSION_LIVES_MS)));
  const queueOf = (level: Level): string => `onec-session-wait:${budget.account}:${level}`;
  const isAwaited = async (levels: readonly Level[], except: string): Promise<boolean> =>
    (await listAwaitedQueues(pool, { queues: levels.map(queueOf), except })).size > 0;
  const pause = (realMs: number, signal: AbortSignal): Promise<void> =>
    clock.sleep(realMs * clock.scale, signal);
  let taken = 0;

  return {
    take: async ({ level, signal }) => {
      const owner = `${worker}#session-${(taken += 1)}`;
      const names = listPlaces(budget, level);
      const waiter = { queue: queueOf(level), owner: worker };
      const rivals: readonly Level[] = level === 'live' ? ['live'] : ['live', 'bulk'];
      if (await isAwaited(rivals, worker)) await pause(POLITE_MS, signal);
      let isNoted = false;
      try {
        for (;;) {
          signal.throwIfAborted();
          const isTurn = level === 'live' || !(await isAwaited(['live'], ''));
          const name = isTurn ? await acquireFreeLease(pool, { names, owner, ttlMs }) : undefined;
          if (name !== undefined) return keepPlace(world, { name, owner, ttlMs, isAwaited });
          isNoted = true;
          await noteWaiter(pool, { ...waiter, ttlMs: WORD_LASTS_MS });
          await pause(ASK_EVERY_MS, signal);
        }
      } finally {
        if (isNoted) await removeWaiter(pool, waiter);
      }
    },
  };
}

/** Live work begins with the place that bulk work may not take. */
function listPlaces({ account, sessions }: SessionBudget, level: Level): string[] {
  const all = Array.from({ length: sessions }, (_, at) => `onec-session:${account}:${at + 1}`);
  return level === 'live' ? all.toReversed() : all.slice(0, Math.max(1, sessions - 1));
}

interface TakenPlace {
  readonly name: string;
  readonly owner: string;
  readonly ttlMs: number;
  readonly isAwaited: (levels: readonly Level[], except: string) => Promise<boolean>;
}

function keepPlace(
  world: SessionsWorld,
  { name, owner, ttlMs, isAwaited }: TakenPlace,
): SharedPlace {
  const { database, clock, logger, worker } = world;
  const { pool } = database;
  const takenMs = clock.nowMs();
  let goodUntilMs = performance.now() + ttlMs;
  let askedMs = 0;
  const renew = async (): Promise<void> => {
    const startedMs = performance.now();
    try {
      const isRenewed = await renewLease(pool, { name, owner, ttlMs });
      goodUntilMs = isRenewed ? startedMs + ttlMs : 0;
    } catch (err) {
      logger.warn({ lease: name, err }, 'lease.renewal-failed');
    }
  };
  const timer = setInterval(() => void renew(), ttlMs / RENEWALS_PER_TTL);
  timer.unref();
  return {
    isOurs: () => performance.now() < goodUntilMs,
    isWanted: async (level) => {
      const heldMs = clock.nowMs() - takenMs;
      const waiting: Level[] = [
        ...(level === 'bulk' || heldMs > KEPT_FROM_LIVE_MS ? (['live'] as const) : []),
        ...(heldMs > KEPT_FROM_BULK_MS ? (['bulk'] as const) : []),
      ];
      // Who waits says so for longer than this: not every one of many quick calls has to ask.
      if (waiting.length === 0 || performance.now() - askedMs < ASK_EVERY_MS) return false;
      askedMs = performance.now();
      try {
        return await isAwaited(waiting, level === 'bulk' ? '' : worker);
      } catch (err) {
        logger.warn({ lease: name, err }, 'lease.question-failed');
        return false;
      }
    },
    letGo: async () => {
      clearInterval(timer);
      try {
        await endLease(pool, { name, owner });
      } catch (err) {
        logger.warn({ lease: name, err }, 'lease.end-failed');
      }
    },
  };
}
