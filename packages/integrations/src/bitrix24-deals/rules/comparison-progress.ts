import type { ComparisonProgress } from '../reconcile-ports.ts';
import { planRanges, type LoadPlan } from './plan-ranges.ts';
import { addRequest, NO_DRIFT, type DriftSum } from './sum-drift.ts';

/** An interrupted comparison that began longer ago is begun anew; virtual milliseconds. */
const MOST_AGE_MS = 12 * 3_600_000;

/** The comparison to go on with: the interrupted one, or a new one when that is none or too old. */
export function takeUpComparison(
  found: ComparisonProgress | undefined,
  now: Date,
): ComparisonProgress {
  if (found !== undefined && now.getTime() - Date.parse(found.startedAt) <= MOST_AGE_MS)
    return found;
  const startedAt = now.toISOString();
  return { startedAt, step: 'delta', plan: null, found: { delta: NO_DRIFT, sweep: NO_DRIFT } };
}

/** The portal's ids as it told them. */
export interface ToldBounds {
  readonly first: string;
  readonly last: string;
  readonly isOpenEnded: boolean;
}

/** The ids of the step by time are known: those of deals that changed. */
export function planDelta(
  progress: ComparisonProgress,
  bounds: ToldBounds | undefined,
): ComparisonProgress {
  const { first = '1', last = '0', isOpenEnded = false } = bounds ?? {};
  return planStep(progress, planRanges(Number(first), Number(last), isOpenEnded));
}

/** The ids of the sweep are known: every one of the portal's and of the rows'. */
export function planSweep(
  progress: ComparisonProgress,
  bounds: ToldBounds | undefined,
  highestRow: number,
): ComparisonProgress {
  const last = Math.max(Number(bounds?.last ?? 0), highestRow);
  return planStep(progress, planRanges(1, last, bounds?.isOpenEnded));
}

function planStep(progress: ComparisonProgress, plan: LoadPlan): ComparisonProgress {
  const { step, found } = progress;
  return { ...progress, plan, found: { ...found, [step]: addRequest(found[step]) } };
}

/** One more request of the step was compared. */
export function advanceComparison(
  progress: ComparisonProgress,
  { plan, sum }: { plan: LoadPlan; sum: DriftSum },
): ComparisonProgress {
  return { ...progress, plan, found: { ...progress.found, [progress.step]: sum } };
}

/** The step by time is over. */
export function beginSweep(progress: ComparisonProgress): ComparisonProgress {
  return { ...progress, step: 'sweep', plan: null };
}
