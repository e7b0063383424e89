import { randomUUID } from 'node:crypto';
import type { JsonObject } from '../../json.ts';
import { localNow, type Base } from '../base.ts';
import { odataErrors } from '../odata/odata-error.ts';
import { emptyRow, takeFields } from '../odata/take-fields.ts';
import { dataVersion, emptyDate, textOf, zeroRef, type Row } from '../row.ts';
import { schemaByName, type SetSchema } from '../schema.ts';
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

/** Creates an object, under the caller's reference when there is one. */
export function createObject(base: Base, name: string, body: JsonObject): Row {
  const set = needSet(name);
  const given = body['Ref_Key'];
  if (given !== undefined && (typeof given !== 'string' || !refPattern.test(given))) {
    throw odataErrors.badValue(String(given));
  }
  const ref = given === undefined || given === zeroRef ? randomUUID() : given.toLowerCase();
  const rows = rowsOf(base, name);
  const key = set.kind === 'register' ? String(body['Штрихкод'] ?? '') : ref;
  if (rows.has(key)) throw odataErrors.keyExists(base.settings.duplicateAnswer);
  const row = emptyRow(set);
  row['Ref_Key'] = ref;
  takeFields(row, body, set);
  if (set.kind === 'catalog' && row['Code'] === '') row['Code'] = nextCode(rows, set);
  if (set.kind === 'document') {
    if (row['Date'] === emptyDate) row['Date'] = localNow(base);
    if (row['Number'] === '') row['Number'] = nextNumber(rows, row);
  }
  row['DataVersion'] = dataVersion(0);
  rows.set(key, row);
  base.counters.writes += 1;
  return row;
}

/** Changes the named fields, or with `isWhole` all of them. A stale DataVersion changes nothing. */
export function changeObject(
  base: Base,
  place: { set: string; ref: string; isWhole: boolean },
  body: JsonObject,
): Row {
  const set = needSet(place.set);
  const row = needRow(base, place.set, place.ref);
  if (row['Posted'] === true) refuseClosedPeriod(base, row);
  const changed: Row = place.isWhole ? { ...emptyRow(set), ...keptFields(row) } : { ...row };
  takeFields(changed, body, set);
  if (changed['Posted'] === true) refuseClosedPeriod(base, changed);
  Object.assign(row, changed);
  countWrite(base, row);
  return row;
}

/** One more write of an object: its DataVersion grows. */
export function countWrite({ store, counters }: Base, row: Row): void {
  const ref = textOf(row, 'Ref_Key');
  const writes = (store.writes.get(ref) ?? 0) + 1;
  store.writes.set(ref, writes);
  counters.writes += 1;
  row['DataVersion'] = dataVersion(writes);
}

function keptFields(row: Row): Row {
  const kept: Row = {};
  for (const name of ['Ref_Key', 'DataVersion', 'Number', 'Code']) {
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
