import type { DealRange, RangeReading, RangesReading } from '@ponte/connectors/bitrix24';
import type { BatchOutcome, IdRange } from './plan-ranges.ts';

type AnswerFigures = Pick<RangesReading, 'durationMs' | 'bytes'>;

/** A range in the portal's form. */
export function toDealRange({ after, upTo }: IdRange): DealRange {
  return { afterId: String(after), upToId: String(upTo) };
}

/** What an answer means for the plan: which stretches are through, and what it took. */
export function toBatchOutcome({ ranges, ...answer }: RangesReading<unknown>): BatchOutcome {
  return ranges.reduce<BatchOutcome>(addRange, startOutcome(answer));
}

/** An answer of which nothing was read yet. */
export function startOutcome({ durationMs, bytes }: AnswerFigures): BatchOutcome {
  return { done: [], rows: 0, asked: 0, durationMs, bytes };
}

/** One more range of the answer was read. */
export function addRange(outcome: BatchOutcome, reading: RangeReading<unknown>): BatchOutcome {
  const done = toDone(reading);
  return {
    ...outcome,
    done: done === undefined ? outcome.done : [...outcome.done, done],
    rows: outcome.rows + reading.deals.length,
    asked: outcome.asked + 1,
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
