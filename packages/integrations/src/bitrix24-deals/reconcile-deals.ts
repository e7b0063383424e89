import type { Handler } from '@ponte/jobs/define';
import type { ReconcilePorts } from './ports.ts';
import { compareOutlines, listDriftIds } from './rules/compare-outlines.ts';
import { addDrift, NO_DRIFT, toReconcileEnding } from './rules/sum-drift.ts';
import { learn, planLanes, toChain } from './rules/plan-lanes.ts';

/**
 * Walks over every id of the portal and of the rows, compares and marks. It repairs nothing by
 * itself: what is marked is read by the drains, whose runs show each repair.
 */
export function createReconcileDeals(ports: ReconcilePorts): Handler<{ account: string }> {
  return async ({ account }, { signal }) => {
    const portal = ports.portal(account);
    const bounds = await portal.findDealBounds({ level: 'bulk', signal });
    const highest = Math.max(bounds?.last ?? 0, await ports.findHighestStoredId(account));
    const marked = await ports.listMarkedDeals(account);
    let plan = planLanes(0, highest);
    let sum = NO_DRIFT;
    while (plan.lanes[0] !== undefined) {
      const chain = toChain(plan.lanes[0], plan);
      const reading = await portal.readOutlineChain(chain, { level: 'bulk', signal });
      const range = { after: chain.at, upTo: reading.readTo };
      const stored = await ports.listStoredOutlines(account, range);

      const drift = compareOutlines(reading.rows, stored, marked);

      await ports.markDeals(account, listDriftIds(drift));
      sum = addDrift(sum, { drift, checked: reading.rows.length });
      if (reading.failure !== undefined) throw reading.failure;
      plan = learn(plan, { ...chain, ...reading, rows: reading.rows.length });
    }
    await ports.ringDrain(account);
    return toReconcileEnding(sum);
  };
}
