import type { JsonObject } from './define.ts';

/** One execution of a job, at its start. Times are virtual. */
export interface RunStart {
  /** Time-ordered id; the same in the row, the log line and the status page. */
  id: string;
  job: string;
  integration: string;
  /** The payload's `account` when it has one. */
  account: string | null;
  /** 1 on the first attempt. */
  attempt: number;
  payload: JsonObject;
  queueJobId: string;
  startedAt: Date;
}

/** waiting: it comes again by itself, at `nextAt`. failed: it waits for a person. */
export type RunState = 'done' | 'skipped' | 'held' | 'waiting' | 'failed';

/** The same execution at its end. */
export interface RunEnd extends RunStart {
  state: RunState;
  /** A closed word that says why; null for a plain success. */
  reason: string | null;
  /** What went wrong, in words, masked. */
  message: string | null;
  errorKind: string | null;
  errorCode: string | null;
  /** Business keys that this run touched: `deal:7405`. */
  keys: readonly string[];
  counts: Record<string, number>;
  finishedAt: Date;
  /** When the job runs next by itself; null when it does not. */
  nextAt: Date | null;
}

/** Where executions are written down. */
export interface RunRecorder {
  /** Not awaited; may be merged with `finished` of the same id. */
  started(run: RunStart): void;
  /** Resolves when the row is committed. Rejecting makes the runtime repeat the job. */
  finished(run: RunEnd): Promise<void>;
}
