/**
 * Keeps each method's operating time under the portal's limit. The figure in an answer is the sum
 * of the last ten minutes already, not this call's share, so the newest one counts
 * (b24restdocs limits.md). From 80 % calls are slowed, at 95 % the method rests until the portal
 * drops its oldest minute.
 */
import type { Clock } from '@ponte/clock';
import { OPERATING_BAN_MS, OPERATING_LIMIT_SECONDS, OPERATING_PAUSE_MS } from './limits.ts';

export type GateAnswer =
  | { readonly state: 'open' }
  /** Virtual milliseconds to wait first. */
  | { readonly state: 'slow'; readonly waitMs: number }
  | { readonly state: 'closed'; readonly method: string; readonly until: Date };

export interface OperatingGate {
  /** May these methods be called now? The strictest answer of all. */
  ask(methods: Iterable<string>): GateAnswer;
  /** Takes note of `time` or `result_time[key]` of an answer; anything else is ignored. */
  note(method: string, time: unknown): void;
  /** The portal says that the method is used up; answers until when it rests. */
  close(method: string): Date;
}

const SLOW_FROM = 0.8;
const STOP_FROM = 0.95;
const LONGEST_SLOW_MS = 5_000;

interface Level {
  /** Seconds of work in the portal's window. */
  readonly operating: number;
  /** Virtual epoch milliseconds at which the portal drops its oldest minute. */
  readonly resetAtMs: number;
  readonly isClosed: boolean;
}

/** One gate per account. `limitSeconds` is the portal's limit per method. */
export function createOperatingGate(
  clock: Clock,
  limitSeconds: number = OPERATING_LIMIT_SECONDS,
): OperatingGate {
  const levels = new Map<string, Level>();

  function levelOf(method: string): Level | undefined {
    const level = levels.get(method);
    if (level === undefined || clock.nowMs() < level.resetAtMs) return level;
    // What is left after the reset only the next answer tells.
    levels.delete(method);
    return undefined;
  }

  return {
    ask: (methods) => {
      let waitMs = 0;
      for (const method of methods) {
        const level = levelOf(method);
        if (level === undefined) continue;
        const share = level.operating / limitSeconds;
        if (level.isClosed || share >= STOP_FROM) {
          return { state: 'closed', method, until: new Date(level.resetAtMs) };
        }
        const over = (share - SLOW_FROM) / (STOP_FROM - SLOW_FROM);
        waitMs = Math.max(waitMs, Math.round(over * LONGEST_SLOW_MS));
      }
      return waitMs > 0 ? { state: 'slow', waitMs } : { state: 'open' };
    },
    note: (method, time) => {
      const read = readTime(time);
      if (read === undefined) return;
      levels.set(method, { ...read, isClosed: false });
    },
    close: (method) => {
      const known = levelOf(method);
      // What is known may be older than a ban, whose own answer can still be under way.
      const resetAtMs = Math.min(
        known?.resetAtMs ?? clock.nowMs() + OPERATING_PAUSE_MS,
        clock.nowMs() + OPERATING_BAN_MS,
      );
      levels.set(method, { operating: limitSeconds, resetAtMs, isClosed: true });
      return new Date(resetAtMs);
    },
  };
}

function readTime(time: unknown): { operating: number; resetAtMs: number } | undefined {
  if (typeof time !== 'object' || time === null) return undefined;
  const { operating, operating_reset_at: resetAt } = time as {
    operating?: unknown;
    operating_reset_at?: unknown;
  };
  if (typeof operating !== 'number' || typeof resetAt !== 'number') return undefined;
  return { operating, resetAtMs: resetAt * 1_000 };
}
