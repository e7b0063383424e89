import { parseWireDay, parseWireTime } from '../wire/dates.ts';

/**
 * How the values of a field compare. `date`: to the second; `day`: by calendar days, whatever hour
 * stands beside them; `code`: whole words only (dictionaries, links, lists).
 */
export type FilterKind = 'integer' | 'number' | 'date' | 'day' | 'text' | 'code';
/** Numbers for numbers and dates (epoch ms), lower-case texts else; '' is unset. */
export type Comparable = number | string;

/** Makes a wanted value comparable with what the portal keeps. */
export function toComparable(text: string, kind: FilterKind, offsetMinutes: number): Comparable {
  if (text === '') return '';
  if (kind === 'date') return parseWireTime(text, offsetMinutes) ?? Number.NaN;
  if (kind === 'day') return parseWireDay(text, offsetMinutes) ?? Number.NaN;
  if (kind === 'integer') return Number.parseInt(text, 10) || 0;
  if (kind === 'number') return Number.parseFloat(text) || 0;
  return text.toLowerCase();
}

/** Orders two values; NaN when they cannot be ordered (an unset value against a number). */
export function compare(left: Comparable, right: Comparable | undefined): number {
  if (typeof left === 'number' && typeof right === 'number') return left - right;
  if (typeof left !== 'string' || typeof right !== 'string' || left === '') return Number.NaN;
  return left < right ? -1 : left > right ? 1 : 0;
}

/** SQL LIKE: % is any text, everything else stands for itself; case does not matter. */
export function likeToRegExp(pattern: string): RegExp {
  const escaped = pattern.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replaceAll('%', '[^]*');
  return new RegExp(`^${escaped}$`, 'iu');
}
