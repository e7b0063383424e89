import { toStorableJson } from './storable-text.ts';

/**
 * One value in the text form of COPY, by which PostgreSQL reads it in its column's own type. Nothing
 * (null, undefined) is NULL; a text that spells \N stays a text. Objects other than dates must know
 * their own text: decimals do.
 */
export function toCopyText(value: unknown): string {
  if (typeof value === 'string') return escape(value);
  if (value === null || value === undefined) return '\\N';
  if (typeof value === 'boolean') return value ? 't' : 'f';
  if (value instanceof Date) return value.toISOString();
  return escape(String(value));
}

/** A value of a jsonb column in the text form of COPY. */
export function toCopyJson(value: unknown): string {
  // JSON writes control characters as escapes: backslashes are all that is left to care for.
  return toStorableJson(value).replaceAll('\\', '\\\\');
}

const NEEDS_CARE = /[\\\t\n\r\0]/;

function escape(text: string): string {
  if (!NEEDS_CARE.test(text)) return text;
  return text
    .replaceAll('\\', '\\\\')
    .replaceAll('\t', '\\t')
    .replaceAll('\n', '\\n')
    .replaceAll('\r', '\\r')
    .replaceAll('\0', '\uFFFD');
}
