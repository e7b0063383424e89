import type { WorkerOptions } from 'bullmq';
import type { WorkerSettings } from './backend.ts';

/**
 * BullMQ fails a job for good when its worker died more often than `maxStalledCount`, although the
 * job is innocent. Never reached here: the runtime counts deaths itself and says what happened.
 */
const NEVER = 1_000_000_000;

/** The options that are the same in both stores. */
export function toWorkerOptions(settings: WorkerSettings): Omit<WorkerOptions, 'connection'> {
  return {
    concurrency: settings.concurrency,
    lockDuration: settings.lock.durationMs,
    stalledInterval: settings.lock.stalledEveryMs,
    maxStalledCount: NEVER,
    settings: { backoffStrategy: settings.backoff },
    // After a lost connection look again soon: BullMQ's 15 s would be the whole recovery time.
    runRetryDelay: 1_000,
    drainDelay: 5,
  };
}
