import type { Listed } from '@ponte/connectors/bitrix24';
import type { DealMark } from '@ponte/connectors/bitrix24/model';

/** Deals in one request: fifty pages of fifty. */
const DEALS_PER_REQUEST = 2_500;
/** Requests that a portal takes at once, and per second afterwards (b24restdocs, limits). */
const BURST = 40;
const PER_SECOND = 2;

/** What a load would cost, in figures and in one sentence without personal data. */
export function describeLoad(load: {
  count: number;
  first: number;
  last: number;
  samples: readonly Listed<DealMark>[];
}): { counts: Record<string, number>; message: string } {
  const { count, first, last, samples } = load;
  const requests = count === 0 ? 1 : Math.ceil(count / DEALS_PER_REQUEST) + 3;
  const waitSeconds = Math.max(0, Math.ceil((requests - BURST) / PER_SECOND));
  const examples = samples.map((sample) => {
    if (!sample.ok) return `${sample.id ?? 'one without an id'} (unreadable)`;
    const { id, categoryId, stageId, modifiedAt } = sample.deal;
    const day = modifiedAt.toISOString().slice(0, 10);
    return `${id} (funnel ${categoryId}, stage ${stageId}, changed ${day})`;
  });
  const message =
    count === 0
      ? 'The portal has no such deals.'
      : `${count} deals with ids from ${first} to ${last}: about ${requests} requests, at least ` +
        `${waitSeconds} s of waiting at the portal’s limit. For example ${examples.join(', ')}. ` +
        'Rows go to the table deal; nothing was written.';
  return { counts: { count, requests, waitSeconds, firstId: first, lastId: last }, message };
}
