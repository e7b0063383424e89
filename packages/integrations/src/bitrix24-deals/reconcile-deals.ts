import type { Handler } from '@ponte/jobs/define';
import type { ReconcilePorts } from './ports.ts';
import { compareOutlines, listDriftIds } from './rules/compare-outlines.ts';
import { learn, planRanges, takeRanges } from './rules/plan-ranges.ts';
import { addDrift, NO_DRIFT, toReconcileEnding } from './rules/sum-drift.ts';
import { toBatchOutcome, toDealRange } from './rules/to-batch-outcome.ts';

/**
 * Walks over every id of the portal and of the rows, compares and marks. It repairs nothing by
 * itself: what is marked is read by the drains, whose runs show each repair.
 */
export function createReconcileDeals(ports: ReconcilePorts): Handler<{ account: string }> {
  return async ({ account }, { signal }) => {
    const portal = ports.portal(account);
    const options = { level: 'bulk', signal } as const;
    const bounds = await portal.findDealIdBounds(options);
    const highest = await ports.findHighestStoredId(account);
    const known = await ports.listKnownDeals(account);
    let plan = planRanges(1, Math.max(Number(bounds?.last ?? 0), highest));
    let sum = NO_DRIFT;
    for (;;) {
      const ranges = takeRanges(plan, []);
      if (ranges.length === 0) break;
      const reading = await portal.readDealRangesLight(ranges.map(toDealRange), options);
      const outcome = toBatchOutcome(reading);
      const stored = await ports.listStoredOutlines(account, outcome.done);
      const rows = reading.ranges.flatMap(({ deals }) => deals);

      const drift = compareOutlines(rows, stored, known);

      await ports.markDeals(account, [...listDriftIds(drift), ...drift.held]);
      sum = addDrift(sum, { drift, checked: rows.length });
      const failed = reading.ranges.find(({ failure }) => failure !== undefined);
      if (failed?.failure !== undefined) throw failed.failure;
      plan = learn(plan, outcome);
    }
    await ports.ringDrain(account);
    return toReconcileEnding(sum);
  };
}
