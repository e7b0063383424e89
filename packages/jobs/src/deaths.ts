import { readMark, type JobMark } from './job-mark.ts';
import type { QueuedJob } from './queue-types.ts';

/**
 * BullMQ counts a death for every job that was active when a worker went, so the count says nothing
 * about who killed it. A job that saw several deaths without a recorded run between them is a
 * suspect: it runs alone in its process, and only a death in that time is its own.
 */
const SUSPECT_AFTER = 3;

/** A worker that died so often with nothing beside this job is not killed again. */
const PUT_ASIDE_AFTER = 5;

/** What a job has to do with the deaths of its workers. */
export interface Deaths {
  /** Since its last recorded run. */
  readonly seen: number;
  /** With nothing else running in that worker. */
  readonly alone: number;
}

/** Counts the deaths of a job that a worker has just taken up. */
export function toDeaths(job: Pick<QueuedJob, 'stalledCounter' | 'progress'>): Deaths {
  const { forgotten = 0, aloneAfter, diedAlone = 0 } = readMark(job.progress);
  const hasDiedAlone = aloneAfter !== undefined && job.stalledCounter > aloneAfter;
  return {
    seen: job.stalledCounter - forgotten,
    alone: diedAlone + (hasDiedAlone ? 1 : 0),
  };
}

export function isSuspect({ seen }: Deaths): boolean {
  return seen >= SUSPECT_AFTER;
}

export function isKiller({ alone }: Deaths): boolean {
  return alone >= PUT_ASIDE_AFTER;
}

/** The mark of a suspect that starts alone now. */
export function toMarkAlone(job: QueuedJob, { alone }: Deaths): JobMark {
  return { ...readMark(job.progress), aloneAfter: job.stalledCounter, diedAlone: alone };
}

/**
 * The mark of a job whose run has ended and that lives on; undefined when it has the right one. Its
 * deaths are forgotten with a recorded run, and kept when it was only given back.
 */
export function toMarkAfter(
  job: QueuedJob,
  { isProof }: { isProof: boolean },
): JobMark | undefined {
  const { aloneAfter, diedAlone, ...mark } = readMark(job.progress);
  if (isProof && job.stalledCounter > (mark.forgotten ?? 0)) {
    return { ...mark, forgotten: job.stalledCounter };
  }
  if (isProof || aloneAfter === undefined) return undefined;
  return { ...mark, ...(diedAlone === undefined ? {} : { diedAlone }) };
}

export function sayDied({ seen, alone }: Deaths): string {
  return (
    `The worker died ${seen} times while this job ran, the last ${alone} times with nothing beside it, ` +
    'so it is put aside. Read the worker’s last lines before each death (memory, a crash in native ' +
    'code), mend the cause, then retry the job.'
  );
}
