import type { Request } from 'express';
import { plural } from './words.ts';

/** What an action reports on the page it leads back to; a closed list, so a link can invent none. */
const NOTES = {
  released: (count) => `${plural(count, 'record')} released; the work goes on.`,
  dismissed: (count) => `${plural(count, 'record')} dismissed.`,
  retried: () => 'The job was rung again; its new run appears as soon as a worker takes it.',
  paused: () => 'Paused. Events are still taken and stored.',
  resumed: () => 'Resumed; what gathered meanwhile is worked on now.',
  'load-started': () => 'The load has begun; the page shows how far it is.',
  'load-paused': () => 'The load rests as soon as its requests under way are saved.',
  'load-resumed': () => 'The load goes on where it was.',
  'load-cancelled': () => 'The load is cancelled; what was read stays.',
  compared: () => 'The comparison was rung; what it finds is shown here.',
} as const satisfies Readonly<Record<string, (count: number) => string>>;

type NoteWord = keyof typeof NOTES;

/** The words for `?note=released&count=3`, or undefined. */
export function findNote(request: Request): string | undefined {
  const { note, count } = request.query;
  if (typeof note !== 'string' || !isNote(note)) return undefined;
  return NOTES[note](Math.min(Number(count) || 0, 1_000_000));
}

/** The query that makes the next page tell it. */
export function toNote(note: NoteWord, count = 0): string {
  return `note=${note}&count=${count}`;
}

function isNote(word: string): word is NoteWord {
  return Object.hasOwn(NOTES, word);
}
