import type { Request } from 'express';
import { plural } from './words.ts';

/** What an action reports on the page it leads back to; a closed list, so a link can invent none. */
const NOTES: Readonly<Record<string, (count: number) => string>> = {
  released: (count) => `${plural(count, 'record')} released; the work goes on.`,
  dismissed: (count) => `${plural(count, 'record')} dismissed.`,
  retried: () => 'The job was rung again; its new run appears as soon as a worker takes it.',
  paused: () => 'Paused. Events are still taken and stored.',
  resumed: () => 'Resumed; what gathered meanwhile is worked on now.',
};

/** The words for `?note=released&count=3`, or undefined. */
export function findNote(request: Request): string | undefined {
  const { note, count } = request.query;
  if (typeof note !== 'string' || !Object.hasOwn(NOTES, note)) return undefined;
  return NOTES[note]?.(Math.min(Number(count) || 0, 1_000_000));
}

/** The query that makes the next page tell it. */
export function toNote(
  note: 'released' | 'dismissed' | 'retried' | 'paused' | 'resumed',
  count = 0,
): string {
  return `note=${note}&count=${count}`;
}
