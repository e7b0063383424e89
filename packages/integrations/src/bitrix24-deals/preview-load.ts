import type { Handler } from '@ponte/jobs/define';
import type { PreviewPorts } from './ports.ts';
import { describeLoad } from './rules/describe-load.ts';
import { toLoadFilter } from './rules/load-progress.ts';

/** Says what a load would read: one counted request, one for the bounds, one page of samples. */
export function createPreviewLoad(
  ports: PreviewPorts,
): Handler<{ account: string; since: string | null }> {
  return async ({ account, since }, { signal }) => {
    const portal = ports.portal(account);
    const options = { level: 'live', filter: toLoadFilter({ since }), signal } as const;
    const count = await portal.countDeals(options);
    const bounds = await portal.findDealIdBounds(options);
    const first = bounds?.first ?? '1';
    const last = bounds?.last ?? '0';
    const page = { afterId: String(Number(first) - 1), upToId: last };
    const samples =
      bounds === undefined ? undefined : await portal.readDealRangesLight([page], options);

    const sampled = samples?.ranges[0]?.deals.slice(0, 3) ?? [];
    const { counts, message } = describeLoad({
      ...{ count, first: Number(first), last: Number(last) },
      samples: sampled,
    });

    const keys = sampled.flatMap(({ id }) => (id === undefined ? [] : [`deal:${id}`]));
    return { outcome: 'done', keys, counts, message };
  };
}
