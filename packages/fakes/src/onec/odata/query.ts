/** The query options of a list. A `+` stays a plus: only `%20` is a space. */
import type { Json } from '../../json.ts';
import type { Row } from '../row.ts';
import { fitsFilter, type Follow } from './evaluate-filter.ts';
import { odataErrors } from './odata-error.ts';
import { parseFilter } from './parse-filter.ts';

export type Query = ReadonlyMap<string, string>;

const known = new Set([
  ...['$filter', '$select', '$expand', '$orderby', '$top', '$skip', '$inlinecount', '$format'],
  'allowedOnly',
]);

/** Reads a query string; throws code 0 for options that 1C does not know. */
export function parseQuery(text: string, extra: readonly string[] = []): Query {
  const query = new Map<string, string>();
  for (const part of text.split('&').filter((each) => each !== '')) {
    const cut = part.indexOf('=');
    const name = decode(cut < 0 ? part : part.slice(0, cut));
    if (!known.has(name) && !extra.includes(name)) throw odataErrors.unsupported(name);
    query.set(name, cut < 0 ? '' : decode(part.slice(cut + 1)));
  }
  return query;
}

export interface Selection {
  readonly rows: readonly Row[];
  /** With `$inlinecount=allpages`. */
  readonly count: number | undefined;
}

/** Filters, orders and pages; `$inlinecount` makes 1C ignore `$skip` and `$top`. */
export function selectRows(rows: Iterable<Row>, query: Query, follow: Follow): Selection {
  const filter = query.get('$filter');
  const expression = filter === undefined || filter === '' ? undefined : parseFilter(filter);
  const all = Array.isArray(rows) ? (rows as readonly Row[]) : [...rows];
  const fitting =
    expression === undefined ? all : all.filter((row) => fitsFilter(expression, row, follow));
  const list = inOrder(fitting, query.get('$orderby'));
  if (query.get('$inlinecount') === 'allpages') return { rows: list, count: list.length };
  const skip = wholeNumber(query, '$skip') ?? 0;
  const top = wholeNumber(query, '$top') ?? list.length;
  return { rows: list.slice(skip, skip + top), count: undefined };
}

/** Keeps the selected fields; everything when nothing is selected. */
export function project(row: Row, select: string | undefined): Row {
  if (select === undefined || select === '' || select === '*') return row;
  const chosen: Row = {};
  for (const name of select.split(',').map((each) => each.trim())) {
    const value = row[name];
    if (value === undefined) throw odataErrors.badQuery(`поле "${name}" не найдено`);
    chosen[name] = value;
  }
  return chosen;
}

/** Lists in an order, so that the pages of one list are ordered once. */
const ordered = new WeakMap<readonly Row[], Map<string, readonly Row[]>>();

function inOrder(rows: readonly Row[], orderBy: string | undefined): readonly Row[] {
  if (orderBy === undefined || orderBy === '') return rows;
  const orders = ordered.get(rows) ?? new Map<string, readonly Row[]>();
  const known = orders.get(orderBy) ?? sort(rows, orderBy);
  orders.set(orderBy, known);
  ordered.set(rows, orders);
  return known;
}

function sort(rows: readonly Row[], orderBy: string): Row[] {
  const keys = orderBy.split(',').map((part) => {
    const [name = '', direction = 'asc'] = part.trim().split(/\s+/);
    return { name, sign: direction === 'desc' ? -1 : 1 };
  });
  return rows.toSorted((a, b) => {
    for (const { name, sign } of keys) {
      const order = compareValues(a[name], b[name]);
      if (order !== 0) return order * sign;
    }
    return 0;
  });
}

function compareValues(a: Json | undefined, b: Json | undefined): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  const [left, right] = [String(a ?? ''), String(b ?? '')];
  return left < right ? -1 : Number(left > right);
}

function wholeNumber(query: Query, name: string): number | undefined {
  const text = query.get(name);
  if (text === undefined) return undefined;
  if (!/^\d+$/.test(text)) throw odataErrors.badValue(text);
  return Number(text);
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw odataErrors.badUrl();
  }
}
