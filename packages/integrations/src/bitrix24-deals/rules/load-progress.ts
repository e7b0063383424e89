import type { LoadProgress, LoadRows } from '../ports.ts';
import { countOpenIds, learn, planRanges, type BatchOutcome } from './plan-ranges.ts';

export const NO_ROWS: LoadRows = {
  read: 0,
  inserted: 0,
  updated: 0,
  unchanged: 0,
  stale: 0,
  problems: 0,
};

/** A load that nobody has begun yet. */
export function createLoad(load: { id: string; since: string | null; now: Date }): LoadProgress {
  return {
    id: load.id,
    since: load.since,
    ...{ state: 'running', note: null, plan: null, firstId: 0, lastId: 0, rows: NO_ROWS },
    ...{ requests: 0, resumed: 0, runId: null, worker: null, finishedAt: null },
    startedAt: load.now.toISOString(),
  };
}

/** The portal's filter of a load. */
export function toLoadFilter(load: Pick<LoadProgress, 'since'>): Record<string, string> {
  return load.since === null ? {} : { '>=DATE_CREATE': load.since };
}

/** A run takes the load on; in another worker than the one before it, it resumes the load. */
export function takeOn(
  load: LoadProgress,
  { runId, worker }: { runId: string; worker: string },
): LoadProgress {
  const isResumed = load.worker !== null && load.worker !== worker && load.plan !== null;
  return { ...load, runId, worker, resumed: load.resumed + (isResumed ? 1 : 0) };
}

/** The run's turn is over: nobody has the load until the next run takes it on. */
export function layDown(load: LoadProgress): LoadProgress {
  return { ...load, runId: null };
}

/** The ids to read are known. */
export function begin(
  load: LoadProgress,
  bounds: { first: string; last: string } | undefined,
): LoadProgress {
  const first = Number(bounds?.first ?? 1);
  const last = Number(bounds?.last ?? 0);
  return {
    ...load,
    plan: planRanges(first, last),
    firstId: first,
    lastId: last,
    requests: load.requests + 1,
  };
}

/** A request was answered and its rows are saved. */
export function advance(
  load: LoadProgress,
  outcome: BatchOutcome,
  { saved, note }: { saved: LoadRows; note: string | null },
): LoadProgress {
  if (load.plan === null) return load;
  return {
    ...load,
    plan: learn(load.plan, outcome),
    rows: addRows(load.rows, saved),
    requests: load.requests + 1,
    note,
  };
}

/** Everything was read. */
export function finish(load: LoadProgress, now: Date): LoadProgress {
  return { ...load, state: 'done', note: null, runId: null, finishedAt: now.toISOString() };
}

/** The share of ids that has been read, from 0 to 1. */
export function toShareDone(load: LoadProgress): number {
  if (load.state === 'done') return 1;
  if (load.plan === null) return 0;
  const all = load.lastId - load.firstId + 1;
  return all <= 0 ? 1 : (all - countOpenIds(load.plan)) / all;
}

/** From so many new rows on, what the database knows of its table from before is wrong. */
const MANY_NEW_ROWS = 20_000;

/** Whether the database should look at its table again, now that these rows were saved. */
export function isTimeToAnalyze(before: LoadRows, after: LoadRows): boolean {
  return toStep(after.inserted) > toStep(before.inserted);
}

/** Whether a load that is through has brought so much that the database should look again. */
export function hasManyNewRows({ inserted }: LoadRows): boolean {
  return inserted >= MANY_NEW_ROWS;
}

/** 0 for few rows, then one more for every tenfold: each look is worth as much as the one before. */
function toStep(inserted: number): number {
  const times = inserted / MANY_NEW_ROWS;
  return times < 1 ? 0 : 1 + Math.floor(Math.log10(times));
}

function addRows(a: LoadRows, b: LoadRows): LoadRows {
  return {
    read: a.read + b.read,
    inserted: a.inserted + b.inserted,
    updated: a.updated + b.updated,
    unchanged: a.unchanged + b.unchanged,
    stale: a.stale + b.stale,
    problems: a.problems + b.problems,
  };
}
