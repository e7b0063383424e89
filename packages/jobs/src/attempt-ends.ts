import { maskText } from '@ponte/logging/mask';

/** Tells BullMQ that this attempt failed and when the next one may start (real milliseconds). */
export class AttemptFailed extends Error {
  readonly delayMs: number;

  constructor(message: string, delayMs: number) {
    super(message);
    this.name = 'AttemptFailed';
    this.delayMs = delayMs;
  }
}

/** The worker must go; the job goes back to its queue as if it had not been taken. */
export class GivenBack extends Error {
  constructor() {
    super('The worker stops and gives this job back.');
    this.name = 'GivenBack';
  }
}

/** The handler did not end in time. It is told to stop, and no longer waited for. */
export class HandlerOverdue extends Error {
  constructor(job: string, limitMs: number) {
    super(
      `The handler of ${job} did not end within ${Math.round(limitMs / 1_000)} s and was given up. ` +
        'Look for a call without a timeout, or split the work into shorter runs (againInMs).',
    );
    this.name = 'HandlerOverdue';
  }
}

/** The stack of what the handler threw, masked, for the queue's own record. */
export function withMaskedStack<E extends Error>(error: E, thrown: unknown): E {
  if (thrown instanceof Error && thrown.stack !== undefined) error.stack = maskText(thrown.stack);
  return error;
}
