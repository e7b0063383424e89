import type { ListedDeal, RangeReading } from '@ponte/connectors/bitrix24';
import type { DealToStore, HoldToRecord } from '../ports.ts';
import { RANGE_KIND, toRangeKey } from './range-key.ts';
import { toDealToStore, type DealContext } from './to-deal-to-store.ts';

/** What the rows of one page become: rows to store, and records for a person. */
export interface PagePlan {
  readonly store: readonly DealToStore[];
  readonly holds: readonly HoldToRecord[];
}

/** Decides for every row on its own: one that cannot be read or breaks a rule never stops the others. */
export function decidePage(page: RangeReading, context: DealContext): PagePlan {
  const store: DealToStore[] = [];
  const holds: HoldToRecord[] = [];
  for (const [at, row] of page.deals.entries()) {
    const deal = row.ok ? storeSafely(row, context) : toHold(page, at, row.problem);
    if ('reason' in deal) holds.push(deal);
    else store.push(deal);
  }
  return { store, holds };
}

function toHold(page: RangeReading, at: number, problem: string): HoldToRecord {
  const id = page.deals[at]?.id;
  const reason = 'unreadable-answer';
  if (id !== undefined) return { kind: 'deal', key: id, reason, detail: `Deal ${id}: ${problem}` };
  const { after, upTo, place } = findPlace(page, at);
  const detail = `A deal with an id above ${after} shows none: ${problem}`;
  return { kind: RANGE_KIND, key: toRangeKey({ after, upTo }, place), reason, detail };
}

/** Between which ids a row without one lies, and the how manieth it is there. */
function findPlace(
  { range, deals }: RangeReading,
  at: number,
): { after: number; upTo: number; place: number } {
  const before = deals.slice(0, at).findLastIndex(({ id }) => id !== undefined);
  const next = deals.slice(at).find(({ id }) => id !== undefined)?.id;
  const after = Number(deals[before]?.id ?? range.afterId);
  const upTo = next === undefined ? Number(range.upToId) : Number(next) - 1;
  return { after, upTo: Math.max(after + 1, upTo), place: at - before };
}

function storeSafely(
  row: ListedDeal & { ok: true },
  context: DealContext,
): DealToStore | HoldToRecord {
  try {
    return toDealToStore(row.deal, context);
  } catch (error) {
    const what = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    const detail = `Deal ${row.id}: ${what}`;
    return { kind: 'deal', key: row.id, reason: 'rule-failed', detail };
  }
}
