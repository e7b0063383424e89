import type { DealFilter } from '@ponte/connectors/bitrix24';
import type { ComparisonKind, ComparisonProgress, ReconcilePorts } from './reconcile-ports.ts';
import { advanceComparison } from './rules/comparison-progress.ts';
import { compareOutlines, listDriftIds } from './rules/compare-outlines.ts';
import { learn, takeRanges } from './rules/plan-ranges.ts';
import { addDrift } from './rules/sum-drift.ts';
import { toBatchOutcome, toDealRange } from './rules/to-batch-outcome.ts';
import { toKnown } from './rules/to-known.ts';

/** One step of a comparison: which deals it reads, and how far it is. */
export interface OutlineWalk {
  readonly account: string;
  readonly kind: ComparisonKind;
  readonly progress: ComparisonProgress;
  readonly filter?: DealFilter;
  readonly signal: AbortSignal;
}

/**
 * Reads outlines by rising id, compares them with their rows and marks what differs, each request by
 * itself: the marks and how far it is are one transaction, so that whoever goes on with an interrupted
 * comparison counts nothing twice. Gives the progress at the end of the step. Throws the portal's
 * first failure after the rest of its answer was compared and saved.
 */
export async function walkOutlines(
  ports: ReconcilePorts,
  walk: OutlineWalk,
): Promise<ComparisonProgress> {
  const { account, kind, filter = {}, signal } = walk;
  let { progress } = walk;
  for (;;) {
    const ranges = progress.plan === null ? [] : takeRanges(progress.plan, []);
    if (progress.plan === null || ranges.length === 0) return progress;
    const reading = await ports.portal(account).readDealRangesLight(ranges.map(toDealRange), {
      ...{ level: 'bulk', filter, signal },
    });
    const outcome = toBatchOutcome(reading);
    const deals = reading.ranges.flatMap((range) => range.deals);
    const ids = deals.flatMap(({ id }) => id ?? []);
    // Rows that a filter leaves out were not deleted.
    const done = progress.step === 'sweep' ? outcome.done : [];
    const stored = await ports.readStored(account, { ids, done });

    const shown = { readAt: reading.readAt, deals };
    const drift = compareOutlines(shown, stored.rows, toKnown(stored));
    const sum = addDrift(progress.found[progress.step], { drift, checked: deals.length });
    progress = advanceComparison(progress, { plan: learn(progress.plan, outcome), sum });

    const markIds = [...listDriftIds(drift), ...drift.held];
    await ports.saveProgress({ account, kind, progress, markIds });
    const failed = reading.ranges.find(({ failure }) => failure !== undefined);
    if (failed?.failure !== undefined) throw failed.failure;
  }
}
