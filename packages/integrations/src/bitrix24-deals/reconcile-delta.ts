import type { Handler } from '@ponte/jobs/define';
import type { ReconcilePorts } from './ports.ts';
import { walkOutlines } from './reconcile-walk.ts';
import { toDeltaFilter, toDeltaSince } from './rules/delta-window.ts';
import { NO_DRIFT, toDeltaEnding, type DriftSum } from './rules/sum-drift.ts';

/**
 * The step by time: deals that the portal changed since the last comparison began are compared with
 * their rows and marked. It costs as much as there were changes, however large the portal is. What
 * it cannot see are deletions and moves that leave the time of change as it was. Undefined when no
 * comparison has come to its end yet.
 */
export async function compareDelta(
  ports: ReconcilePorts,
  { account, signal }: { account: string; signal: AbortSignal },
): Promise<DriftSum | undefined> {
  const since = toDeltaSince(await ports.findLastComparison(account));
  if (since === undefined) return undefined;
  const filter = toDeltaFilter(since);
  const portal = ports.portal(account);
  const bounds = await portal.findDealIdBounds({ level: 'bulk', filter, signal });
  const requests = 1;
  if (bounds === undefined) return { ...NO_DRIFT, requests };
  const sum = await walkOutlines(ports, {
    ...{ account, filter, signal },
    ...{ first: Number(bounds.first), last: Number(bounds.last) },
    // A row that is absent here was not deleted: its deal has not changed.
    findRows: ({ ids }) => ports.listOutlinesOf(account, ids),
  });
  return { ...sum, requests: sum.requests + requests };
}

/**
 * The delta alone, for those who cannot wait for the night. The next one begins where this one did,
 * deletions and silent moves stay for the whole comparison.
 */
export function createReconcileDelta(ports: ReconcilePorts): Handler<{ account: string }> {
  return async ({ account }, { signal }) => {
    const startedAt = ports.now();
    const delta = await compareDelta(ports, { account, signal });
    if (delta === undefined) {
      const message =
        'No comparison of this account has come to its end yet, so there is no time to begin from.';
      return { outcome: 'skipped', reason: 'no-comparison-yet', message };
    }
    await ports.ringDrain(account);
    await ports.saveLastComparison(account, startedAt);
    return toDeltaEnding(delta);
  };
}
