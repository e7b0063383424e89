import type { Json } from '../../json.ts';

/** A PHP array: ordered, keyed by text. Form fields, JSON bodies and batch commands become this. */
export type PhpArray = Map<string, PhpValue>;
export type PhpValue = string | number | boolean | null | PhpArray;

export const isPhpArray = (value: PhpValue | undefined): value is PhpArray => value instanceof Map;

/** JSON as PHP sees it: objects and lists alike become arrays. */
export function fromJson(value: Json): PhpValue {
  if (Array.isArray(value)) {
    const list = value as readonly Json[];
    return new Map(list.map((item, index) => [String(index), fromJson(item)]));
  }
  if (typeof value === 'object' && value !== null) {
    return new Map(Object.entries(value).map(([key, item]) => [key, fromJson(item)]));
  }
  return value as string | number | boolean | null;
}

/** PHP's JSON encoding rule: an empty array and keys 0..n-1 give a JSON list, else an object. */
export function toPhpJson(entries: ReadonlyMap<string, Json>): Json {
  const keys = [...entries.keys()];
  if (keys.every((key, index) => key === String(index))) return [...entries.values()];
  return Object.fromEntries(entries);
}

/** PHP's (int) cast: leading digits of a text; a non-empty array is 1. */
export function toInt(value: PhpValue | undefined): number {
  if (isPhpArray(value)) return value.size > 0 ? 1 : 0;
  if (typeof value === 'number') return Math.trunc(value);
  if (typeof value === 'boolean') return value ? 1 : 0;
  const digits = /^\s*[+-]?\d+/.exec(value ?? '');
  return digits ? Number(digits[0]) : 0;
}

/** PHP's text cast: true is "1", false and null are "", an array is "Array". */
export function toText(value: PhpValue | undefined): string {
  if (isPhpArray(value)) return 'Array';
  if (typeof value === 'boolean') return value ? '1' : '';
  return value === null || value === undefined ? '' : String(value);
}

/** PHP's truth: "", "0", 0, null, false and the empty array are false. */
export function isTruthy(value: PhpValue | undefined): boolean {
  if (isPhpArray(value)) return value.size > 0;
  return !(value === undefined || value === null || value === '' || value === '0' || !value);
}

/** The values of an array, or the single value as a list of one. */
export function toList(value: PhpValue | undefined): readonly PhpValue[] {
  if (value === undefined || value === null) return [];
  return isPhpArray(value) ? [...value.values()] : [value];
}

/** Finds a top-level parameter whatever the case of its name; the last one wins. */
export function findParam(params: PhpArray, name: string): PhpValue | undefined {
  const wanted = name.toLowerCase();
  let found: PhpValue | undefined;
  for (const [key, value] of params) if (key.toLowerCase() === wanted) found = value;
  return found;
}
