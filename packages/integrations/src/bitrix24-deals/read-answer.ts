import type { FetchedRanges, RangeReading } from '@ponte/connectors/bitrix24';
import type { DealToStore, HoldToRecord, KnownField } from './ports.ts';
import { decidePage } from './rules/decide-page.ts';
import type { BatchOutcome } from './rules/plan-ranges.ts';
import { addRange, startOutcome } from './rules/to-batch-outcome.ts';

/** What one answer comes to. */
export interface AnswerRead {
  readonly store: readonly DealToStore[];
  readonly holds: readonly HoldToRecord[];
  readonly outcome: BatchOutcome;
  /** Why a range could not be read; what the others brought is here. */
  readonly failure: RangeReading['failure'];
}

/**
 * Reads an answer page by page and decides for every deal: what the portal wrote is let go with its
 * page, so that of a long answer only the rows to store are ever in memory.
 */
export async function readAnswer(
  fetched: FetchedRanges,
  context: { account: string; fields: ReadonlyMap<string, KnownField> },
): Promise<AnswerRead> {
  const store: DealToStore[] = [];
  const holds: HoldToRecord[] = [];
  let outcome = startOutcome(fetched);
  let failure: RangeReading['failure'];
  for await (const page of fetched.readRanges()) {
    const plan = decidePage(page, { ...context, readAt: fetched.readAt });
    store.push(...plan.store);
    holds.push(...plan.holds);
    outcome = addRange(outcome, page);
    failure ??= page.failure;
  }
  return { store, holds, outcome, failure };
}
