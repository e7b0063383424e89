/** What 1C makes of the fields of a body: mostly it takes them, and seldom says when it does not. */
import { isJsonObject, type Json, type JsonObject } from '../../json.ts';
import { emptyDate, zeroRef, type Row } from '../row.ts';
import type { FieldSchema, SetSchema } from '../schema.ts';
import { odataErrors } from './odata-error.ts';

const guid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const localTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/;
const own = new Set(['Ref_Key', 'DataVersion', 'Predefined']);

/** An object with nothing in it. */
export function emptyRow(set: SetSchema): Row {
  const row: Row = {};
  for (const field of set.fields) row[field.name] = emptyValue(field);
  for (const part of Object.keys(set.parts)) row[part] = [];
  return row;
}

/**
 * Writes the known fields of a body into a row: unknown ones are passed over, texts are cut to their
 * length, references need not exist, a table part is replaced as a whole.
 */
export function takeFields(row: Row, body: JsonObject, set: SetSchema): void {
  for (const field of set.fields) {
    const value = body[field.name];
    if (value === undefined || own.has(field.name)) continue;
    row[field.name] = take(field, value, row[field.name]);
  }
  for (const [part, fields] of Object.entries(set.parts)) {
    const rows = body[part];
    if (rows === undefined) continue;
    if (!Array.isArray(rows)) throw odataErrors.badBody();
    row[part] = (rows as readonly Json[]).map((each, index) => takePartRow(each, fields, index));
  }
}

function takePartRow(input: Json, fields: readonly FieldSchema[], index: number): Row {
  if (!isJsonObject(input)) throw odataErrors.badBody();
  const number = input['LineNumber'];
  // Without a number the live platform fails without saying why.
  if (typeof number !== 'number') throw odataErrors.internal();
  if (number !== index + 1) throw odataErrors.lineNumbers();
  const row: Row = {};
  for (const field of fields) {
    const empty = emptyValue(field);
    const value = input[field.name];
    row[field.name] = value === undefined ? empty : take(field, value, empty);
  }
  row['LineNumber'] = number;
  return row;
}

function emptyValue({ type }: FieldSchema): Json {
  switch (type) {
    case 'Edm.Guid':
      return zeroRef;
    case 'Edm.Boolean':
      return false;
    case 'Edm.DateTime':
      return emptyDate;
    case 'Edm.Double':
    case 'Edm.Int64':
      return 0;
    case 'Edm.String':
      return '';
  }
}

function take(field: FieldSchema, value: Json, before: Json | undefined): Json {
  if (value === null) return emptyValue(field);
  switch (field.type) {
    case 'Edm.String':
      if (typeof value !== 'string') throw odataErrors.badValue(String(value));
      return field.maxLength === undefined ? value : [...value].slice(0, field.maxLength).join('');
    case 'Edm.Guid':
      if (typeof value !== 'string' || !guid.test(value)) throw odataErrors.badValue(String(value));
      return value.toLowerCase();
    case 'Edm.Boolean':
      if (typeof value !== 'boolean') throw odataErrors.badValue(String(value));
      return value;
    case 'Edm.DateTime':
      if (typeof value !== 'string' || !localTime.test(value)) {
        throw odataErrors.badValue(String(value));
      }
      return value;
    case 'Edm.Int64':
      return typeof value === 'number' ? value : (before ?? 0);
    case 'Edm.Double':
      if (typeof value !== 'number') throw odataErrors.badValue(String(value));
      return value;
  }
}
