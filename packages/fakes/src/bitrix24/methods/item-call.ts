import type { DealField } from '../contents/deal-field.ts';
import { indexByItemName, type UserFieldNames } from '../items/item-names.ts';
import { dealEntityType } from '../items/to-wire-item.ts';
import {
  findParam,
  isPhpArray,
  toInt,
  toText,
  type PhpArray,
  type PhpValue,
} from '../transport/php-value.ts';
import { restErrors } from '../wire/rest-error.ts';
import type { MethodCall } from './vendor-method.ts';

/** What every universal method reads first. */
export interface ItemCall extends MethodCall {
  readonly userFieldNames: UserFieldNames;
  /** The deal's fields by the names of this call. */
  readonly fields: ReadonlyMap<string, DealField>;
}

/** Reads entityTypeId and useOriginalUfNames; this portal's items are deals. */
export function readItemCall(call: MethodCall): ItemCall {
  if (readNumber(call, 'entityTypeId') !== dealEntityType) {
    throw restErrors.itemNotFound('SPA not found');
  }
  const isOriginal = toText(findParam(call.params, 'useOriginalUfNames')) === 'Y';
  const userFieldNames = isOriginal ? 'original' : 'camel';
  const { fields } = call.portal.dictionaries;
  return { ...call, userFieldNames, fields: indexByItemName(fields.values(), userFieldNames) };
}

/** The `id` of a deal that exists. */
export function readItemId(call: MethodCall): number {
  const id = readNumber(call, 'id');
  if (!call.portal.deals.exists(id)) throw restErrors.itemNotFound('Item not found');
  return id;
}

/** An array parameter; absent is empty. */
export function readItemArray({ params }: MethodCall, name: string): PhpArray {
  const value = findParam(params, name);
  return isPhpArray(value) ? value : new Map<string, PhpValue>();
}

function readNumber({ params }: MethodCall, name: string): number {
  const value = findParam(params, name);
  if (value === undefined) throw restErrors.missingParameter(name);
  return toInt(value);
}
