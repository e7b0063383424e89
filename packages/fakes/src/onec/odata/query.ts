/** The query options of a list. A `+` stays a plus: only `%20` is a space. */
import type { Json } from '../../json.ts';
import type { SetSchema } from '../field-schema.ts';
import type { Row } from '../row.ts';
import type { FilterQuirks } from '../settings.ts';
import { compile } from './compile-filter.ts';
import type { Lookup } from './compiled.ts';
import { odataErrors, UnknownField } from './odata-error.ts';
import { parseFilter, parseOrder, type Expression } from './parse-filter.ts';

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

/** What a list is read from. */
export interface Source {
  readonly set: SetSchema;
  readonly lookup: Lookup;
  readonly quirks: FilterQuirks;
}

export interface Selection {
  readonly rows: readonly Row[];
  /** With `$inlinecount=allpages`. */
  readonly count: number | undefined;
}

/** Filters, orders and pages; `$inlinecount` makes 1C ignore `$skip` and `$top`. */
export function selectRows(rows: Iterable<Row>, query: Query, source: Source): Selection {
  const fits = toFilter(query.get('$filter'), source);
  const inlineCount = query.get('$inlinecount') ?? 'none';
  if (inlineCount !== 'allpages' && inlineCount !== 'none') throw odataErrors.badQuery(inlineCount);
  const skip = wholeNumber(query, '$skip') ?? 0;
  const top = wholeNumber(query, '$top');
  const all = Array.isArray(rows) ? (rows as readonly Row[]) : [...rows];
  const fitting = fits === undefined ? all : all.filter(fits);
  const list = inOrder(fitting, query.get('$orderby'), source);
  if (inlineCount === 'allpages') return { rows: list, count: list.length };
  return { rows: list.slice(skip, skip + (top ?? list.length)), count: undefined };
}

/** The filter as a test of a row; the base may be one of those that pass over parts of it. */
function toFilter(
  text: string | undefined,
  { set, lookup, quirks }: Source,
): ((row: Row) => boolean) | undefined {
  if (text === undefined || text === '') return undefined;
  if (quirks.plus === 'ignored' && /\+/.test(text.replaceAll(/'[^']*'/g, ''))) return undefined;
  const parsed = parseFilter(text);
  const expression = quirks.isDeletionMarkIgnored ? withoutDeletionMark(parsed) : parsed;
  if (expression === undefined) return undefined;
  try {
    const run = compile(expression, set, lookup);
    return (row) => run(row) === true;
  } catch (error) {
    if (error instanceof UnknownField && quirks.wrongField === 'empty') return () => false;
    throw error;
  }
}

/** The filter without its terms about the deletion mark; undefined when nothing else is left. */
function withoutDeletionMark(expression: Expression): Expression | undefined {
  if (expression.kind === 'not') {
    const of = withoutDeletionMark(expression.of);
    return of === undefined ? undefined : { ...expression, of };
  }
  if (expression.kind === 'field') {
    return expression.path.join('/') === 'DeletionMark' ? undefined : expression;
  }
  if (expression.kind !== 'binary') return expression;
  const left = withoutDeletionMark(expression.left);
  const right = withoutDeletionMark(expression.right);
  if (left !== undefined && right !== undefined) return { ...expression, left, right };
  return expression.by === 'and' || expression.by === 'or' ? (left ?? right) : undefined;
}

/** Lists in an order, so that the pages of one list are ordered once. */
const ordered = new WeakMap<readonly Row[], Map<string, readonly Row[]>>();

function inOrder(
  rows: readonly Row[],
  orderBy: string | undefined,
  source: Source,
): readonly Row[] {
  if (orderBy === undefined || orderBy === '') return rows;
  const orders = ordered.get(rows) ?? new Map<string, readonly Row[]>();
  const before = orders.get(orderBy) ?? sort(rows, orderBy, source);
  orders.set(orderBy, before);
  ordered.set(rows, orders);
  return before;
}

/** Fields, paths or functions, each `asc` or `desc`; an unknown field is refused. */
function sort(rows: readonly Row[], orderBy: string, { set, lookup }: Source): Row[] {
  const keys = parseOrder(orderBy).map(({ by, isDescending }) => ({
    read: compile(by, set, lookup),
    sign: isDescending ? -1 : 1,
  }));
  return rows.toSorted((a, b) => {
    for (const { read, sign } of keys) {
      const order = compareValues(read(a), read(b));
      if (order !== 0) return order * sign;
    }
    return 0;
  });
}

function compareValues(a: Json, b: Json): number {
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
