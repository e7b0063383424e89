import { randomUUID } from 'node:crypto';
import type { JsonObject } from '../../json.ts';
import { localNow, type Base } from '../base.ts';
import { odataErrors } from '../odata/odata-error.ts';
import { emptyRow, takeFields } from '../odata/take-fields.ts';
import { dataVersion, emptyDate, textOf, zeroRef, type Row } from '../row.ts';
import type { SetSchema } from '../field-schema.ts';
import { schemaByName } from '../schema.ts';
import { replaceRecords } from '../store.ts';
import { refuseClosedPeriod } from './closed-period.ts';

const refPattern = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** The schema of a set; code 8 when there is none. */
export function needSet(name: string): SetSchema {
  const set = schemaByName.get(name);
  if (set === undefined) throw odataErrors.noSet(name);
  return set;
}

/** The rows of a set. */
export function rowsOf(base: Base, set: string): Map<string, Row> {
  const rows = base.store.sets.get(set);
  if (rows === undefined) throw odataErrors.noSet(set);
  return rows;
}

/** The object with this reference; code 9 when there is none. */
export function needRow(base: Base, set: string, ref: string): Row {
  const row = rowsOf(base, set).get(ref);
  if (row === undefined) throw odataErrors.noEntity(set);
  return row;
}

/** Where a write goes, and how. */
export interface WritePlace {
  readonly set: string;
  /** As data exchange writes: the configuration's handlers do not run. */
  readonly isLoading?: boolean;
}

/** Creates an object, under the caller's reference when there is one. */
export function createObject(base: Base, place: WritePlace, body: JsonObject): Row {
  const set = needSet(place.set);
  if (set.kind === 'register') return createRecord(base, set, body);
  const given = body['Ref_Key'];
  if (given !== undefined && (typeof given !== 'string' || !refPattern.test(given))) {
    throw odataErrors.badValue(String(given));
  }
  const ref = given === undefined || given === zeroRef ? randomUUID() : given.toLowerCase();
  const rows = rowsOf(base, place.set);
  if (rows.has(ref)) throw odataErrors.keyExists(base.settings.duplicateAnswer);
  const row = emptyRow(set);
  row['Ref_Key'] = ref;
  takeFields(row, body, set);
  if (set.kind === 'catalog' && row['Code'] === '') row['Code'] = nextCode(rows, set);
  if (set.kind === 'document') {
    if (row['Date'] === emptyDate) row['Date'] = localNow(base);
    if (row['Number'] === '') row['Number'] = nextNumber(rows, row);
  }
  if (row['Posted'] === true && place.isLoading !== true) refuseClosedPeriod(base, row);
  row['DataVersion'] = dataVersion(0);
  rows.set(ref, row);
  base.counters.writes += 1;
  return row;
}

/** A record of an independent register: its key is a field, and one that is there stays as it is. */
function createRecord(base: Base, set: SetSchema, body: JsonObject): Row {
  const row = emptyRow(set);
  takeFields(row, body, set);
  const key = recordKey(row, set);
  const rows = rowsOf(base, set.name);
  if (key === '') throw odataErrors.keyPart(set.keys[0] ?? '');
  if (rows.has(key)) throw odataErrors.keyExists('400');
  rows.set(key, row);
  base.counters.writes += 1;
  return row;
}

/** The one field that names a record. */
function recordKey(row: Row, { keys }: SetSchema): string {
  return textOf(row, keys[0] ?? '');
}

/** Changes the named fields, or with `isWhole` all of them. A stale DataVersion changes nothing. */
export function changeObject(
  base: Base,
  place: WritePlace & { ref: string; isWhole: boolean },
  body: JsonObject,
): Row {
  const set = needSet(place.set);
  const row = needRow(base, place.set, place.ref);
  const refuse = (one: Row): void => {
    if (one['Posted'] === true && place.isLoading !== true) refuseClosedPeriod(base, one);
  };
  refuse(row);
  const changed: Row = place.isWhole ? { ...emptyRow(set), ...keptFields(row, set) } : { ...row };
  takeFields(changed, body, set);
  for (const key of set.keys) changed[key] = row[key] ?? '';
  refuse(changed);
  Object.assign(row, changed);
  if (set.kind === 'register') base.counters.writes += 1;
  else countWrite(base, row);
  return row;
}

/** Erases an object for ever, records included: no deletion mark. */
export function eraseObject(
  base: Base,
  { set, ref, isLoading }: WritePlace & { ref: string },
): void {
  const row = needRow(base, set, ref);
  if (row['Posted'] === true && isLoading !== true) refuseClosedPeriod(base, row);
  rowsOf(base, set).delete(ref);
  replaceRecords(base.store, ref);
}

/** One more write of an object: its DataVersion grows. */
export function countWrite({ store, counters }: Base, row: Row): void {
  const ref = textOf(row, 'Ref_Key');
  const writes = (store.writes.get(ref) ?? 0) + 1;
  store.writes.set(ref, writes);
  counters.writes += 1;
  row['DataVersion'] = dataVersion(writes);
}

function keptFields(row: Row, { keys }: SetSchema): Row {
  const kept: Row = {};
  for (const name of [...keys, 'DataVersion', 'Number', 'Code']) {
    const value = row[name];
    if (value !== undefined) kept[name] = value;
  }
  return kept;
}

function nextCode(rows: ReadonlyMap<string, Row>, set: SetSchema): string {
  const length = set.fields.find(({ name }) => name === 'Code')?.maxLength ?? 9;
  return String(rows.size + 1).padStart(length, '0');
}

/** One sequence per firm and year, eleven characters with leading zeros. */
function nextNumber(rows: ReadonlyMap<string, Row>, row: Row): string {
  const [firm, year] = [row['Организация_Key'], textOf(row, 'Date').slice(0, 4)];
  let highest = 0;
  for (const other of rows.values()) {
    if (other['Организация_Key'] !== firm || textOf(other, 'Date').slice(0, 4) !== year) continue;
    highest = Math.max(highest, Number(/\d+$/.exec(textOf(other, 'Number'))?.[0] ?? 0));
  }
  return String(highest + 1).padStart(11, '0');
}
