import type { Json } from '../../json.ts';
import { toPhpJson } from '../transport/php-value.ts';

// No vendor's key begins with it, and it keeps a number from being taken for a place in a list.
const mark = '\u0000';

/**
 * A PHP array as JSON whose keys will stand in PHP's order: JavaScript moves numbers to the front, so
 * where that would happen all keys are marked until `unmarkKeys`.
 */
export function toOrderedJson(entries: ReadonlyMap<string, Json>): Json {
  const plain = toPhpJson(entries);
  if (Array.isArray(plain) || isInOrder(plain as object, entries)) return plain;
  return Object.fromEntries([...entries].map(([key, value]) => [mark + key, value]));
}

/** Takes the marks out of an encoded answer. */
export function unmarkKeys(text: string): string {
  return text.replaceAll('"\\u0000', '"');
}

/** True when the answer has marked keys. */
export function hasMarkedKeys(value: Json): boolean {
  return (
    typeof value === 'object' && value !== null && (Object.keys(value)[0] ?? '').startsWith(mark)
  );
}

function isInOrder(plain: object, entries: ReadonlyMap<string, Json>): boolean {
  const keys = Object.keys(plain);
  return [...entries.keys()].every((key, at) => key === keys[at]);
}
