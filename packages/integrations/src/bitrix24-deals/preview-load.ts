import type { Handler } from '@ponte/jobs/define';
import type { PreviewPorts } from './load-ports.ts';
import { describeLoad } from './rules/describe-load.ts';
import { toLoadFilter } from './rules/load-progress.ts';
import { planRanges } from './rules/plan-ranges.ts';
import { toDealRange } from './rules/to-batch-outcome.ts';

/** Says what a load would read: one counted request, one for the bounds, one page of samples. */
export function createPreviewLoad(
  ports: PreviewPorts,
): Handler<{ account: string; since: string | null }> {
  return async ({ account, since }, { signal }) => {
    const portal = ports.portal(account);
    const options = { level: 'live', filter: toLoadFilter({ since }), signal } as const;
    const count = await portal.countDeals(options);
    const bounds = await portal.findDealIdBounds(options);
    const first = Number(bounds?.first ?? 1);
    const last = Number(bounds?.last ?? 0);
    const [page] = planRanges(first, last, bounds?.isOpenEnded).open;
    const samples =
      page === undefined
        ? undefined
        : await portal.readDealRangesLight([toDealRange(page)], options);

    const sampled = samples?.ranges[0]?.deals.slice(0, 3) ?? [];
    const { counts, message } = describeLoad({ count, first, last, samples: sampled });

    const keys = sampled.flatMap(({ id }) => (id === undefined ? [] : [`deal:${id}`]));
    return { outcome: 'done', keys, counts, message };
  };
}
