import type { Handler } from '@ponte/jobs/define';
import { compareDelta } from './reconcile-delta.ts';
import type { ReconcilePorts } from './reconcile-ports.ts';
import { walkOutlines } from './reconcile-walk.ts';
import { beginSweep, planSweep, takeUpComparison } from './rules/comparison-progress.ts';
import { toReconcileEnding } from './rules/sum-drift.ts';

/**
 * First what changed by the portal's own word, so that its repair is under way while the rest is
 * read; then every id of the portal and of the rows. It repairs nothing by itself: what is marked
 * is read by the drains, whose runs show each repair. An interrupted comparison is gone on with.
 */
export function createReconcileDeals(ports: ReconcilePorts): Handler<{ account: string }> {
  return async ({ account }, { signal }) => {
    const kind = 'whole';
    const walk = { account, kind, signal } as const;
    let progress = takeUpComparison(await ports.findProgress(account, kind), ports.now());
    if (progress.step === 'delta') {
      progress = beginSweep((await compareDelta(ports, { ...walk, progress })) ?? progress);
      await ports.saveProgress({ account, kind, progress, markIds: [] });
      await ports.ringDrain(account);
    }
    if (progress.plan === null) {
      const bounds = await ports.portal(account).findDealIdBounds({ level: 'bulk', signal });
      progress = planSweep(progress, bounds, await ports.findHighestStoredId(account));
      await ports.saveProgress({ account, kind, progress, markIds: [] });
    }
    // Deals that the delta has marked are known to this step and not counted again.
    progress = await walkOutlines(ports, { ...walk, progress });
    await ports.ringDrain(account);
    await ports.endComparison({ account, kind, startedAt: new Date(progress.startedAt) });
    return toReconcileEnding(progress.found);
  };
}
