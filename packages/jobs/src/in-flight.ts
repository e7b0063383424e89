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
  take(job: string): Flight;
  /** Asks every running handler to stop. */
  abortAll(): void;
  /** Stops waiting for the handlers that still run; their jobs go back. */
  giveBackAll(): void;
}

/** Keeps account of running handlers. `timeLimitMs` is real time. */
export function createInFlight(timeLimitMs: number): InFlight {
  const flights = new Set<{ controller: AbortController; cut: (reason: Error) => void }>();
  let isLeaving = false;
  return {
    get count() {
      return flights.size;
    },
    take: (job) => {
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
          flights.delete(flight);
        },
      };
    },
    abortAll: () => {
      isLeaving = true;
      for (const { controller } of flights) controller.abort(new GivenBack());
    },
    giveBackAll: () => {
      isLeaving = true;
      for (const { cut } of flights) cut(new GivenBack());
    },
  };
}
