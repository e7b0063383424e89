import type { ListedDeal, RangeReading } from '@ponte/connectors/bitrix24';
import type { DealToStore, HoldToRecord } from '../ports.ts';
import { toDealToStore, type DealContext } from './to-deal-to-store.ts';

/** What the rows of one page become: rows to store, and records for a person. */
export interface PagePlan {
  readonly store: readonly DealToStore[];
  readonly holds: readonly HoldToRecord[];
}

/** Decides for every row on its own: one that cannot be read or breaks a rule never stops the others. */
export function decidePage({ range, deals }: RangeReading, context: DealContext): PagePlan {
  const store: DealToStore[] = [];
  const holds: HoldToRecord[] = [];
  let before = range.afterId;
  for (const row of deals) {
    if (row.ok) {
      const deal = storeSafely(row, context);
      if ('reason' in deal) holds.push(deal);
      else store.push(deal);
      before = row.id;
      continue;
    }
    const key = row.id ?? `after-${before}`;
    holds.push({
      kind: 'deal',
      key,
      reason: 'unreadable-answer',
      detail: `Deal ${key}: ${row.problem}`,
    });
  }
  return { store, holds };
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
