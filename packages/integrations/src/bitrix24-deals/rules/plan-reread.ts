import type { HoldToRecord, MarkedDeal } from '../ports.ts';
import { learn, type BatchOutcome, type IdRange } from './plan-ranges.ts';
import { parseRangeKey, RANGE_KIND, toRangeKey } from './range-key.ts';

/** What marked stretches of ids ask for. */
export interface RereadPlan {
  /** Each once: two deals of one stretch are two marks. */
  readonly ranges: readonly IdRange[];
  /** Marks that name no ids: nobody can read them again. */
  readonly holds: readonly HoldToRecord[];
}

/** Which stretches to read for these marks. */
export function planReread(marks: readonly Pick<MarkedDeal, 'id'>[]): RereadPlan {
  const ranges = new Map<string, IdRange>();
  const holds: HoldToRecord[] = [];
  for (const { id } of marks) {
    const range = parseRangeKey(id);
    if (range === undefined) holds.push(toHold(id));
    else ranges.set(toRangeKey(range, 0), range);
  }
  return { ranges: [...ranges.values()], holds };
}

/** Marks whose work is done, and new ones for what is left of a stretch behind a full page. */
export function settleReread<Mark extends Pick<MarkedDeal, 'id'>>(
  marks: readonly Mark[],
  { ranges }: RereadPlan,
  outcome: BatchOutcome | undefined,
): { clear: readonly Mark[]; mark: readonly string[] } {
  const plan = { open: ranges, density: 1, commands: ranges.length };
  const left = outcome === undefined ? plan.open : learn(plan, outcome).open;
  const untouched = new Set(
    left.filter((one) => has(ranges, one)).map((one) => toRangeKey(one, 0)),
  );
  const isDone = ({ id }: Mark): boolean => {
    const range = parseRangeKey(id);
    return range === undefined || !untouched.has(toRangeKey(range, 0));
  };
  const rest = left.map((one) => toRangeKey(one, 0)).filter((key) => !untouched.has(key));
  return { clear: marks.filter(isDone), mark: rest };
}

function has(ranges: readonly IdRange[], { after, upTo }: IdRange): boolean {
  return ranges.some((range) => range.after === after && range.upTo === upTo);
}

function toHold(key: string): HoldToRecord {
  const detail = `The mark ${key} names no ids that could be read again.`;
  return { kind: RANGE_KIND, key, reason: 'unreadable-answer', detail };
}
