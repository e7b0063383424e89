import { wrongParameters } from '../bodies/refusal.ts';
import { decodeId } from '../ids.ts';
import type { Settings } from '../settings.ts';
import type { Operator, Term } from './parse-q.ts';

/**
 * Makes the test of one term; undefined when the key does not know the operator, and the term is
 * ignored. Throws 422 for a value that cannot be.
 */
export type Filter<T> = (term: Term, settings: Settings) => ((item: T) => boolean) | undefined;
/** The filters of a resource by their snake_case keys. */
export type Filters<T> = Readonly<Record<string, Filter<T>>>;

/** Equal as stored, sign by sign. */
export function textFilter<T>(get: (item: T) => string | null): Filter<T> {
  return ({ operator, value }) => (operator === '=' ? (item) => get(item) === value : undefined);
}

/** A name: by default anywhere in it and in any case. */
export function nameFilter<T>(get: (item: T) => string): Filter<T> {
  return ({ operator, value }, settings) => {
    if (operator !== '=') return undefined;
    if (settings.nameFilter === 'exact') return (item) => get(item) === value;
    const wanted = value.toLowerCase();
    return (item) => get(item).toLowerCase().includes(wanted);
  };
}

/** "true" or "false". */
export function flagFilter<T>(get: (item: T) => boolean): Filter<T> {
  return ({ key, operator, value }) => {
    if (operator !== '=') return undefined;
    if (value !== 'true' && value !== 'false') throw wrong(key, 'must be true or false');
    return (item) => get(item) === (value === 'true');
  };
}

/** One of the words that there are. */
export function wordFilter<T>(
  get: (item: T) => string,
  noun: string,
  words: readonly string[],
): Filter<T> {
  return ({ key, operator, value }) => {
    if (operator !== '=') return undefined;
    if (!words.includes(value)) throw wrong(key, `must be a valid ${noun}: ${words.join(', ')}`);
    return (item) => get(item) === value;
  };
}

/** The id of something; it need not be there, but it must be one. */
export function idFilter<T>(get: (item: T) => string | null): Filter<T> {
  return ({ key, operator, value }) => {
    if (operator !== '=') return undefined;
    if (!decodeId(value)) throw wrong(key, 'must be a valid id');
    return (item) => get(item) === value;
  };
}

const comparisons: Readonly<Record<Operator, (left: number, right: number) => boolean>> = {
  '=': (left, right) => left === right,
  '>=': (left, right) => left >= right,
  '<=': (left, right) => left <= right,
  '>': (left, right) => left > right,
  '<': (left, right) => left < right,
};
const moment = /^\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?Z)?$/;

/** A day (its first moment, UTC) or a full ISO time, with any operator. */
export function momentFilter<T>(getMs: (item: T) => number): Filter<T> {
  return ({ key, operator, value }) => {
    const ms = moment.test(value) ? Date.parse(value) : Number.NaN;
    if (Number.isNaN(ms)) throw wrong(key, 'must be a valid ISO 8601 date');
    const compare = comparisons[operator];
    return (item) => compare(getMs(item), ms);
  };
}

function wrong(path: string, message: string): Error {
  return wrongParameters([{ path, message }]);
}
