import type { Json } from '../../json.ts';

const prefix = 'StandardODATA.';
/** The type of a composite field that holds nothing. */
export const undefinedType = `${prefix}Undefined`;

/** The value of a field with `_Type` behind its name: `StandardODATA.Document_X`. */
export function typeOf(set: string): string {
  return `${prefix}${set}`;
}

/** The set that such a value names; none when the field holds nothing. */
export function readType(value: Json | undefined): string | undefined {
  if (typeof value !== 'string' || !value.startsWith(prefix) || value === undefinedType) {
    return undefined;
  }
  return value.slice(prefix.length);
}

/** The type of the rows of a table part, or of the records of a register. */
export function rowTypeOf(set: string, part: string): string {
  return `${prefix}${set}${part === 'RecordSet' ? '' : `_${part}`}_RowType`;
}
