/** Bodies of writes: JSON, or an entry of Atom. What does not parse is code 2. */
import { isJsonObject, type Json, type JsonObject } from '../../json.ts';
import type { FieldSchema, SetSchema } from '../field-schema.ts';
import { odataErrors } from './odata-error.ts';

/** The fields of a body by their names. */
export function readEntity(text: string, set: SetSchema): JsonObject {
  if (
    text
      .trimStart()
      .replace(/^\uFEFF/, '')
      .startsWith('<')
  )
    return readEntry(text, set);
  let body: Json;
  try {
    body = JSON.parse(text.replace(/^\uFEFF/, '')) as Json;
  } catch {
    throw odataErrors.badBody();
  }
  if (!isJsonObject(body)) throw odataErrors.badBody();
  return body;
}

const badAmpersand = /&(?!(?:amp|lt|gt|quot|apos|#\d+|#x[\da-f]+);)/i;
const element = /<([\w.]+:)?([\p{L}\d_]+)((?:\s[^<>]*?)?)(?:\/>|>([^]*?)<\/\1?\2\s*>)/gu;

function readEntry(text: string, set: SetSchema): JsonObject {
  const inner = /<(?:\w+:)?properties[^>]*?(?:\/>|>([^]*)<\/(?:\w+:)?properties\s*>)/.exec(text);
  if (inner === null || badAmpersand.test(text)) throw odataErrors.badBody();
  return readFields(inner[1] ?? '', set.fields, set.parts);
}

function readFields(
  xml: string,
  fields: readonly FieldSchema[],
  parts: SetSchema['parts'],
): JsonObject {
  const body: Record<string, Json> = {};
  for (const [, , name = '', attributes = '', inner = ''] of xml.matchAll(element)) {
    const part = parts[name];
    const isNull = /null\s*=\s*["']true["']/.test(attributes);
    if (part !== undefined) body[name] = readLines(inner, part);
    else
      body[name] = isNull
        ? null
        : toValue(
            fields.find((one) => one.name === name),
            inner,
          );
  }
  // Text or a sign between the fields: the document is not well formed.
  if (xml.replaceAll(element, '').trim() !== '') throw odataErrors.badBody();
  return body;
}

function readLines(xml: string, fields: readonly FieldSchema[]): Json[] {
  return [...xml.matchAll(element)].map(([, , , , inner]) => readFields(inner ?? '', fields, {}));
}

function toValue(field: FieldSchema | undefined, xml: string): Json {
  if (field !== undefined && xml.includes('<')) throw odataErrors.badBody();
  const text = xml
    .replaceAll(/&#(x[\da-f]+|\d+);/gi, (_all, code: string) =>
      String.fromCodePoint(Number(code.startsWith('x') ? `0${code}` : code)),
    )
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&apos;', "'")
    .replaceAll('&amp;', '&');
  switch (field?.type) {
    case 'Edm.Boolean':
      return text === 'true' || (text === 'false' ? false : text);
    case 'Edm.Double':
    case 'Edm.Int64':
      return text.trim() === '' || Number.isNaN(Number(text)) ? text : Number(text);
    case 'Edm.String':
    case 'Edm.Guid':
    case 'Edm.DateTime':
    case undefined:
      return text;
  }
}
