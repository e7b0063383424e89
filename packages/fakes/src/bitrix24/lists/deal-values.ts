import type { DealField, FieldType } from '../contents/deal-field.ts';
import { isFileValue } from '../contents/deal-field.ts';
import type { DealStore } from '../memory/deal-store.ts';
import type { Comparable, FilterKind } from './comparable.ts';

const kinds: Readonly<Partial<Record<FieldType, FilterKind>>> = {
  integer: 'integer',
  user: 'integer',
  employee: 'integer',
  crm_company: 'integer',
  crm_contact: 'integer',
  crm_lead: 'integer',
  crm_quote: 'integer',
  crm_category: 'integer',
  iblock_section: 'integer',
  iblock_element: 'integer',
  double: 'number',
  date: 'day',
  datetime: 'date',
  string: 'text',
  char: 'text',
  url: 'text',
  money: 'text',
  address: 'text',
  crm: 'code',
  enumeration: 'code',
  boolean: 'code',
  crm_status: 'code',
  crm_currency: 'code',
};

/** How a deal field is filtered; files and locations cannot be. */
export function filterKindOf(field: DealField | undefined): FilterKind | undefined {
  return field && kinds[field.type];
}

/** A deal's stored value in comparable form; multiple fields give each of their values. */
export function readComparables(
  store: DealStore,
  id: number,
  field: DealField,
): readonly Comparable[] {
  const value = store.read(id, field.name);
  if (value === null || isFileValue(value)) return [''];
  if (typeof value === 'number') return [value];
  const kind = kinds[field.type];
  const items = typeof value === 'string' ? [value] : value;
  const isNumeric = kind === 'integer' || kind === 'number';
  return items.map((item) => {
    if (typeof item === 'number') return item;
    return isNumeric ? Number(item) : item.toLowerCase();
  });
}
