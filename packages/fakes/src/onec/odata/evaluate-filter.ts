import type { Json } from '../../json.ts';
import type { Row } from '../row.ts';
import { odataErrors } from './odata-error.ts';
import type { Expression } from './parse-filter.ts';

/** Finds the row that a reference field points to, for paths such as `Контрагент/Code`. */
export type Follow = (field: string, ref: Json) => Row | undefined;

interface Scope {
  readonly row: Row;
  readonly follow: Follow;
  /** The names that lambdas have bound. */
  readonly bound: Readonly<Record<string, Row>>;
}

/** True when the row fits the filter. */
export function fitsFilter(expression: Expression, row: Row, follow: Follow): boolean {
  return evaluate(expression, { row, follow, bound: {} }) === true;
}

function evaluate(expression: Expression, scope: Scope): Json {
  switch (expression.kind) {
    case 'value':
      return expression.value;
    case 'field':
      return readPath(expression.path, scope);
    case 'not':
      return evaluate(expression.of, scope) !== true;
    case 'and':
      return (
        evaluate(expression.left, scope) === true && evaluate(expression.right, scope) === true
      );
    case 'or':
      return (
        evaluate(expression.left, scope) === true || evaluate(expression.right, scope) === true
      );
    case 'compare':
      return compare(
        expression.by,
        evaluate(expression.left, scope),
        evaluate(expression.right, scope),
      );
    case 'call':
      return callFunction(
        expression.name,
        expression.args.map((each) => evaluate(each, scope)),
      );
    case 'lambda': {
      const rows = readPath([expression.part], scope);
      const list = Array.isArray(rows) ? (rows as Row[]) : [];
      const fits = (each: Row): boolean =>
        evaluate(expression.of, {
          ...scope,
          bound: { ...scope.bound, [expression.variable]: each },
        }) === true;
      return expression.by === 'any' ? list.some(fits) : list.every(fits);
    }
  }
}

function readPath(path: readonly string[], { row, follow, bound }: Scope): Json {
  const [first = '', ...rest] = path;
  let current = bound[first] ?? row;
  const names = bound[first] === undefined ? path : rest;
  for (const [index, name] of names.entries()) {
    if (index === names.length - 1) {
      const value = current[name];
      if (value === undefined) throw odataErrors.badQuery(`поле "${name}" не найдено`);
      return value;
    }
    const target = follow(name, current[`${name}_Key`] ?? null);
    if (target === undefined) return null;
    current = target;
  }
  return null;
}

function compare(by: string, left: Json, right: Json): boolean {
  if (by === 'eq') return left === right;
  if (by === 'ne') return left !== right;
  if (typeof left === 'number' && typeof right === 'number') return inOrder(by, left - right);
  if (typeof left !== 'string' || typeof right !== 'string') return false;
  return inOrder(by, left < right ? -1 : Number(left > right));
}

function inOrder(by: string, difference: number): boolean {
  if (by === 'gt') return difference > 0;
  if (by === 'ge') return difference >= 0;
  return by === 'lt' ? difference < 0 : difference <= 0;
}

function callFunction(name: string, args: readonly Json[]): Json {
  const [first = null, second = null] = args;
  const [a, b] = [String(first).toLowerCase(), String(second).toLowerCase()];
  switch (name) {
    case 'substringof':
      return b.includes(a);
    case 'startswith':
      return a.startsWith(b);
    case 'endswith':
      return a.endsWith(b);
    case 'like':
      return likePattern(b).test(a);
    case 'concat':
      return `${String(first)}${String(second)}`;
    case 'year':
      return Number(a.slice(0, 4));
    case 'month':
      return Number(a.slice(5, 7));
    case 'day':
      return Number(a.slice(8, 10));
    case 'cast':
      return first;
    default:
      return true;
  }
}

function likePattern(pattern: string): RegExp {
  const escaped = pattern.replace(/[.+?^${}()|[\]\\*]/g, '\\$&');
  return new RegExp(`^${escaped.replaceAll('%', '.*').replaceAll('_', '.')}$`, 'su');
}
