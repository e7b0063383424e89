/**
 * The one source of time. Every process of a scaled run shares one virtual clock:
 * virtual now = origin + (real now − origin) · scale. With scale 1 it is the wall clock.
 * BullMQ lock and stalled times, lease lifetimes and database timeouts stay real: they protect
 * against real processes that really die.
 */
export interface Clock {
  /** How many virtual milliseconds pass in one real millisecond. */
  readonly scale: number;
  /** Real epoch milliseconds at which virtual and real time were equal. */
  readonly originMs: number;
  /** Virtual now. */
  now(): Date;
  /** Virtual now in epoch milliseconds. */
  nowMs(): number;
  /** A virtual duration as the real milliseconds to wait for it. */
  toRealMs(virtualMs: number): number;
  /** Waits a virtual duration; rejects with the signal's reason when aborted. */
  sleep(virtualMs: number, signal?: AbortSignal): Promise<void>;
}

export interface ClockOptions {
  /** PONTE_TIME_SCALE; 1 is real time. */
  scale?: number;
  /** PONTE_TIME_ORIGIN: real epoch milliseconds, the same in every process of the run. */
  originMs?: number;
}

/** Makes a clock; all processes of one run must be given the same origin and scale. */
export function createClock(options: ClockOptions = {}): Clock {
  const scale = options.scale ?? 1;
  if (!Number.isFinite(scale) || scale <= 0) {
    throw new RangeError(`The time scale must be a positive number, not ${String(options.scale)}.`);
  }
  const originMs = options.originMs ?? Date.now();
  if (!Number.isFinite(originMs)) {
    throw new RangeError(`The time origin must be epoch milliseconds, not ${String(originMs)}.`);
  }
  const nowMs = (): number => originMs + (Date.now() - originMs) * scale;
  const toRealMs = (virtualMs: number): number => virtualMs / scale;
  return {
    scale,
    originMs,
    nowMs,
    now: () => new Date(nowMs()),
    toRealMs,
    sleep: (virtualMs, signal) => sleepReal(toRealMs(virtualMs), signal),
  };
}

function sleepReal(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) {
      reject(toError(signal.reason));
      return;
    }
    const stop = (): void => {
      clearTimeout(timer);
      reject(toError(signal?.reason));
    };
    const timer = setTimeout(
      () => {
        signal?.removeEventListener('abort', stop);
        resolve();
      },
      Math.max(0, ms),
    );
    signal?.addEventListener('abort', stop, { once: true });
  });
}

function toError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error('The wait was aborted.');
}
