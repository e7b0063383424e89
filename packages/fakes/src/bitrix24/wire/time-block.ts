import type { JsonObject } from '../../json.ts';
import { toWireTime } from './dates.ts';

/**
 * The states of the `time` block seen in the vendor's docs: `plain` has no operating keys, `zero` has
 * operating 0, without or with the time of its reset, `full` has both keys; `auto` follows the
 * operating limiter's mode.
 */
export const timeStates = ['auto', 'plain', 'zero', 'zero-with-reset', 'full', 'missing'] as const;
export type TimeState = (typeof timeStates)[number];

export interface OperatingReading {
  /** Cumulative seconds in the present ten minutes, not the duration of this call. */
  readonly operating: number;
  /** Epoch seconds. */
  readonly resetAt: number;
}

export interface TimeBlockInput {
  /** Virtual epoch milliseconds at which the call began. */
  readonly startMs: number;
  /** Seconds that the call is charged. */
  readonly cost: number;
  readonly offsetMinutes: number;
  readonly state: TimeState;
  /** Newer modules print start and processing as integers. */
  readonly integerStart: boolean;
  readonly reading: OperatingReading | undefined;
}

/** Writes the `time` block of a success answer. */
export function toTimeBlock(input: TimeBlockInput): JsonObject {
  const start = round(input.startMs / 1000, 6);
  const finish = round(input.startMs / 1000 + input.cost, 6);
  return {
    start: input.integerStart ? Math.floor(start) : start,
    finish,
    duration: round(input.cost, 8),
    processing: input.integerStart ? Math.floor(input.cost) : round(input.cost, 8),
    date_start: toWireTime(start * 1000, input.offsetMinutes),
    date_finish: toWireTime(finish * 1000, input.offsetMinutes),
    ...operatingKeys(input),
  };
}

function operatingKeys({ state, reading, startMs }: TimeBlockInput): JsonObject {
  if (state === 'plain') return {};
  if (state === 'zero') return { operating: 0 };
  if (!reading && state === 'auto') return {};
  const operating = state === 'zero-with-reset' ? 0 : (reading?.operating ?? 0);
  return {
    operating_reset_at: Math.floor(reading?.resetAt ?? startMs / 1000 + 600),
    operating: round(operating, 8),
  };
}

function round(value: number, digits: number): number {
  const factor = 10 ** digits;
  return Math.round(value * factor) / factor;
}
