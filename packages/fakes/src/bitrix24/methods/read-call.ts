import { findParam, isPhpArray, toInt, type PhpArray } from '../transport/php-value.ts';
import { restErrors } from '../wire/rest-error.ts';
import type { MethodCall } from './vendor-method.ts';

/** The `id` of a legacy CRM call; refuses as the vendor's code does. */
export function readId({ params }: MethodCall): number {
  const id = toInt(findParam(params, 'id'));
  if (id <= 0) throw restErrors.legacy('ID is not defined or invalid.');
  return id;
}

/** An array parameter; absent is empty, anything else is refused. */
export function readArray({ params }: MethodCall, name: string): PhpArray {
  const value = findParam(params, name);
  // An empty PHP array arrives from forms as nothing or as an empty text.
  if (value === undefined || value === null || value === '') return new Map();
  if (isPhpArray(value)) return value;
  throw restErrors.legacy(`Parameter '${name}' must be array.`);
}
