import type { DealFilter } from '@ponte/connectors/bitrix24';
import type { ReconcilePorts, StoredOutline } from './ports.ts';
import { compareOutlines, listDriftIds } from './rules/compare-outlines.ts';
import { learn, planRanges, takeRanges, type IdRange } from './rules/plan-ranges.ts';
import { addDrift, NO_DRIFT, type DriftSum } from './rules/sum-drift.ts';
import { toBatchOutcome, toDealRange } from './rules/to-batch-outcome.ts';

/** Which deals one step of a comparison reads, and which rows it holds against them. */
export interface OutlineWalk {
  readonly account: string;
  /** Ids from which to which. */
  readonly first: number;
  readonly last: number;
  readonly filter?: DealFilter;
  findRows(read: {
    /** Stretches of ids that were read to their end. */
    readonly done: readonly IdRange[];
    /** Deals that the portal showed in them. */
    readonly ids: readonly string[];
  }): Promise<readonly StoredOutline[]>;
  readonly signal: AbortSignal;
}

/**
 * Reads outlines by rising id, compares them with their rows and marks what differs. Throws the
 * portal's first failure after the rest of its answer was compared.
 */
export async function walkOutlines(ports: ReconcilePorts, walk: OutlineWalk): Promise<DriftSum> {
  const { account, filter = {}, signal } = walk;
  const portal = ports.portal(account);
  const known = await ports.listKnownDeals(account);
  let plan = planRanges(walk.first, walk.last);
  let sum = NO_DRIFT;
  for (;;) {
    const ranges = takeRanges(plan, []);
    if (ranges.length === 0) return sum;
    const reading = await portal.readDealRangesLight(ranges.map(toDealRange), {
      ...{ level: 'bulk', filter, signal },
    });
    const outcome = toBatchOutcome(reading);
    const listed = reading.ranges.flatMap(({ deals }) => deals);
    const ids = listed.flatMap(({ id }) => id ?? []);
    const rows = await walk.findRows({ done: outcome.done, ids });

    const drift = compareOutlines(listed, rows, known);

    await ports.markDeals(account, [...listDriftIds(drift), ...drift.held]);
    sum = addDrift(sum, { drift, checked: listed.length });
    const failed = reading.ranges.find(({ failure }) => failure !== undefined);
    if (failed?.failure !== undefined) throw failed.failure;
    plan = learn(plan, outcome);
  }
}
