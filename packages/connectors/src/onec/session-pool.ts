/**
 * The session budget of a base: as many calls at a time as it has licences for us, live work before
 * bulk, each in its own 1C session that is reused (100 calls take 3 s instead of 30 s, VSES).
 */
import type { Level } from '../http/call.ts';

/** One of our places at the base. */
export interface SessionSlot {
  /** `ibsession=…` while a session is open. */
  cookie: string | undefined;
}

/** Lets several processes share one base's sessions: gives the way to let go of the place. */
export interface SharedSlots {
  take(turn: {
    readonly level: Level;
    readonly signal?: AbortSignal | undefined;
  }): Promise<() => Promise<void>>;
}

export interface PoolTurn {
  readonly level: Level;
  readonly signal?: AbortSignal | undefined;
}

export interface SessionPool {
  /** Runs with a slot. Rejects with the signal's reason, or with `onTired`'s error. */
  use<Result>(turn: PoolTurn, run: (slot: SessionSlot) => Promise<Result>): Promise<Result>;
  /** Slots that nobody uses now and that hold a session; they are taken until `giveBack`. */
  takeIdle(): SessionSlot[];
  giveBack(slot: SessionSlot): void;
  readonly size: number;
}

interface Waiter {
  readonly level: Level;
  readonly start: (slot: SessionSlot) => void;
}

/** Real milliseconds a call waits for its turn before it goes back to its job, and what then. */
export interface PoolPatience {
  readonly ms: number;
  readonly toError: () => Error;
}

/** Makes a pool of `size` slots. Bulk work leaves one to live work where there are several. */
export function createSessionPool(
  size: number,
  patience: PoolPatience,
  shared?: SharedSlots,
): SessionPool {
  const free: SessionSlot[] = Array.from({ length: size }, () => ({ cookie: undefined }));
  const waiting: Waiter[] = [];
  const mostBulk = Math.max(1, size - 1);
  let bulk = 0;

  const next = (): Waiter | undefined => {
    const live = waiting.findIndex(({ level }) => level === 'live');
    const at = live >= 0 ? live : bulk < mostBulk ? 0 : -1;
    return at < 0 ? undefined : waiting.splice(at, 1)[0];
  };
  const serve = (): void => {
    while (free.length > 0 && waiting.length > 0) {
      const waiter = next();
      if (waiter === undefined) return;
      // A slot with an open session first: the others' licences stay with other people.
      const open = free.findIndex(({ cookie }) => cookie !== undefined);
      const [slot] = free.splice(Math.max(0, open), 1);
      if (slot === undefined) return;
      if (waiter.level === 'bulk') bulk += 1;
      waiter.start(slot);
    }
  };
  const take = (turn: PoolTurn): Promise<SessionSlot> => {
    const queued = queue(waiting, turn, patience);
    serve();
    return queued;
  };
  const giveBack = (slot: SessionSlot): void => {
    free.push(slot);
    serve();
  };

  return {
    size,
    giveBack,
    takeIdle: () => {
      const idle = free.filter(({ cookie }) => cookie !== undefined);
      for (const slot of idle) free.splice(free.indexOf(slot), 1);
      return idle;
    },
    use: async (turn, run) => {
      const slot = await take(turn);
      try {
        const letGo = await shared?.take(turn);
        try {
          return await run(slot);
        } finally {
          await letGo?.();
        }
      } finally {
        if (turn.level === 'bulk') bulk -= 1;
        giveBack(slot);
      }
    },
  };
}

/** Waits for a slot, at most as long as patience and the caller's signal last. */
function queue(
  waiting: Waiter[],
  { level, signal }: PoolTurn,
  patience: PoolPatience,
): Promise<SessionSlot> {
  if (signal?.aborted === true) return Promise.reject(toError(signal.reason));
  return new Promise((resolve, reject) => {
    const settle = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', abort);
    };
    const leave = (reason: Error): void => {
      const at = waiting.indexOf(waiter);
      if (at < 0) return;
      waiting.splice(at, 1);
      settle();
      reject(reason);
    };
    const abort = (): void => leave(toError(signal?.reason));
    const timer = setTimeout(() => leave(patience.toError()), patience.ms);
    const waiter: Waiter = {
      level,
      start: (slot) => {
        settle();
        resolve(slot);
      },
    };
    waiting.push(waiter);
    signal?.addEventListener('abort', abort, { once: true });
  });
}

function toError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error('The call was aborted.');
}
