import type { Json } from '../json.ts';

/** One object of the base: fields by their 1C names; table parts are lists of rows. */
export interface Row {
  [field: string]: Json;
}

export const zeroRef = '00000000-0000-0000-0000-000000000000';
export const emptyDate = '0001-01-01T00:00:00';

/** A text field; '' when it holds anything else. */
export function textOf(row: Row, field: string): string {
  const value = row[field];
  return typeof value === 'string' ? value : '';
}

/** A number field; 0 when it holds anything else. */
export function numberOf(row: Row, field: string): number {
  const value = row[field];
  return typeof value === 'number' ? value : 0;
}

/** The rows of a table part. */
export function partOf(row: Row, field: string): readonly Row[] {
  const value = row[field];
  return Array.isArray(value) ? (value as Row[]) : [];
}

/** `DataVersion` after so many writes: eight bytes, base64, beginning with zeros. */
export function dataVersion(writes: number): string {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(BigInt(writes));
  return bytes.toString('base64');
}
