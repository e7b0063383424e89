import { GivenBack, HandlerOverdue } from './attempt-ends.ts';

/** One handler that runs right now. */
export interface Flight {
  readonly signal: AbortSignal;
  /** Rejects when the handler must no longer be waited for. */
  readonly cut: Promise<never>;
  /** True when the worker stops: what the handler throws now says nothing about the job. */
  readonly isLeaving: boolean;
  land(): void;
}

export interface InFlight {
  readonly count: number;
  /**
   * Resolves when the handler may start. One that must run alone waits until nothing else runs, and
   * those that come after it wait for it. Rejects with `GivenBack` when the worker stops meanwhile.
   */
  take(job: string, way?: { isAlone: boolean }): Promise<Flight>;
  /** Asks every running handler to stop. */
  abortAll(): void;
  /** Stops waiting for the handlers that still run; their jobs go back. */
  giveBackAll(): void;
}

/** Keeps account of running handlers. `timeLimitMs` is real time. */
export function createInFlight(timeLimitMs: number): InFlight {
  const flights = new Set<{ controller: AbortController; cut: (reason: Error) => void }>();
  const turns = createTurns();
  let isLeaving = false;
  const leave = (): void => {
    isLeaving = true;
    turns.refuseAll(new GivenBack());
  };
  return {
    get count() {
      return flights.size;
    },
    take: async (job, { isAlone } = { isAlone: false }) => {
      await turns.await(isAlone);
      const controller = new AbortController();
      const { promise, reject } = Promise.withResolvers<never>();
      const flight = { controller, cut: reject };
      flights.add(flight);
      const timer = setTimeout(() => {
        const overdue = new HandlerOverdue(job, timeLimitMs);
        reject(overdue);
        controller.abort(overdue);
      }, timeLimitMs);
      return {
        signal: controller.signal,
        cut: promise,
        get isLeaving() {
          return isLeaving;
        },
        land: () => {
          clearTimeout(timer);
          if (flights.delete(flight)) turns.end();
        },
      };
    },
    abortAll: () => {
      leave();
      for (const { controller } of flights) controller.abort(new GivenBack());
    },
    giveBackAll: () => {
      leave();
      for (const { cut } of flights) cut(new GivenBack());
    },
  };
}

interface Turns {
  /** Resolves at once unless somebody runs alone or waits for that. */
  await(isAlone: boolean): Promise<void>;
  end(): void;
  refuseAll(reason: Error): void;
}

/** Who may start, in the order of arrival: many beside each other, or one alone. */
function createTurns(): Turns {
  interface Waiter {
    isAlone: boolean;
    start: () => void;
    refuse: (reason: Error) => void;
  }
  let waiters: Waiter[] = [];
  let running = 0;
  let isTaken = false;
  const mayStart = (isAlone: boolean): boolean => (isAlone ? running === 0 : !isTaken);
  const begin = (isAlone: boolean): void => {
    running += 1;
    isTaken = isAlone;
  };
  return {
    await: async (isAlone) => {
      if (waiters.length === 0 && mayStart(isAlone)) return begin(isAlone);
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      waiters.push({ isAlone, start: resolve, refuse: reject });
      return promise;
    },
    end: () => {
      running -= 1;
      if (running === 0) isTaken = false;
      for (let [next] = waiters; next && mayStart(next.isAlone); [next] = waiters) {
        waiters.shift();
        begin(next.isAlone);
        next.start();
      }
    },
    refuseAll: (reason) => {
      for (const { refuse } of waiters) refuse(reason);
      waiters = [];
    },
  };
}
