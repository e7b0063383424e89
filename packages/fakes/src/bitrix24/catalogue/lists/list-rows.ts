import { matches, parseFilter, type Condition } from '../../lists/filter.ts';
import { parseOrder, sortRows, type OrderBy } from '../../lists/order.ts';
import { pageKeys, pageSize, pageWork, type Page } from '../../lists/page.ts';
import type { MethodAnswer, MethodCall } from '../../methods/vendor-method.ts';
import { readArray } from '../../methods/read-call.ts';
import {
  findParam,
  isPhpArray,
  toInt,
  toList,
  toText,
  type PhpArray,
} from '../../transport/php-value.ts';
import type { RowShelf } from '../row-shelf.ts';
import { findColumn, toComparables, toWireRow, type Column, type ListSchema } from './column.ts';

/** A list method of the catalogue. */
export interface ListCall<Row extends { readonly id: number }> {
  readonly call: MethodCall;
  readonly shelf: Pick<RowShelf<Row>, 'rows' | 'positionOf'>;
  readonly schema: ListSchema<Row>;
  /** The key of the rows in the result. */
  readonly key: string;
  /** Rows that the method never shows. */
  readonly shows?: (row: Row) => boolean;
}

/**
 * Runs a list of the newer kind: exact offsets, `start` -1 counts nothing, fields that the list does
 * not know are dropped without a word from filter, select and order.
 */
export function listRows<Row extends { readonly id: number }>(list: ListCall<Row>): MethodAnswer {
  const { call, schema, key } = list;
  const { offsetMinutes } = call.portal.settings;
  const page = parseExactPage(call);
  const conditions = parseConditions(call, schema);
  const kindOf = (name: string) => findColumn(schema, name)?.kind;
  const orders = parseOrder(readArray(call, 'order'), (name) => kindOf(name) !== undefined);
  const found = findRows(list, { page, conditions, orders });
  const columns = parseSelect(call, schema);
  return {
    result: { [key]: found.rows.map((row) => toWireRow(row, columns, offsetMinutes)) },
    ...pageKeys(page, found.total),
    work: { cells: found.rows.length * columns.length, ...pageWork(page, found.total) },
  };
}

/** The columns that `select` names, in the schema's order; all without one. */
export function parseSelect<Row>(
  { params }: MethodCall,
  schema: ListSchema<Row>,
): readonly Column<Row>[] {
  const asked = new Set(
    toList(findParam(params, 'select')).map((name) => toText(name).toUpperCase()),
  );
  if (asked.size === 0 || asked.has('*')) return schema.columns;
  return schema.columns.filter(({ name }) => asked.has(name.toUpperCase()));
}

/** Newer lists take `start` as an exact offset instead of rounding it to pages. */
function parseExactPage({ params }: MethodCall): Page {
  const start = toInt(findParam(params, 'start'));
  return start < 0 ? { isCounted: false, offset: 0 } : { isCounted: true, offset: start };
}

function parseConditions<Row>(call: MethodCall, schema: ListSchema<Row>): readonly Condition[] {
  const filter: PhpArray = new Map();
  for (const [key, value] of readArray(call, 'filter')) {
    const isIn = /^!?@/.test(key);
    if (isIn && !schema.takesIn) continue;
    const kind = findColumn(schema, key.replace(/^[^a-z]*/i, ''))?.kind;
    // Whole numbers are cast, so that a list of them is the number 1 instead of "one of".
    const isCast = kind === 'integer' && isPhpArray(value) && !isIn;
    filter.set(key, isCast ? String(toInt(value)) : value);
  }
  const { offsetMinutes } = call.portal.settings;
  return parseFilter(filter, (name) => findColumn(schema, name)?.kind, offsetMinutes);
}

interface Query {
  readonly page: Page;
  readonly conditions: readonly Condition[];
  readonly orders: readonly OrderBy[];
}

function findRows<Row extends { readonly id: number }>(
  { shelf, schema, shows }: ListCall<Row>,
  { page, conditions, orders }: Query,
): { rows: readonly Row[]; total: number } {
  const columns = new Map(schema.columns.map((column) => [column.name.toUpperCase(), column]));
  const valuesOf = (row: Row, field: string) => {
    const column = columns.get(field);
    return column ? toComparables(column, row) : [''];
  };
  const fits = (row: Row): boolean => (shows?.(row) ?? true) && matches(row, conditions, valuesOf);
  const isById = orders.every(({ field, descending }) => field === 'ID' && !descending);
  const found: Row[] = [];
  for (let at = firstPosition(shelf, conditions); at < shelf.rows.length; at += 1) {
    const row = shelf.rows[at];
    if (!row || !fits(row)) continue;
    found.push(row);
    // Without a count nobody needs the rows behind the page.
    if (!page.isCounted && isById && found.length === pageSize) break;
  }
  if (!isById) sortRows(found, orders, (row, field) => valuesOf(row, field)[0] ?? '');
  return { rows: found.slice(page.offset, page.offset + pageSize), total: found.length };
}

/** Skips the rows that a condition on the id leaves out. */
function firstPosition(
  shelf: Pick<RowShelf<{ readonly id: number }>, 'positionOf'>,
  conditions: readonly Condition[],
): number {
  const lowest = conditions
    .filter(({ field, operator }) => field === 'ID' && ['>', '>=', '='].includes(operator))
    .map(({ values, operator }) => {
      const wanted = Math.min(...values.map(Number));
      return operator === '>' ? wanted + 1 : wanted;
    });
  return shelf.positionOf(Math.max(0, ...lowest));
}
