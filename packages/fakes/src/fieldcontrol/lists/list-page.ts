import type { Json, JsonObject } from '../../json.ts';
import { wrongParameters, type Wrong } from '../bodies/refusal.ts';
import type { Stored } from '../entities.ts';
import type { Settings } from '../settings.ts';
import type { Filters } from './filters.ts';
import { parseQ } from './parse-q.ts';

/** How a resource is listed. */
export interface ListShape<T> {
  readonly filters: Filters<T>;
  readonly toWire: (item: T) => Json;
  /** `updated_at` can be sorted by where there is one. */
  readonly updatedMs?: (item: T) => number;
}

/** What one request asks of a list. */
export interface ListRequest {
  readonly query: ReadonlyMap<string, string>;
  readonly settings: Settings;
  readonly nowMs: number;
  /** The kind of the fault that strikes, if any. */
  readonly fault: string | undefined;
}

const defaultLimit = 10;
const mostItems = 100;
const farthestOffset = 200_000;

/**
 * One page: `{items, totalCount}`, newest first unless sorted. Filters and parameters that nobody
 * knows are ignored, and so are unknown sort fields. Throws 422 for paging out of range and for
 * values that a known filter cannot take.
 */
export function listPage<T extends Stored>(
  all: Iterable<T>,
  shape: ListShape<T>,
  request: ListRequest,
): JsonObject {
  const { query, settings, nowMs, fault } = request;
  const { limit, offset } = readPaging(query);
  const tests = fault === 'filter-ignored' ? [] : toTests(query.get('q') ?? '', shape, settings);
  const found = [...all].filter(
    (item) => item.visibleMs <= nowMs && tests.every((test) => test(item)),
  );
  if (fault === 'page-without-items') return { message: 'try again later' };
  const agedMs = nowMs - settings.staleTotalMs;
  const totalCount = found.filter((item) => item.createdMs <= agedMs || item.visibleMs === 0);
  const sorted = found.sort(toOrder(query.get('sort') ?? '', shape));
  const first = fault === 'repeated-page' ? Math.max(0, offset - limit) : offset;
  const items = sorted.slice(first, first + limit).map((item) => shape.toWire(item));
  return {
    items,
    totalCount: settings.staleTotalMs === 0 ? found.length : totalCount.length,
  };
}

function readPaging(query: ReadonlyMap<string, string>): { limit: number; offset: number } {
  const errors: Wrong[] = [];
  const read = (path: string, fallback: number, [low, high]: readonly [number, number]): number => {
    const text = query.get(path);
    if (text === undefined) return fallback;
    const value = /^\d{1,9}$/.test(text) ? Number(text) : -1;
    if (value < low || value > high) {
      errors.push({ path, message: `must be an integer between ${low} and ${high}` });
    }
    return value;
  };
  const limit = read('limit', defaultLimit, [1, mostItems]);
  const offset = read('offset', 0, [0, farthestOffset]);
  if (errors.length > 0) throw wrongParameters(errors);
  return { limit, offset };
}

function toTests<T>(
  q: string,
  { filters }: ListShape<T>,
  settings: Settings,
): ((item: T) => boolean)[] {
  return parseQ(q).flatMap((term) => {
    const filter = Object.hasOwn(filters, term.key) ? filters[term.key] : undefined;
    return filter?.(term, settings) ?? [];
  });
}

type Comparison<T> = (left: T, right: T) => number;

function toOrder<T extends Stored>(sort: string, { updatedMs }: ListShape<T>): Comparison<T> {
  const isDown = sort.startsWith('-');
  const made: Comparison<T> = (left, right) =>
    left.createdMs - right.createdMs || left.sequence - right.sequence;
  const turn = (compare: Comparison<T>): Comparison<T> =>
    isDown ? (left, right) => compare(right, left) : compare;
  switch (isDown ? sort.slice(1) : sort) {
    case 'created_at':
      return turn(made);
    case 'id':
      return turn((left, right) => left.sequence - right.sequence);
    case 'updated_at':
      if (updatedMs === undefined) break;
      return turn((left, right) => updatedMs(left) - updatedMs(right) || made(left, right));
  }
  return (left, right) => made(right, left);
}
