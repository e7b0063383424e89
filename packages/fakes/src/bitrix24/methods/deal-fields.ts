import type { Json, JsonObject } from '../../json.ts';
import type { DealField } from '../contents/deal-field.ts';
import type { EnumOption } from '../contents/enum-options.ts';
import { labelOf } from '../user-fields/traits.ts';
import type { MethodAnswer, MethodCall, VendorMethod } from './vendor-method.ts';

/** crm.deal.fields */
export const dealFields: VendorMethod = { scopes: ['crm'], run: describeFields };

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
    isRequired: field.traits?.isMandatory ?? false,
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
      ? {
          listLabel: labelOf(field, 'LIST_COLUMN_LABEL'),
          formLabel: labelOf(field, 'EDIT_FORM_LABEL'),
          filterLabel: labelOf(field, 'LIST_FILTER_LABEL'),
        }
      : {}),
  };
}

/** Options in screen order. */
export const sorted = (options: readonly EnumOption[]): readonly EnumOption[] =>
  [...options].sort((a, b) => a.sort - b.sort);
