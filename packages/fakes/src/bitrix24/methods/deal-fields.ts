import { hexText } from '../../seeded/random.ts';
import type { Json, JsonObject } from '../../json.ts';
import type { DealField } from '../contents/deal-field.ts';
import type { EnumOption } from '../contents/enum-options.ts';
import { matches, parseFilter } from '../lists/filter.ts';
import { parseOrder, sortRows } from '../lists/order.ts';
import { findParam, isPhpArray, toText } from '../transport/php-value.ts';
import { readArray } from './read-call.ts';
import type { MethodAnswer, MethodCall, VendorMethod } from './vendor-method.ts';

/** crm.deal.fields */
export const dealFields: VendorMethod = { scopes: ['crm'], run: describeFields };
/** crm.deal.userfield.list: all rows at once, with a total. */
export const dealUserFieldList: VendorMethod = { scopes: ['crm'], run: listUserFields };

function describeFields({ portal }: MethodCall): MethodAnswer {
  const { fields, options } = portal.dictionaries;
  const result: Record<string, Json> = {};
  for (const field of fields.values()) {
    result[field.name] = describeField(field, options.get(field.name));
  }
  return { result, work: { cells: fields.size } };
}

/** One field as crm.deal.fields has it. */
export function describeField(
  field: DealField,
  options: readonly EnumOption[] | undefined,
): JsonObject {
  return {
    type: field.type,
    isRequired: false,
    isReadOnly: field.isReadOnly,
    isImmutable: field.isImmutable,
    isMultiple: field.isMultiple,
    isDynamic: field.isDynamic,
    ...(field.statusType === undefined ? {} : { statusType: field.statusType }),
    ...(options
      ? { items: sorted(options).map(({ id, value }) => ({ ID: id, VALUE: value })) }
      : {}),
    title: field.isDynamic ? field.name : field.title,
    ...(field.isDynamic
      ? { listLabel: field.title, formLabel: field.title, filterLabel: field.title }
      : {}),
  };
}

const filterKinds = {
  ID: 'integer',
  SORT: 'integer',
  FIELD_NAME: 'code',
  USER_TYPE_ID: 'code',
  MULTIPLE: 'code',
  MANDATORY: 'code',
  XML_ID: 'code',
} as const;
type UserFieldKey = keyof typeof filterKinds;
const isUserFieldKey = (name: string): name is UserFieldKey => name in filterKinds;

function listUserFields(call: MethodCall): MethodAnswer {
  const { fields, options } = call.portal.dictionaries;
  const filter = readArray(call, 'filter');
  const conditions = parseFilter(
    filter,
    (name) => (isUserFieldKey(name) ? filterKinds[name] : undefined),
    0,
  );
  const language = findParam(filter, 'LANG');
  const withLabels = language !== undefined && !isPhpArray(language) && toText(language) !== '';
  const rows = [...fields.values()]
    .filter((field) => field.isDynamic)
    .filter((field) => matches(field, conditions, (row, name) => [keyOf(row, name)]));
  const orders = parseOrder(readArray(call, 'order'), isUserFieldKey);
  const byDefault = [{ field: 'ID', descending: false }];
  sortRows(rows, orders.length > 0 ? orders : byDefault, keyOf);
  return {
    result: rows.map((row) => toUserField(row, options.get(row.name), withLabels)),
    total: rows.length,
  };
}

function keyOf(field: DealField, name: string): string | number {
  if (name === 'ID') return Number(field.fieldId);
  if (name === 'SORT') return 100;
  if (name === 'FIELD_NAME') return field.name.toLowerCase();
  if (name === 'MULTIPLE') return field.isMultiple ? 'y' : 'n';
  if (name === 'MANDATORY') return 'n';
  return name === 'USER_TYPE_ID' ? field.type : '';
}

function toUserField(
  field: DealField,
  options: readonly EnumOption[] | undefined,
  withLabels: boolean,
): JsonObject {
  return {
    ID: field.fieldId ?? '',
    ENTITY_ID: 'CRM_DEAL',
    FIELD_NAME: field.name,
    USER_TYPE_ID: field.type,
    XML_ID: null,
    SORT: '100',
    MULTIPLE: field.isMultiple ? 'Y' : 'N',
    MANDATORY: 'N',
    SHOW_FILTER: 'E',
    SHOW_IN_LIST: 'Y',
    EDIT_IN_LIST: 'Y',
    IS_SEARCHABLE: 'N',
    SETTINGS: {},
    ...(withLabels
      ? {
          EDIT_FORM_LABEL: field.title,
          LIST_COLUMN_LABEL: field.title,
          LIST_FILTER_LABEL: field.title,
          ERROR_MESSAGE: null,
          HELP_MESSAGE: null,
        }
      : {}),
    ...(options ? { LIST: sorted(options).map(toOption) } : {}),
  };
}

function toOption({ id, sort, value }: EnumOption): JsonObject {
  const xmlId = hexText(Number(id), 'option', 32);
  return { ID: id, SORT: String(sort), VALUE: value, DEF: 'N', XML_ID: xmlId };
}

const sorted = (options: readonly EnumOption[]): readonly EnumOption[] =>
  [...options].sort((a, b) => a.sort - b.sort);
