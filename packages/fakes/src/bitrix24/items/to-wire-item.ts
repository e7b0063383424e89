import type { Json, JsonObject } from '../../json.ts';
import { isFileValue, type DealField, type StoredValue } from '../contents/deal-field.ts';
import type { DealStore } from '../memory/deal-store.ts';
import { toWireTime } from '../wire/dates.ts';
import { toItemName, type UserFieldNames } from './item-names.ts';

export const dealEntityType = 2;

export interface WireItemOptions {
  readonly fields: readonly DealField[];
  readonly userFieldNames: UserFieldNames;
  readonly offsetMinutes: number;
  /** Adds what an item has beside its fields: contactIds, observers, entityTypeId. */
  readonly isWhole: boolean;
}

const numberTypes: ReadonlySet<string> = new Set([
  ...['integer', 'double', 'user', 'employee', 'enumeration', 'crm_category'],
  ...['crm_company', 'crm_contact', 'crm_lead', 'crm_quote'],
  ...['iblock_section', 'iblock_element'],
]);

/** No company and no contact are the number 0 (b24restdocs crm-item-get.md), in filters too. */
export function isZeroWhenUnset({ name }: DealField): boolean {
  return name === 'COMPANY_ID' || name === 'CONTACT_ID';
}

/** Writes one deal as crm.item.get and crm.item.list do: numbers are numbers. */
export function toWireItem(store: DealStore, id: number, options: WireItemOptions): JsonObject {
  const item: Record<string, Json> = {};
  const read = store.open(id);
  for (const field of options.fields) {
    item[toItemName(field, options.userFieldNames)] = toItemValue(
      read(field.name),
      field,
      options.offsetMinutes,
    );
  }
  if (!options.isWhole) return item;
  const contact = read('CONTACT_ID');
  const contactIds = contact === null ? [] : [Number(contact)];
  return { ...item, contactIds, observers: [], entityTypeId: dealEntityType };
}

function toItemValue(value: StoredValue, field: DealField, offsetMinutes: number): Json {
  if (value === null) return toUnset(field);
  if (isFileValue(value)) {
    return { id: Number(value.id), url: value.showUrl, urlMachine: value.downloadUrl };
  }
  if (typeof value === 'number') return toWireTime(value, offsetMinutes);
  if (typeof value === 'string') return toScalar(value, field);
  return value.map((one) =>
    typeof one === 'number' ? toWireTime(one, offsetMinutes) : toScalar(one, field),
  );
}

function toScalar(text: string, field: DealField): Json {
  if (field.type === 'boolean') return text === '1' ? 'Y' : 'N';
  return numberTypes.has(field.type) ? Number(text) : text;
}

function toUnset(field: DealField): Json {
  if (field.isMultiple) return [];
  return isZeroWhenUnset(field) ? 0 : null;
}
