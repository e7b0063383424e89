/**
 * What PostgreSQL can keep of a text from outside: NUL characters and halves of surrogate pairs
 * become U+FFFD. One such character in one comment must not stop a load.
 */
export function toStorableText(text: string): string {
  return text.replaceAll('\0', '\uFFFD').toWellFormed();
}

/** JSON text whose every string, names of fields included, can be stored. */
export function toStorableJson(value: unknown): string {
  const text = JSON.stringify(value);
  // JSON writes both kinds of character as escapes and hardly anything else.
  return text.includes('\\u') ? JSON.stringify(value, toStorable) : text;
}

function toStorable(_name: string, value: unknown): unknown {
  if (typeof value === 'string') return toStorableText(value);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [toStorableText(name), item]),
  );
}
