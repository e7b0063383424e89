import type { Json, JsonObject } from '../../../json.ts';
import type { Comparable, FilterKind } from '../../lists/comparable.ts';
import { toWireTime } from '../../wire/dates.ts';

/** A stored value: dates as epoch milliseconds. */
export type Stored = string | number | null;

/** One column of a list of the catalogue, under its camelCase name. */
export interface Column<Row> {
  readonly name: string;
  /** How filter and order treat it; absent: neither knows it. */
  readonly kind?: FilterKind;
  /** What it is filtered and ordered by. */
  readonly read: (row: Row) => Stored | readonly string[];
  /** What stands on the wire, where it is not simply the stored value. */
  readonly write?: (row: Row) => Json;
}

/** The columns of a list, and whether it takes `@` for one of several values. */
export interface ListSchema<Row> {
  readonly columns: readonly Column<Row>[];
  readonly takesIn: boolean;
}

/** Finds a column whatever the case of the name. */
export function findColumn<Row>(schema: ListSchema<Row>, name: string): Column<Row> | undefined {
  const wanted = name.toUpperCase();
  return schema.columns.find((column) => column.name.toUpperCase() === wanted);
}

/** Values as filters compare them; several for a multiple property. */
export function toComparables<Row>(column: Column<Row>, row: Row): readonly Comparable[] {
  const value = column.read(row);
  if (value === null) return [''];
  if (typeof value === 'number') return [value];
  const texts = typeof value === 'string' ? [value] : value;
  return texts.length === 0 ? [''] : texts.map((text) => text.toLowerCase());
}

/** Writes the asked columns of a row; what PHP calls empty (0, "0", "") becomes null. */
export function toWireRow<Row>(
  row: Row,
  columns: readonly Column<Row>[],
  offsetMinutes: number,
): JsonObject {
  return Object.fromEntries(
    columns.map((column) => [column.name, toWireValue(column, row, offsetMinutes)]),
  );
}

function toWireValue<Row>(column: Column<Row>, row: Row, offsetMinutes: number): Json {
  if (column.write) return column.write(row);
  const value = column.read(row);
  if (column.kind === 'date' && typeof value === 'number') return toWireTime(value, offsetMinutes);
  return value === 0 || value === '0' || value === '' ? null : value;
}
