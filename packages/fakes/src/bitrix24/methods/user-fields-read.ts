import type { Json, JsonObject } from '../../json.ts';
import { hexText } from '../../seeded/random.ts';
import type { DealField } from '../contents/deal-field.ts';
import type { EnumOption } from '../contents/enum-options.ts';
import { matches, parseFilter } from '../lists/filter.ts';
import { parseOrder, sortRows } from '../lists/order.ts';
import type { Portal } from '../portal.ts';
import { findParam, isPhpArray, toText } from '../transport/php-value.ts';
import { dealEntity } from '../user-fields/edit-user-fields.ts';
import { labelKinds, traitsOf, type LabelKind, type Labels } from '../user-fields/traits.ts';
import { restErrors } from '../wire/rest-error.ts';
import { sorted } from './deal-fields.ts';
import { readArray, readId } from './read-call.ts';
import type { MethodAnswer, MethodCall, VendorMethod } from './vendor-method.ts';

/** crm.deal.userfield.list: all rows at once, with a total. */
export const dealUserFieldList: VendorMethod = { scopes: ['crm'], run: listUserFields };
/** crm.deal.userfield.get: with the labels of every language. */
export const dealUserFieldGet: VendorMethod = { scopes: ['crm'], run: getUserField };

const filterKinds = {
  ID: 'integer',
  SORT: 'integer',
  FIELD_NAME: 'code',
  USER_TYPE_ID: 'code',
  XML_ID: 'code',
  MULTIPLE: 'code',
  MANDATORY: 'code',
  SHOW_FILTER: 'code',
  SHOW_IN_LIST: 'code',
  EDIT_IN_LIST: 'code',
  IS_SEARCHABLE: 'code',
} as const;
type UserFieldKey = keyof typeof filterKinds;
const isUserFieldKey = (name: string): name is UserFieldKey => name in filterKinds;
const orderKeys: ReadonlySet<string> = new Set([
  ...['ID', 'FIELD_NAME', 'USER_TYPE_ID', 'XML_ID', 'SORT'],
]);

function listUserFields(call: MethodCall): MethodAnswer {
  const { fields, options } = call.portal.dictionaries;
  const filter = readArray(call, 'filter');
  const conditions = parseFilter(
    filter,
    (name) => (isUserFieldKey(name) ? filterKinds[name] : undefined),
    0,
  );
  const given = findParam(filter, 'LANG');
  const language = given === undefined || isPhpArray(given) ? '' : toText(given);
  const rows = [...fields.values()]
    .filter((field) => field.isDynamic)
    .filter((field) => matches(field, conditions, (row, name) => [keyOf(row, name)]));
  const orders = parseOrder(readArray(call, 'order'), (name) => orderKeys.has(name));
  const byPlace = ['SORT', 'ID'].map((field) => ({ field, descending: false }));
  sortRows(rows, orders.length > 0 ? orders : byPlace, keyOf);
  return {
    result: rows.map((row) => ({
      ...toUserField(row),
      ...(language === '' ? {} : toLabels(row, (labels) => labels[language] ?? null)),
      ...toList(options.get(row.name)),
    })),
    total: rows.length,
  };
}

function getUserField(call: MethodCall): MethodAnswer {
  const field = needUserField(call.portal, readId(call));
  return {
    result: {
      ...toUserField(field),
      ...toLabels(field, (labels) => labels),
      ...toList(call.portal.dictionaries.options.get(field.name)),
    },
  };
}

/** The user field of a number; refuses as the vendor's code does. */
export function needUserField({ dictionaries }: Portal, id: number): DealField {
  for (const field of dictionaries.fields.values()) {
    if (field.isDynamic && Number(field.fieldId) === id) return field;
  }
  throw restErrors.userFieldNotFound(id);
}

function keyOf(field: DealField, name: string): string | number {
  if (name === 'ID') return Number(field.fieldId);
  const value = toUserField(field)[name];
  return name === 'SORT' ? Number(value) : String(value ?? '').toLowerCase();
}

function toUserField(field: DealField): JsonObject {
  const traits = traitsOf(field);
  const flag = (isOn: boolean): 'Y' | 'N' => (isOn ? 'Y' : 'N');
  // PHP writes empty settings as a list.
  const settings: Json = Object.keys(traits.settings).length === 0 ? [] : traits.settings;
  return {
    ID: field.fieldId ?? '',
    ENTITY_ID: dealEntity,
    FIELD_NAME: field.name,
    USER_TYPE_ID: field.type,
    XML_ID: traits.xmlId,
    SORT: String(traits.sort),
    MULTIPLE: flag(field.isMultiple),
    MANDATORY: flag(traits.isMandatory),
    SHOW_FILTER: traits.showFilter,
    SHOW_IN_LIST: flag(traits.isShownInList),
    EDIT_IN_LIST: flag(traits.isEditable),
    IS_SEARCHABLE: flag(traits.isSearchable),
    SETTINGS: settings,
  };
}

function toLabels(field: DealField, pick: (labels: Labels) => Json): JsonObject {
  const { labels } = traitsOf(field);
  return Object.fromEntries(labelKinds.map((kind: LabelKind) => [kind, pick(labels[kind])]));
}

function toList(options: readonly EnumOption[] | undefined): JsonObject {
  return options ? { LIST: sorted(options).map(toOption) } : {};
}

function toOption({ id, sort, value, xmlId, isDefault }: EnumOption): JsonObject {
  const code = xmlId ?? hexText(Number(id), 'option', 32);
  return {
    ...{ ID: id, SORT: String(sort), VALUE: value },
    ...{ DEF: isDefault === true ? 'Y' : 'N', XML_ID: code },
  };
}
