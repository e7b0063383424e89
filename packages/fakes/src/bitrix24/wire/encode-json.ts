import type { Json } from '../../json.ts';

/** Encodes as the vendor's PHP does: slashes escaped, `&` as \u0026 where the portal is set so. */
export function encodeJson(value: Json, escapesAmpersand: boolean): string {
  // A slash or ampersand can only stand inside a JSON text, never in its grammar.
  const escaped = JSON.stringify(value).replaceAll('/', '\\/');
  return escapesAmpersand ? escaped.replaceAll('&', '\\u0026') : escaped;
}
