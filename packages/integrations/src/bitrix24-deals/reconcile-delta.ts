import type { Handler } from '@ponte/jobs/define';
import type { ComparisonProgress, ReconcilePorts } from './reconcile-ports.ts';
import { walkOutlines, type OutlineWalk } from './reconcile-walk.ts';
import { planDelta, takeUpComparison } from './rules/comparison-progress.ts';
import { toDeltaFilter, toDeltaSince } from './rules/delta-window.ts';
import { toDeltaEnding } from './rules/sum-drift.ts';

/**
 * The step by time: deals that the portal changed since the last comparison began are compared with
 * their rows and marked. It costs as much as there were changes, however large the portal is. What
 * it cannot see are deletions and moves that leave the time of change as it was. Undefined when no
 * comparison has come to its end yet.
 */
export async function compareDelta(
  ports: ReconcilePorts,
  walk: OutlineWalk,
): Promise<ComparisonProgress | undefined> {
  const { account, kind, signal } = walk;
  const since = toDeltaSince(await ports.findLastComparison(account));
  if (since === undefined) return undefined;
  const filter = toDeltaFilter(since);
  let { progress } = walk;
  if (progress.plan === null) {
    const options = { level: 'bulk', filter, signal } as const;
    progress = planDelta(progress, await ports.portal(account).findDealIdBounds(options));
    await ports.saveProgress({ account, kind, progress, markIds: [] });
  }
  return walkOutlines(ports, { ...walk, progress, filter });
}

/**
 * The delta alone, for those who cannot wait for the night. The next one begins where this one did,
 * deletions and silent moves stay for the whole comparison.
 */
export function createReconcileDelta(ports: ReconcilePorts): Handler<{ account: string }> {
  return async ({ account }, { signal }) => {
    const kind = 'delta';
    const begun = takeUpComparison(await ports.findProgress(account, kind), ports.now());
    const progress = await compareDelta(ports, { account, kind, progress: begun, signal });
    if (progress === undefined) {
      const message =
        'No comparison of this account has come to its end yet, so there is no time to begin from.';
      return { outcome: 'skipped', reason: 'no-comparison-yet', message };
    }
    await ports.ringDrain(account);
    await ports.endComparison({ account, kind, startedAt: new Date(progress.startedAt) });
    return toDeltaEnding(progress.found.delta);
  };
}
