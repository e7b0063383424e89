import { hexText } from '../seeded/random.ts';
import type { VirtualClock } from '../virtual-clock.ts';
import type { Settings } from './settings.ts';

/** The right to run one request; ends it unless the session is kept. */
export interface Seat {
  /** A cookie to set, for a session that was just started. */
  readonly cookie?: string;
  leave(): void;
}

export type Admission = Seat | 'no-licence' | 'gone';

/** Sessions of the base and the licences they take. */
export interface Sessions {
  /** `ibsession` is the header's word, `cookie` the session's id. */
  enter(ask: {
    readonly ibsession: string;
    readonly cookie: string | undefined;
  }): Promise<Admission>;
  /** Ends all kept sessions, as an administrator may. */
  endAll(): void;
  /** Takes licences as people on their screens do. */
  occupy(count: number): void;
  describe(): {
    kept: number;
    running: number;
    occupied: number;
    peak: number;
    started: number;
    refused: number;
  };
}

interface Kept {
  readonly id: string;
  usedMs: number;
  /** Requests that run or wait in it. */
  busy: number;
  /** One session runs one request at a time. */
  turn: Promise<void>;
}

/** Makes the sessions of a base without any. */
export function createSessions(clock: VirtualClock, settings: Settings, seed: number): Sessions {
  const kept = new Map<string, Kept>();
  const counts = { running: 0, occupied: 0, peak: 0, started: 0, refused: 0 };

  const expire = (): void => {
    for (const session of kept.values()) {
      if (session.busy > 0) continue;
      if (clock.nowMs() - session.usedMs > settings.sessionMaxAgeMs) kept.delete(session.id);
    }
  };
  const take = (): boolean => {
    expire();
    const used = kept.size + counts.running + counts.occupied;
    if (used >= settings.licences) {
      counts.refused += 1;
      return false;
    }
    counts.peak = Math.max(counts.peak, used + 1);
    counts.started += 1;
    return true;
  };
  const queue = async (session: Kept, finishes: boolean, isNew: boolean): Promise<Seat> => {
    const before = session.turn;
    session.busy += 1;
    const { promise, resolve } = Promise.withResolvers<undefined>();
    session.turn = promise;
    await before;
    return {
      ...(isNew ? { cookie: `ibsession=${session.id}` } : {}),
      leave: () => {
        session.usedMs = clock.nowMs();
        session.busy -= 1;
        if (finishes) kept.delete(session.id);
        resolve(undefined);
      },
    };
  };

  return {
    enter: async ({ ibsession, cookie }) => {
      if (cookie !== undefined) {
        expire();
        const session = kept.get(cookie);
        if (session === undefined) return 'gone';
        return queue(session, ibsession === 'finish', false);
      }
      if (!take()) return 'no-licence';
      if (ibsession === 'start') {
        const id = hexText(seed, `session ${counts.started}`, 32);
        const session: Kept = { id, usedMs: clock.nowMs(), busy: 0, turn: Promise.resolve() };
        kept.set(id, session);
        return queue(session, false, true);
      }
      counts.running += 1;
      return { leave: () => (counts.running -= 1) };
    },
    endAll: () => kept.clear(),
    occupy: (count) => {
      counts.occupied = count;
    },
    describe: () => {
      expire();
      return { kept: kept.size, ...counts };
    },
  };
}
