import { DelayedError, WaitingError } from 'bullmq';
import type { Clock } from '@ponte/clock';
import { readMark, withVendorsWord } from './job-mark.ts';
import type { QueuedJob } from './queue-types.ts';
import type { Order } from './verdict.ts';

/** A job in this worker's hand; the token proves it. */
export interface Hold {
  job: QueuedJob;
  token: string | undefined;
  clock: Clock;
  /** What the queue keeps as the result of a success. */
  word: string;
  /** Called once the job sleeps and is in nobody's hand. */
  onAsleep: () => Promise<void>;
}

/**
 * Carries out what was judged. BullMQ learns of everything but a success by an error of its own kind;
 * moving a job whose hold was lost meanwhile throws, and leaves it to the worker that has it now.
 */
export async function obey(
  order: Order,
  { job, token, clock, word, onAsleep }: Hold,
): Promise<string> {
  switch (order.do) {
    case 'complete':
      return word;
    case 'sleep': {
      const waitMs = clock.toRealMs(Math.max(0, order.at.getTime() - clock.nowMs()));
      const until = Math.ceil(Date.now() + waitMs);
      if (order.isVendorsWord) {
        await job.updateProgress(withVendorsWord(readMark(job.progress), until));
      }
      await job.moveToDelayed(until, token);
      await onAsleep();
      throw new DelayedError();
    }
    case 'give-back':
      await job.moveToWait(token);
      throw new WaitingError();
    case 'retry':
    case 'stop':
      throw order.error;
  }
}
