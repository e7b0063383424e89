import type { Handler } from '@ponte/jobs/define';
import type { ReconcilePorts } from './ports.ts';
import { compareDelta } from './reconcile-delta.ts';
import { walkOutlines } from './reconcile-walk.ts';
import { NO_DRIFT, toReconcileEnding } from './rules/sum-drift.ts';

/**
 * First what changed by the portal's own word, so that its repair is under way while the rest is
 * read; then every id of the portal and of the rows. It repairs nothing by itself: what is marked
 * is read by the drains, whose runs show each repair.
 */
export function createReconcileDeals(ports: ReconcilePorts): Handler<{ account: string }> {
  return async ({ account }, { signal }) => {
    const startedAt = ports.now();
    const delta = (await compareDelta(ports, { account, signal })) ?? NO_DRIFT;
    await ports.ringDrain(account);
    const bounds = await ports.portal(account).findDealIdBounds({ level: 'bulk', signal });
    const highest = await ports.findHighestStoredId(account);
    // Deals that the delta has marked are known to this step and not counted again.
    const sweep = await walkOutlines(ports, {
      ...{ account, signal },
      ...{ first: 1, last: Math.max(Number(bounds?.last ?? 0), highest) },
      findRows: ({ done }) => ports.listStoredOutlines(account, done),
    });
    await ports.ringDrain(account);
    await ports.saveLastComparison(account, startedAt);
    return toReconcileEnding(delta, sweep);
  };
}
