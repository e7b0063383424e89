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
    const bounds = await portal.findDealBounds(options);
    const { first, last } = bounds ?? { first: 1, last: 0 };
    const samples =
      bounds === undefined
        ? []
        : (await portal.readOutlineChain({ at: first - 1, upTo: last, pages: 1 }, options)).rows;

    const { counts, message } = describeLoad({ count, first, last, samples: samples.slice(0, 3) });

    return { outcome: 'done', counts, message };
  };
}
