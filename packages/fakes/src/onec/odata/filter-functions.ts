/** The functions of `$filter` and `$orderby`; those that the platform has not are code 21. */
import type { Json } from '../../json.ts';

/** What an expression gives. */
export type ValueType = 'text' | 'number' | 'flag' | 'date' | 'guid' | 'reference' | 'any';

export interface FilterFunction {
  /** Types of the arguments; those after `needed` may be left out. */
  readonly takes: readonly ValueType[];
  readonly needed: number;
  readonly gives: ValueType;
  run(args: readonly Json[]): Json;
}

const words = (args: readonly Json[]): [string, string] => [
  String(args[0] ?? '').toLowerCase(),
  String(args[1] ?? '').toLowerCase(),
];
const twoTexts = (run: (a: string, b: string) => boolean): FilterFunction => ({
  takes: ['text', 'text'],
  needed: 2,
  gives: 'flag',
  run: (args) => run(...words(args)),
});
const ofDate = (run: (moment: Date) => number): FilterFunction => ({
  takes: ['date'],
  needed: 1,
  gives: 'number',
  run: ([moment]) => run(toDate(moment ?? null)),
});

const dayMs = 86_400_000;
const startOfYear = (moment: Date): number => Date.UTC(moment.getUTCFullYear(), 0, 1);
const monthsOf = (moment: Date): number => moment.getUTCFullYear() * 12 + moment.getUTCMonth();
/** How many whole units of each kind lie before a moment: their difference counts the borders. */
const units: Readonly<Record<string, (moment: Date) => number>> = {
  second: (moment) => Math.floor(moment.getTime() / 1000),
  minute: (moment) => Math.floor(moment.getTime() / 60_000),
  hour: (moment) => Math.floor(moment.getTime() / 3_600_000),
  day: (moment) => Math.floor(moment.getTime() / dayMs),
  month: monthsOf,
  quarter: (moment) => Math.floor(monthsOf(moment) / 3),
  year: (moment) => moment.getUTCFullYear(),
};
const monthsIn: Readonly<Record<string, number>> = { month: 1, quarter: 3, year: 12 };
const msIn: Readonly<Record<string, number>> = {
  second: 1000,
  minute: 60_000,
  hour: 3_600_000,
  day: dayMs,
};

export const filterFunctions: ReadonlyMap<string, FilterFunction> = new Map([
  ['substringof', twoTexts((part, whole) => whole.includes(part))],
  ['startswith', twoTexts((whole, start) => whole.startsWith(start))],
  ['endswith', twoTexts((whole, end) => whole.endsWith(end))],
  ['like', twoTexts((whole, pattern) => likePattern(pattern).test(whole))],
  [
    'concat',
    {
      takes: ['text', 'text'],
      needed: 2,
      gives: 'text',
      run: ([a, b]) => `${String(a ?? '')}${String(b ?? '')}`,
    },
  ],
  [
    'substring',
    {
      takes: ['text', 'number', 'number'],
      needed: 2,
      gives: 'text',
      // Positions count from 1, as in the query language.
      run: ([text, from, length]) => {
        const start = Number(from) - 1;
        const characters = [...String(text ?? '')];
        return characters
          .slice(Math.max(0, start), length === undefined ? undefined : start + Number(length))
          .join('');
      },
    },
  ],
  ['year', ofDate((moment) => moment.getUTCFullYear())],
  ['quarter', ofDate((moment) => Math.floor(moment.getUTCMonth() / 3) + 1)],
  ['month', ofDate((moment) => moment.getUTCMonth() + 1)],
  ['day', ofDate((moment) => moment.getUTCDate())],
  ['hour', ofDate((moment) => moment.getUTCHours())],
  ['minute', ofDate((moment) => moment.getUTCMinutes())],
  ['second', ofDate((moment) => moment.getUTCSeconds())],
  // Monday is 1, Sunday is 7.
  ['dayofweek', ofDate((moment) => moment.getUTCDay() || 7)],
  [
    'dayofyear',
    ofDate((moment) => Math.floor((moment.getTime() - startOfYear(moment)) / dayMs) + 1),
  ],
  [
    'dateadd',
    {
      takes: ['date', 'text', 'number'],
      needed: 3,
      gives: 'date',
      run: ([moment, unit, count]) => addUnits(toDate(moment ?? null), String(unit), Number(count)),
    },
  ],
  [
    'datedifference',
    {
      takes: ['date', 'date', 'text'],
      needed: 3,
      gives: 'number',
      run: ([from, to, unit]) => {
        const count = units[String(unit)];
        return count === undefined ? null : count(toDate(to ?? null)) - count(toDate(from ?? null));
      },
    },
  ],
  [
    'round',
    {
      takes: ['number'],
      needed: 1,
      gives: 'number',
      run: ([value]) => Math.sign(Number(value)) * Math.round(Math.abs(Number(value))),
    },
  ],
]);

/** True for the words that `dateadd` and `datedifference` measure by. */
export function isDateUnit(word: string): boolean {
  return Object.hasOwn(units, word);
}

function toDate(value: Json): Date {
  return new Date(`${String(value).slice(0, 19)}Z`);
}

/** Months are added by the calendar: a day that the month has not becomes its last one. */
function addUnits(moment: Date, unit: string, count: number): Json {
  const months = monthsIn[unit];
  const ms = msIn[unit];
  if (ms !== undefined) return toText(new Date(moment.getTime() + ms * count));
  if (months === undefined) return null;
  const target = new Date(moment);
  target.setUTCDate(1);
  target.setUTCMonth(target.getUTCMonth() + months * count);
  const last = new Date(Date.UTC(target.getUTCFullYear(), target.getUTCMonth() + 1, 0));
  target.setUTCDate(Math.min(moment.getUTCDate(), last.getUTCDate()));
  return toText(target);
}

function toText(moment: Date): string {
  return moment.toISOString().slice(0, 19);
}

/** `%` any text, `_` one character, `[а-я]` one of these, `[^а]` none of these. */
function likePattern(pattern: string): RegExp {
  const source = pattern.replaceAll(
    /\[(\^?)([^\]]+)\]|[%_]|[.+?^${}()|[\]\\*]/gu,
    (all, not, set) => {
      if (all === '%') return '.*';
      if (all === '_') return '.';
      if (typeof set !== 'string') return `\\${all}`;
      return `[${String(not)}${set.replaceAll(/[\\\]^]/g, '\\$&')}]`;
    },
  );
  return new RegExp(`^${source}$`, 'su');
}
