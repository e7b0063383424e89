import type { Logger } from '@ponte/logging';
import type { RunEnd } from './runs.ts';

/** The one wide line of an execution. `ms` is real time. */
export function logRun(logger: Logger, run: RunEnd, ms: number): void {
  const fields = {
    integration: run.integration,
    job: run.job,
    runId: run.id,
    attempt: run.attempt,
    outcome: run.state,
    ms: Math.round(ms),
    ...(run.reason === null ? {} : { reason: run.reason }),
    ...(run.account === null ? {} : { account: run.account }),
    ...(run.keys.length === 0 ? {} : { keys: run.keys.length }),
    ...(run.keys.length === 1 ? { entityId: run.keys[0] } : {}),
    ...(Object.keys(run.counts).length === 0 ? {} : { counts: run.counts }),
    ...(run.nextAt === null ? {} : { nextAt: run.nextAt }),
    ...(run.message === null ? {} : { message: run.message }),
    ...(run.errorCode === null ? {} : { code: run.errorCode }),
  };
  if (run.state === 'failed') logger.error(fields, 'job.failed');
  else if (run.state === 'waiting' && run.message !== null) logger.warn(fields, 'job.finished');
  else logger.info(fields, 'job.finished');
}
