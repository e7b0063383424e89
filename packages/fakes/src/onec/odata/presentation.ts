import type { Json } from '../../json.ts';
import type { FieldSchema, SetSchema } from '../field-schema.ts';
import { emptyDate, textOf, zeroRef, type Row } from '../row.ts';
import type { Lookup } from './compiled.ts';

/** What follows a field's name for what people see in its place. */
export const presentationSuffix = '____Presentation';

/** An object as people see it: a name, or a document's number and date. */
export function presentationOf(row: Row, { name, kind }: SetSchema): string {
  if (kind !== 'document') return textOf(row, 'Description');
  const title = name.replace(/^[^_]+_/, '');
  return `${title} ${textOf(row, 'Number')} от ${toLocalText(textOf(row, 'Date'))}`;
}

/** A field's value as people see it. */
export function presentField(row: Row, field: FieldSchema, lookup: Lookup): string {
  const value = row[field.name] ?? null;
  if (field.target !== undefined) return presentReference(value, field.target, lookup);
  if (typeof value === 'boolean') return value ? 'Да' : 'Нет';
  if (field.type === 'Edm.DateTime') return value === emptyDate ? '' : toLocalText(String(value));
  return value === null ? '' : String(value);
}

function presentReference(value: Json, target: string, lookup: Lookup): string {
  if (value === zeroRef) return '';
  const set = lookup.setOf(target);
  const found = lookup.rowOf(target, String(value));
  return set === undefined || found === undefined
    ? '<Объект не найден>'
    : presentationOf(found, set);
}

function toLocalText(moment: string): string {
  const [day = '', time = ''] = moment.split('T');
  const [year = '', month = '', date = ''] = day.split('-');
  return `${date}.${month}.${year} ${time.replace(/^0/, '')}`;
}
