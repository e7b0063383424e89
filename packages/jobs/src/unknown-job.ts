import type { QueuedJob } from './queue-types.ts';
import { toPostponedVerdict, toStoppedVerdict, type Verdict } from './verdict.ts';

const WAIT_MS = 30_000;
const PATIENCE_MS = 24 * 3_600_000;
export const UNKNOWN_JOB_POLICY = { attempts: 1, firstDelayMs: 30_000, maxDelayMs: 30_000 };

/** A job that nobody here knows may belong to a newer release: wait a day for its worker. */
export function judgeUnknown(job: QueuedJob, now: Date): Verdict {
  const message =
    `No handler here knows the job ${job.name}. A worker of the release that rang it will take it; ` +
    'if there is none, remove the job.';
  if (Date.now() - job.timestamp > PATIENCE_MS) return toStoppedVerdict('unknown-job', message);
  return toPostponedVerdict('unknown-job', message, new Date(now.getTime() + WAIT_MS));
}
