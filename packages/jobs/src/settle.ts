import type { Logger } from '@ponte/logging';
import { toMarkAfter } from './deaths.ts';
import { queueOf } from './define.ts';
import type { JobMark } from './job-mark.ts';
import type { QueuedJob } from './queue-types.ts';
import type { RunEnd, RunRecorder } from './runs.ts';
import { toUnrecordedOrder, type AttemptPlace, type Order } from './verdict.ts';

export interface SettleTools {
  runs: RunRecorder;
  logger: Logger;
}

/** One execution that has ended and is not written down yet. */
export interface Ending {
  job: QueuedJob;
  end: RunEnd;
  order: Order;
  place: AttemptPlace;
}

/** Writes the run down, and what its deaths mean for a job that lives on. */
export async function settle(tools: SettleTools, ending: Ending): Promise<Order> {
  const { order, isRecorded } = await record(tools, ending);
  const isProof = isRecorded && order.do !== 'give-back';
  if (order.do !== 'complete') {
    await saveMark(tools, ending.job, toMarkAfter(ending.job, { isProof }));
  }
  return order;
}

interface Recorded {
  order: Order;
  isRecorded: boolean;
}

async function record(tools: SettleTools, { end, order, place }: Ending): Promise<Recorded> {
  try {
    await tools.runs.finished(end);
    return { order, isRecorded: true };
  } catch (error) {
    const fields = { integration: end.integration, job: end.job, runId: end.id, err: error };
    tools.logger.error(fields, 'run.unrecorded');
    // A job that only goes back needs no row to be found again.
    const again = order.do === 'give-back' ? order : toUnrecordedOrder(error, place);
    return { order: again, isRecorded: false };
  }
}

/** A mark that the queue does not take costs at most one death more or less in the account. */
export async function saveMark(
  { logger }: Pick<SettleTools, 'logger'>,
  job: QueuedJob,
  mark: JobMark | undefined,
): Promise<void> {
  if (mark === undefined) return;
  try {
    await job.updateProgress(mark);
  } catch (error) {
    logger.warn({ integration: queueOf(job.name), job: job.name, err: error }, 'job.unmarked');
  }
}
