/** What ends a wait that nobody granted in time. */
export class PatienceExhausted extends Error {}

export interface Patience {
  /** Rejects when the wait is over without a turn; must be raced at once. */
  readonly exhausted: Promise<never>;
  /** The turn has come; false when nobody waits for it any more. */
  begin(): boolean;
  hasBegun(): boolean;
  /** Ends the wait for another reason. */
  fail(reason: Error): void;
  /** Lets go of timer and signal. */
  end(): void;
}

/** A wait that ends by its turn, by patience in real milliseconds, or by the caller's signal. */
export function createPatience(signal: AbortSignal | undefined, patienceMs: number): Patience {
  const { promise: exhausted, reject } = Promise.withResolvers<never>();
  let state: 'waiting' | 'begun' | 'over' = 'waiting';
  const fail = (reason: Error): void => {
    if (state !== 'waiting') return;
    state = 'over';
    reject(reason);
  };
  const timer = setTimeout(() => fail(new PatienceExhausted('No turn in time.')), patienceMs);
  const abort = (): void => fail(toError(signal?.reason));
  if (signal?.aborted === true) abort();
  signal?.addEventListener('abort', abort, { once: true });
  return {
    exhausted,
    begin: () => {
      if (state !== 'waiting') return false;
      state = 'begun';
      clearTimeout(timer);
      return true;
    },
    hasBegun: () => state === 'begun',
    fail,
    end: () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', abort);
    },
  };
}

function toError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error('The call was aborted.');
}
