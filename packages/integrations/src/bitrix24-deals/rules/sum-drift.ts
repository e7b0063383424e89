import type { JobEnding } from '@ponte/jobs/define';
import { listDriftIds, type Drift } from './compare-outlines.ts';

/** What one step of a comparison has found so far. */
export interface DriftSum {
  readonly checked: number;
  readonly missed: number;
  readonly changed: number;
  readonly moved: number;
  readonly deleted: number;
  readonly requests: number;
  /** Some of the ids, so that the run is found by them. */
  readonly ids: readonly string[];
}

export const NO_DRIFT: DriftSum = {
  ...{ checked: 0, missed: 0, changed: 0, moved: 0, deleted: 0, requests: 0, ids: [] },
};

/** A run names at most this many deals; the drains that repair them name them all. */
const NAMED = 500;

/** Adds one request's findings. */
export function addDrift(
  sum: DriftSum,
  { drift, checked }: { drift: Drift; checked: number },
): DriftSum {
  return {
    checked: sum.checked + checked,
    missed: sum.missed + drift.missed.length,
    changed: sum.changed + drift.changed.length,
    moved: sum.moved + drift.moved.length,
    deleted: sum.deleted + drift.deleted.length,
    requests: sum.requests + 1,
    ids: [...sum.ids, ...listDriftIds(drift)].slice(0, NAMED),
  };
}

/** The end of a whole comparison: what its two steps found together, and the delta's part of it. */
export function toReconcileEnding(delta: DriftSum, sweep: DriftSum): JobEnding {
  const sum: DriftSum = {
    // The sweep reads every deal, those of the delta once more.
    checked: sweep.checked,
    missed: delta.missed + sweep.missed,
    changed: delta.changed + sweep.changed,
    moved: delta.moved + sweep.moved,
    deleted: delta.deleted + sweep.deleted,
    requests: delta.requests + sweep.requests,
    ids: [...delta.ids, ...sweep.ids].slice(0, NAMED),
  };
  return toEnding(sum, delta);
}

/** The end of a delta that was asked for alone. */
export function toDeltaEnding(delta: DriftSum): JobEnding {
  return toEnding(delta, delta);
}

function toEnding(sum: DriftSum, delta: DriftSum): JobEnding {
  const { ids, ...figures } = sum;
  const drift = countDrift(sum);
  const counts = { ...figures, drift, delta: countDrift(delta), deltaChecked: delta.checked };
  if (drift === 0) return { outcome: 'done', counts };
  return {
    outcome: 'done',
    reason: 'drift',
    keys: ids.map((id) => `deal:${id}`),
    counts,
    message:
      `${drift} of ${sum.checked} deals differed: ${sum.missed} missed, ${sum.changed} changed, ` +
      `${sum.moved} moved, ${sum.deleted} deleted; ${counts.delta} of them told by the time of ` +
      'their change. They are being read again.',
  };
}

function countDrift({ missed, changed, moved, deleted }: DriftSum): number {
  return missed + changed + moved + deleted;
}
