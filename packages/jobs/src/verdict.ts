import { maskText } from '@ponte/logging/mask';
import { UnrecoverableError } from 'bullmq';
import type { Clock } from '@ponte/clock';
import { AttemptFailed, HandlerOverdue, withMaskedStack } from './attempt-ends.ts';
import type { JobEnding, RetryPolicy } from './define.ts';
import { toFailure, type Failure } from './fates.ts';
import { toRetryDelayMs } from './retry-delay.ts';
import type { RunEnd } from './runs.ts';

/** What BullMQ is told. Times are virtual. */
export type Order =
  | { do: 'complete' }
  /** Comes back at `at` without using an attempt; `isVendorsWord`: no ring may wake it earlier. */
  | { do: 'sleep'; at: Date; isVendorsWord: boolean }
  | { do: 'retry'; error: AttemptFailed }
  | { do: 'stop'; error: Error }
  | { do: 'give-back' };

/** How an execution ended: what the run row says and what the queue does. */
export interface Verdict {
  order: Order;
  run: Pick<
    RunEnd,
    'state' | 'reason' | 'message' | 'errorKind' | 'errorCode' | 'keys' | 'counts' | 'nextAt'
  >;
}

const PLAIN: Verdict['run'] = {
  state: 'done',
  reason: null,
  message: null,
  errorKind: null,
  errorCode: null,
  keys: [],
  counts: {},
  nextAt: null,
};

/** The handler came to an end that it chose. */
export function toEndedVerdict(ending: JobEnding, now: Date): Verdict {
  const nextAt =
    ending.againInMs === undefined ? null : new Date(now.getTime() + Math.max(0, ending.againInMs));
  return {
    order: nextAt === null ? { do: 'complete' } : { do: 'sleep', at: nextAt, isVendorsWord: false },
    run: {
      ...PLAIN,
      state: ending.outcome,
      reason: ending.reason ?? null,
      message: ending.message === undefined ? null : maskText(ending.message),
      keys: ending.keys ?? [],
      counts: { ...ending.counts },
      nextAt,
    },
  };
}

/** The worker stops before the handler was through. */
export function toGivenBackVerdict(now: Date): Verdict {
  return {
    order: { do: 'give-back' },
    run: { ...PLAIN, state: 'waiting', reason: 'worker-stopped', nextAt: now },
  };
}

/** A job that no attempt can cure. */
export function toStoppedVerdict(reason: string, message: string): Verdict {
  return {
    order: { do: 'stop', error: new UnrecoverableError(message) },
    run: { ...PLAIN, state: 'failed', reason, message },
  };
}

/** A job that this worker cannot run but another, newer one can. */
export function toPostponedVerdict(reason: string, message: string, at: Date): Verdict {
  return {
    order: { do: 'sleep', at, isVendorsWord: false },
    run: { ...PLAIN, state: 'waiting', reason, message, nextAt: at },
  };
}

export interface AttemptPlace {
  policy: RetryPolicy;
  /** 1 on the first attempt. */
  attempt: number;
  clock: Clock;
}

/** The handler threw: the fates table decides. */
export function toFailedVerdict(thrown: unknown, place: AttemptPlace): Verdict {
  const now = place.clock.now();
  const failure = toFailure(thrown, now);
  const told = {
    ...PLAIN,
    reason: failure.kind ?? (thrown instanceof HandlerOverdue ? 'handler-overdue' : 'error'),
    message: failure.message,
    errorKind: failure.kind,
    errorCode: failure.code,
  };
  if (failure.fate === 'later') {
    const at = failure.retryAt ?? now;
    return {
      order: { do: 'sleep', at, isVendorsWord: true },
      run: { ...told, state: 'waiting', nextAt: at },
    };
  }
  if (failure.fate === 'stop' || place.attempt >= place.policy.attempts) {
    const error = withMaskedStack(new UnrecoverableError(sayWhy(failure)), thrown);
    return { order: { do: 'stop', error }, run: { ...told, state: 'failed' } };
  }
  const { error, nextAt } = toRetry(failure.message, place);
  return {
    order: { do: 'retry', error: withMaskedStack(error, thrown) },
    run: { ...told, state: 'waiting', nextAt },
  };
}

/**
 * The run could not be written down, so nobody would know how it ended: it is run again, with the
 * last attempts' patience for as long as it takes.
 */
export function toUnrecordedOrder(thrown: unknown, place: AttemptPlace): Order {
  if (place.attempt >= place.policy.attempts) {
    const at = new Date(place.clock.nowMs() + place.policy.maxDelayMs);
    return { do: 'sleep', at, isVendorsWord: false };
  }
  const { message } = toFailure(thrown, place.clock.now());
  return { do: 'retry', error: toRetry(`The run could not be recorded: ${message}`, place).error };
}

function toRetry(message: string, place: AttemptPlace): { error: AttemptFailed; nextAt: Date } {
  const delayMs = toRetryDelayMs(place.policy, place.attempt, Math.random());
  const realMs = Math.max(1, Math.ceil(place.clock.toRealMs(delayMs)));
  return {
    error: new AttemptFailed(message, realMs),
    nextAt: new Date(place.clock.nowMs() + delayMs),
  };
}

function sayWhy(failure: Failure): string {
  return failure.kind === null ? failure.message : `${failure.kind}: ${failure.message}`;
}
