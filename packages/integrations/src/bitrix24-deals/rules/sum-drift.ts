import type { JobEnding } from '@ponte/jobs/define';
import { listDriftIds, type Drift } from './compare-outlines.ts';

/** What a comparison has found so far. */
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

/** The end of a comparison: its figures, and one sentence when something differed. */
export function toReconcileEnding(sum: DriftSum): JobEnding {
  const { ids, ...counts } = sum;
  const drift = sum.missed + sum.changed + sum.moved + sum.deleted;
  if (drift === 0) return { outcome: 'done', counts: { ...counts, drift } };
  return {
    outcome: 'done',
    reason: 'drift',
    keys: ids.map((id) => `deal:${id}`),
    counts: { ...counts, drift },
    message:
      `${drift} of ${sum.checked} deals differed: ${sum.missed} missed, ${sum.changed} changed, ` +
      `${sum.moved} moved, ${sum.deleted} deleted. They are being read again.`,
  };
}
