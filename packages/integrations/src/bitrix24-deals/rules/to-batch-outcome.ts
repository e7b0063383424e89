import type { DealRange, RangeReading, RangesReading } from '@ponte/connectors/bitrix24';
import type { BatchOutcome, IdRange } from './plan-ranges.ts';

/** A range in the portal's form. */
export function toDealRange({ after, upTo }: IdRange): DealRange {
  return { afterId: String(after), upToId: String(upTo) };
}

/** What an answer means for the plan: which stretches are through, and how long it took. */
export function toBatchOutcome(reading: RangesReading<unknown>): BatchOutcome {
  return {
    done: reading.ranges.flatMap((range) => toDone(range) ?? []),
    rows: reading.ranges.reduce((sum, { deals }) => sum + deals.length, 0),
    asked: reading.ranges.length,
    durationMs: reading.durationMs,
  };
}

/** The part of a range whose every deal was read; undefined when it failed. */
export function toDone(reading: RangeReading<unknown>): IdRange | undefined {
  const { range, deals, isFull, failure } = reading;
  if (failure !== undefined) return undefined;
  const lastId = deals.findLast(({ id }) => id !== undefined)?.id;
  const upTo = isFull ? (lastId ?? range.afterId) : range.upToId;
  return { after: Number(range.afterId), upTo: Number(upTo) };
}
