import { CommandFailed } from './command-failed.ts';
import { EXIT } from './exit-codes.ts';

const UNIT_MS = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 } as const;

const DURATION = /^(\d{1,5})\s*([smhdw])$/;
const LOCAL = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2})(?::(\d{2}))?)?$/;

export interface MomentContext {
  /** The option's name, for the refusal. */
  option: string;
  /** IANA zone of a time without one. */
  zone: string;
  /** Now, by the house's clock. */
  now: Date;
  /** Where a bare duration points: `2h` ago, or in `2h`. */
  direction: 'past' | 'future';
}

/** `2h`, `2026-11-22`, `2026-11-22 14:30` in the company's zone, or an ISO time with its own zone. */
export function parseMoment(text: string, context: MomentContext): Date {
  const [, count, unit] = DURATION.exec(text) ?? [];
  if (count !== undefined && unit !== undefined) {
    const ms = Number(count) * UNIT_MS[unit as keyof typeof UNIT_MS];
    return new Date(context.now.getTime() + (context.direction === 'past' ? -ms : ms));
  }
  if (!isRealDay(text)) throw refuse(text, context);
  const [, day, time = '00:00', seconds = '00'] = LOCAL.exec(text) ?? [];
  const moment =
    day === undefined ? toInstant(text) : toZoned(`${day}T${time}:${seconds}Z`, context.zone);
  if (moment !== undefined) return moment;
  throw refuse(text, context);
}

function refuse(text: string, { option, zone }: MomentContext): CommandFailed {
  return new CommandFailed(
    EXIT.usage,
    `${option} does not read "${text}". Give a duration (30m, 2h, 3d), a day (2026-11-22), ` +
      `or a time ("2026-11-22 14:30", read in ${zone}).`,
  );
}

/** The 30th of February would otherwise be read as the 2nd of March. */
function isRealDay(text: string): boolean {
  const day = Date.parse(`${text.slice(0, 10)}T00:00:00Z`);
  return !Number.isNaN(day) && new Date(day).toISOString().startsWith(text.slice(0, 10));
}

function toInstant(text: string): Date | undefined {
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}.*(?:Z|[+-]\d{2}:?\d{2})$/.test(text)) return undefined;
  const date = new Date(text);
  return Number.isNaN(date.getTime()) ? undefined : date;
}

/** A wall-clock time of a zone as an instant: the offset is asked twice because it may change between. */
function toZoned(asIfUtc: string, zone: string): Date | undefined {
  const wall = Date.parse(asIfUtc);
  if (Number.isNaN(wall)) return undefined;
  const guess = wall - offsetMs(wall, zone);
  return new Date(wall - offsetMs(guess, zone));
}

function offsetMs(atMs: number, zone: string): number {
  const parts = new Intl.DateTimeFormat('sv-SE', {
    timeZone: zone,
    dateStyle: 'short',
    timeStyle: 'medium',
  }).format(atMs);
  return Date.parse(`${parts.replace(' ', 'T')}Z`) - Math.floor(atMs / 1_000) * 1_000;
}
