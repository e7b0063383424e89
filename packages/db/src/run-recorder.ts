import type pg from 'pg';
import { createGroupCommit } from './group-commit.ts';
import { toStorableJson } from './storable-text.ts';

/** The beginning of one execution of a job, as the runtime tells it. */
export interface RunStart {
  id: string;
  job: string;
  integration: string;
  account: string | null;
  attempt: number;
  payload: object;
  queueJobId: string;
  startedAt: Date;
}

/** The end of one execution. */
export interface RunEnd extends RunStart {
  state: 'done' | 'skipped' | 'held' | 'waiting' | 'failed';
  reason: string | null;
  message: string | null;
  errorKind: string | null;
  errorCode: string | null;
  keys: readonly string[];
  counts: Readonly<Record<string, number>>;
  finishedAt: Date;
  nextAt: Date | null;
}

export interface RunRecorder {
  /** Not awaited: only an execution that lasts gets a row while it runs. */
  started(run: RunStart): void;
  /** Resolves when the end is committed. */
  finished(run: RunEnd): Promise<void>;
  /** Resolves when all that was recorded is committed. */
  close(): Promise<void>;
}

/** Executions shorter than this leave one row, not two writes of one. Real milliseconds. */
const SHOWN_AFTER_MS = 100;

/** A job that has just ended need not wait for the batch of those that ended before it. */
const COMMITS_AT_ONCE = 4;

/** Records run rows, many to one commit. `worker` is the process's own id. */
export function createRunRecorder(pool: pg.Pool, options: { worker: string }): RunRecorder {
  const starting = new Map<string, NodeJS.Timeout>();
  const group = createGroupCommit<Record<string, unknown>, void>({
    lanes: COMMITS_AT_ONCE,
    toBatchSize: () => 500,
    flush: async (rows) => {
      await insertRuns(pool, rows);
      return rows.map(() => undefined);
    },
  });
  const toRow = (run: RunStart): Record<string, unknown> => ({
    id: run.id,
    job: run.job,
    integration: run.integration,
    account: run.account,
    attempt: run.attempt,
    payload: run.payload,
    queue_job_id: run.queueJobId,
    started_at: run.startedAt,
    worker: options.worker,
  });
  return {
    started: (run) => {
      const show = (): void => {
        starting.delete(run.id);
        // A start that cannot be shown costs nothing: the end is recorded and awaited.
        void Promise.allSettled([
          group.write({ ...toRow(run), state: 'running', keys: [], counts: {} }),
        ]);
      };
      starting.set(run.id, setTimeout(show, SHOWN_AFTER_MS).unref());
    },
    finished: (run) => {
      clearTimeout(starting.get(run.id));
      starting.delete(run.id);
      return group.write({
        ...toRow(run),
        state: run.state,
        reason: run.reason,
        message: run.message,
        error_kind: run.errorKind,
        error_code: run.errorCode,
        keys: run.keys,
        counts: run.counts,
        finished_at: run.finishedAt,
        next_at: run.nextAt,
        ms: run.finishedAt.getTime() - run.startedAt.getTime(),
      });
    },
    close: () => {
      for (const timer of starting.values()) clearTimeout(timer);
      return group.settle();
    },
  };
}

const COLUMNS = [
  ...['id', 'job', 'integration', 'account', 'keys', 'state', 'reason', 'message', 'error_kind'],
  ...['error_code', 'attempt', 'counts', 'queue_job_id', 'payload', 'worker', 'started_at'],
  ...['finished_at', 'next_at', 'ms'],
].join(', ');

async function insertRuns(pool: pg.Pool, rows: readonly Record<string, unknown>[]): Promise<void> {
  // A start and an end of one run may meet in one batch: the later row is the whole truth.
  const latest = new Map(rows.map((row) => [String(row['id']), row]));
  // Two batches that hold the same runs lock them in the same order.
  const inOrder = [...latest].sort(([one], [other]) => (one < other ? -1 : 1));
  await pool.query({
    name: 'insert-runs',
    text: `INSERT INTO run (${COLUMNS})
           SELECT ${COLUMNS} FROM json_populate_recordset(NULL::run, $1::json)
           ON CONFLICT (id) DO UPDATE SET
             keys = EXCLUDED.keys, state = EXCLUDED.state, reason = EXCLUDED.reason,
             message = EXCLUDED.message, error_kind = EXCLUDED.error_kind,
             error_code = EXCLUDED.error_code, counts = EXCLUDED.counts,
             finished_at = EXCLUDED.finished_at, next_at = EXCLUDED.next_at, ms = EXCLUDED.ms
           WHERE run.finished_at IS NULL OR run.reason = 'worker-died'`,
    values: [toStorableJson(inOrder.map(([, row]) => row))],
  });
}
