import type { JobEnding } from '@ponte/jobs/define';
import { listDriftIds, type Drift } from './compare-outlines.ts';

/** What one step of a comparison has found so far. */
export interface DriftSum {
  readonly checked: number;
  readonly missed: number;
  readonly changed: number;
  readonly moved: number;
  readonly deleted: number;
  /** Deals without a row where no load was ever asked for, which is no drift. */
  readonly unloaded: number;
  readonly requests: number;
  /** Some of the ids, so that the run is found by them. */
  readonly ids: readonly string[];
}

export const NO_DRIFT: DriftSum = {
  ...{ checked: 0, missed: 0, changed: 0, moved: 0, deleted: 0, unloaded: 0 },
  ...{ requests: 0, ids: [] },
};

/** So many deals without a row are brought faster by a load than by the drains. */
const MANY_MISSED = 5_000;

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
    unloaded: sum.unloaded + drift.unloaded.length,
    requests: sum.requests + 1,
    ids: [...sum.ids, ...listDriftIds(drift)].slice(0, NAMED),
  };
}

/** A request that brought no outlines. */
export function addRequest(sum: DriftSum): DriftSum {
  return { ...sum, requests: sum.requests + 1 };
}

/** What the two steps of a comparison have found. */
export type DriftFound = Readonly<Record<'delta' | 'sweep', DriftSum>>;

/** The end of a whole comparison: what its two steps found together, and the delta's part of it. */
export function toReconcileEnding({ delta, sweep }: DriftFound): JobEnding {
  const sum: DriftSum = {
    // The sweep reads every deal, those of the delta once more.
    checked: sweep.checked,
    missed: delta.missed + sweep.missed,
    changed: delta.changed + sweep.changed,
    moved: delta.moved + sweep.moved,
    deleted: delta.deleted + sweep.deleted,
    unloaded: sweep.unloaded,
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
  const news = [...toDriftNews(sum, counts.delta), ...toUnloadedNews(sum)];
  if (news.length === 0) return { outcome: 'done', counts };
  const reason = drift > 0 ? 'drift' : 'no-load-yet';
  const keys = ids.map((id) => `deal:${id}`);
  return { outcome: 'done', reason, keys, counts, message: news.join(' ') };
}

function toDriftNews(sum: DriftSum, told: number): string[] {
  const drift = countDrift(sum);
  if (drift === 0) return [];
  return [
    `${drift} of ${sum.checked} deals differed: ${sum.missed} missed, ${sum.changed} changed, ` +
      `${sum.moved} moved, ${sum.deleted} deleted; ${told} of them told by the time of their ` +
      'change. They are being read again.',
    ...(sum.missed < MANY_MISSED ? [] : ['A load brings so many faster: ponte load deals.']),
  ];
}

function toUnloadedNews({ unloaded }: DriftSum): string[] {
  if (unloaded === 0) return [];
  return [
    `${unloaded} deals have no row and were left alone, because no load has come to its end yet: ` +
      'ponte load deals.',
  ];
}

function countDrift({ missed, changed, moved, deleted }: DriftSum): number {
  return missed + changed + moved + deleted;
}
