import type { TimeSettings } from './env.ts';

/**
 * The fake's own virtual clock: now = origin + (real − origin) · scale, plus whatever the control
 * port's /clock has added. Waits are virtual too, so moving the clock ends them at once.
 */
export interface VirtualClock {
  readonly scale: number;
  /** Virtual epoch milliseconds. */
  nowMs(): number;
  /** Moves this fake's time forward and wakes every wait that is due now. */
  advance(ms: number): void;
  /** Resolves when virtual time has reached `dueMs`; resolves early (false) when aborted. */
  sleepUntil(dueMs: number, signal?: AbortSignal): Promise<boolean>;
}

interface Sleeper {
  dueMs: number;
  timer: NodeJS.Timeout;
  wake: (reached: boolean) => void;
}

// Node turns longer timers into 1 ms ones.
const longestTimerMs = 2_000_000_000;

/** Makes a clock. `scale` 1 is the wall clock. */
export function createVirtualClock(settings: TimeSettings): VirtualClock {
  const { scale, originMs } = settings;
  const sleepers = new Set<Sleeper>();
  let advanced = 0;
  const nowMs = (): number => originMs + (Date.now() - originMs) * scale + advanced;

  const arm = (sleeper: Sleeper): void => {
    clearTimeout(sleeper.timer);
    const realMs = Math.ceil((sleeper.dueMs - nowMs()) / scale);
    sleeper.timer = setTimeout(() => check(sleeper), Math.min(Math.max(realMs, 0), longestTimerMs));
  };
  const check = (sleeper: Sleeper): void => {
    if (nowMs() < sleeper.dueMs) arm(sleeper);
    else sleeper.wake(true);
  };

  const sleepUntil = (dueMs: number, signal?: AbortSignal): Promise<boolean> =>
    new Promise((resolve) => {
      if (signal?.aborted) return resolve(false);
      if (nowMs() >= dueMs) return resolve(true);
      const stop = (): void => sleeper.wake(false);
      const sleeper: Sleeper = {
        dueMs,
        timer: setTimeout(() => undefined, 0),
        wake: (reached) => {
          clearTimeout(sleeper.timer);
          sleepers.delete(sleeper);
          signal?.removeEventListener('abort', stop);
          resolve(reached);
        },
      };
      signal?.addEventListener('abort', stop, { once: true });
      sleepers.add(sleeper);
      arm(sleeper);
    });

  return {
    scale,
    nowMs,
    sleepUntil,
    advance: (ms) => {
      advanced += ms;
      for (const sleeper of [...sleepers]) check(sleeper);
    },
  };
}
