import {
  isPhpArray,
  toInt,
  toList,
  toText,
  type PhpArray,
  type PhpValue,
} from '../transport/php-value.ts';
import {
  compare,
  likeToRegExp,
  toComparable,
  type Comparable,
  type FilterKind,
} from './comparable.ts';

/** What a list knows of its filterable fields; undefined: unknown, dropped without a word. */
export type FilterSchema = (field: string) => FilterKind | undefined;
export type Operator = '=' | '!' | '>' | '>=' | '<' | '<=' | '@' | '!@' | '%' | '!%' | '=%' | '!=%';

/** One condition of a filter. */
export interface Condition {
  readonly field: string;
  readonly kind: FilterKind;
  readonly operator: Operator;
  readonly values: readonly Comparable[];
  readonly pattern: RegExp | undefined;
}

const prefixes: readonly (readonly [string, Operator])[] = [
  ['!=%', '!=%'],
  ['!%=', '!=%'],
  ['!@', '!@'],
  ['!%', '!%'],
  ['!=', '!'],
  ['>=', '>='],
  ['<=', '<='],
  ['=%', '=%'],
  ['%=', '=%'],
  ['@', '@'],
  ['!', '!'],
  ['=', '='],
  ['%', '%'],
  ['>', '>'],
  ['<', '<'],
];

/**
 * Reads a filter as the legacy lists do: the operator stands before the field name, a list value
 * means IN, unknown fields are dropped (the answer gets wider, not an error).
 */
export function parseFilter(
  filter: PhpArray,
  schema: FilterSchema,
  offsetMinutes: number,
): readonly Condition[] {
  const conditions: Condition[] = [];
  for (const [key, value] of filter) {
    const prefix = prefixes.find(([text]) => key.startsWith(text));
    const field = key.slice(prefix?.[0].length ?? 0).toUpperCase();
    const kind = schema(field);
    // An empty array is no condition: it is also what a reference to an empty page leaves behind.
    if (kind === undefined || (isPhpArray(value) && value.size === 0)) continue;
    conditions.push(
      toCondition({ field, kind, operator: prefix?.[1] ?? '=', value, offsetMinutes }),
    );
  }
  return conditions;
}

interface RawCondition {
  readonly field: string;
  readonly kind: FilterKind;
  readonly operator: Operator;
  readonly value: PhpValue;
  readonly offsetMinutes: number;
}

function toCondition(raw: RawCondition): Condition {
  const { field, kind, value, offsetMinutes } = raw;
  const operator = effectiveOperator(raw.operator, kind);
  const isRange = ['>', '>=', '<', '<='].includes(operator);
  // A whole array where one number is due is cast: 1 when it has anything in it.
  const items = isRange && isPhpArray(value) ? [String(toInt(value))] : toList(value ?? '');
  const values = items.map((item) => toComparable(toText(item), kind, offsetMinutes));
  const text = toText(items[0]);
  const isLike = operator.includes('%');
  const like = operator === '%' || operator === '!%' ? `%${text}%` : text;
  return { field, kind, operator, values, pattern: isLike ? likeToRegExp(like) : undefined };
}

/** LIKE on dictionary and link fields is replaced by equality. */
function effectiveOperator(operator: Operator, kind: FilterKind): Operator {
  if (!operator.includes('%') || kind === 'text') return operator;
  return operator.startsWith('!') ? '!' : '=';
}

/** True when the row meets every condition; `read` gives the stored value of a field. */
export function matches<Row>(
  row: Row,
  conditions: readonly Condition[],
  read: (row: Row, field: string) => readonly Comparable[],
): boolean {
  return conditions.every((condition) => meets(read(row, condition.field), condition));
}

function meets(actual: readonly Comparable[], condition: Condition): boolean {
  const { operator, values, pattern } = condition;
  switch (operator) {
    case '=':
    case '@':
      return isIn(actual, values);
    case '!':
    case '!@':
      return !isIn(actual, values);
    case '%':
    case '=%':
      return actual.some((item) => pattern?.test(String(item)));
    case '!%':
    case '!=%':
      return !actual.some((item) => pattern?.test(String(item)));
    case '>':
    case '>=':
    case '<':
    case '<=':
      return actual.some((item) => isInRange(compare(item, values[0]), operator));
  }
}

/** An empty wanted value asks for rows where the field is unset. */
function isIn(actual: readonly Comparable[], wanted: readonly Comparable[]): boolean {
  return wanted.some((value) =>
    value === '' ? actual.every((item) => item === '') : actual.includes(value),
  );
}

function isInRange(order: number, operator: Operator): boolean {
  if (Number.isNaN(order)) return false;
  if (operator === '>') return order > 0;
  if (operator === '>=') return order >= 0;
  return operator === '<' ? order < 0 : order <= 0;
}
