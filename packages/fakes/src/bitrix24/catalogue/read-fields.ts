import type { MethodCall } from '../methods/vendor-method.ts';
import {
  findParam,
  isPhpArray,
  toInt,
  toList,
  toText,
  type PhpArray,
  type PhpValue,
} from '../transport/php-value.ts';
import { restErrors } from '../wire/rest-error.ts';

/** The `fields` of a write; refuses what is no array as the newer methods do. */
export function readFields({ params }: MethodCall): PhpArray {
  const fields = findParam(params, 'fields');
  if (isPhpArray(fields)) return fields;
  throw restErrors.missingParameter('fields');
}

/** The `id` of a newer method; 0 for what is no number. */
export function readRequiredId({ params }: MethodCall, name = 'id'): number {
  const value = findParam(params, name);
  if (value === undefined) throw restErrors.missingParameter(name);
  return toInt(value);
}

/** A number as PHP's (float) reads it. */
export function toNumber(value: PhpValue | undefined): number {
  return Number.parseFloat(toText(value)) || 0;
}

/** A positive id, or null. */
export function toIdOrNull(value: PhpValue | undefined): number | null {
  const id = toInt(value);
  return id > 0 ? id : null;
}

/** The texts of a property: {value}, a list of such, or bare values; empty ones are left out. */
export function toPropertyTexts(value: PhpValue): readonly string[] {
  const single = isPhpArray(value) && value.has('value') ? [value] : toList(value);
  return single
    .map((item) => toText(isPhpArray(item) ? item.get('value') : item))
    .filter((text) => text !== '');
}
