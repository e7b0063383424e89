import type { DealField } from '../contents/deal-field.ts';
import type { Comparable } from '../lists/comparable.ts';
import { filterKindOf, readComparables } from '../lists/deal-values.ts';
import { matches, parseFilter, type Condition } from '../lists/filter.ts';
import {
  isPhpArray,
  toList,
  toText,
  type PhpArray,
  type PhpValue,
} from '../transport/php-value.ts';
import type { DealStore } from '../memory/deal-store.ts';
import { parseWireTime } from '../wire/dates.ts';
import { restErrors } from '../wire/rest-error.ts';
import { isZeroWhenUnset } from './to-wire-item.ts';

/** Conditions and groups of one level, all of which hold, or one of which (`logic: OR`). */
export interface ItemFilter {
  readonly logic: 'AND' | 'OR';
  readonly conditions: readonly Condition[];
  readonly groups: readonly ItemFilter[];
}

export interface ItemFilterContext {
  readonly fields: ReadonlyMap<string, DealField>;
  readonly offsetMinutes: number;
  /** False where the portal refuses times with a T. */
  readonly takesAtom: boolean;
}

const keyPattern = /^(!=%|!%=|!@|!%|!=|>=|<=|=%|%=|[@!=%<>])?(.*)$/s;

/**
 * Reads a filter of crm.item.list: names as the universal methods write them, numbered keys are
 * groups, and a field that the list does not know is refused instead of dropped.
 */
export function parseItemFilter(filter: PhpArray, context: ItemFilterContext): ItemFilter {
  const conditions: Condition[] = [];
  const groups: ItemFilter[] = [];
  let logic: ItemFilter['logic'] = 'AND';
  for (const [key, value] of filter) {
    if (key === 'logic') logic = toText(value).toUpperCase() === 'OR' ? 'OR' : 'AND';
    else if (/^\d+$/.test(key) && isPhpArray(value)) groups.push(parseItemFilter(value, context));
    else conditions.push(...parseCondition([key, value], context));
  }
  return { logic, conditions, groups };
}

function parseCondition(
  [key, value]: readonly [string, PhpValue],
  context: ItemFilterContext,
): readonly Condition[] {
  const { fields, offsetMinutes } = context;
  const [, operator = '', name = ''] = keyPattern.exec(key) ?? [];
  const field = fields.get(name);
  const kind = filterKindOf(field);
  if (field === undefined || kind === undefined) {
    throw restErrors.invalidArgument(`Invalid filter: field '${name}' is not allowed in filter`);
  }
  const isTime = kind === 'date' || kind === 'day';
  if (isTime && !toList(value).every((one) => isDate(toText(one), context))) {
    throw restErrors.invalidArgument(`Invalid filter: field '${name}' has invalid value`);
  }
  // LIKE means LIKE here, also on dictionary fields.
  const isLike = operator.includes('%') && kind === 'code';
  const one = new Map([[operator + field.name, toWanted(field, value)]]);
  return parseFilter(one, () => (isLike ? 'text' : kind), offsetMinutes);
}

function isDate(text: string, { offsetMinutes, takesAtom }: ItemFilterContext): boolean {
  if (text === '') return true;
  return parseWireTime(text, offsetMinutes) !== undefined && (takesAtom || !text.includes('T'));
}

/**
 * A user's boolean is asked for by 1 or 0, the vendor takes no Y (b24restdocs issue 348); no company
 * and no contact by 0, which is also what an empty text is cast to.
 */
function toWanted(field: DealField, value: PhpValue): PhpValue {
  if (field.type === 'boolean' && typeof value === 'boolean') return Number(value);
  if (!isZeroWhenUnset(field)) return value;
  if (!isPhpArray(value)) return toText(value) === '' ? '0' : value;
  return new Map([...value].map(([key, item]) => [key, toWanted(field, item)]));
}

/** A deal's value as filters of the universal methods compare it. */
export function readItemComparables(
  store: DealStore,
  id: number,
  field: DealField,
): readonly Comparable[] {
  const values = readComparables(store, id, field);
  return isZeroWhenUnset(field) ? values.map((value) => (value === '' ? 0 : value)) : values;
}

/** True when the row fulfils the filter. */
export function fulfils<Row>(
  row: Row,
  { logic, conditions, groups }: ItemFilter,
  read: (row: Row, field: string) => readonly Comparable[],
): boolean {
  if (logic === 'AND') {
    return matches(row, conditions, read) && groups.every((group) => fulfils(row, group, read));
  }
  return (
    conditions.some((condition) => matches(row, [condition], read)) ||
    groups.some((group) => fulfils(row, group, read))
  );
}
