import type { Json } from '../../json.ts';
import { parseMultipart } from './multipart.ts';
import { parsePhpForm } from './php-form.ts';
import { fromJson, isPhpArray, type PhpArray, type PhpValue } from './php-value.ts';

/** Merges query and body into one set of parameters; the body wins. A broken body counts as none. */
export function readParams(query: string, contentType: string, body: Buffer): PhpArray {
  const params = parsePhpForm(query);
  for (const [key, value] of parseBody(contentType, body)) params.set(key, value);
  return params;
}

function parseBody(contentType: string, body: Buffer): PhpArray {
  const type = contentType.toLowerCase();
  if (body.length === 0) return new Map<string, PhpValue>();
  if (type.includes('json')) return parseJson(body);
  const boundary = /boundary="?([^";]+)/i.exec(contentType)?.[1];
  if (type.startsWith('multipart/form-data') && boundary !== undefined) {
    return parseMultipart(body, boundary);
  }
  return type.startsWith('application/x-www-form-urlencoded')
    ? parsePhpForm(body.toString('utf8'))
    : new Map<string, PhpValue>();
}

function parseJson(body: Buffer): PhpArray {
  try {
    const value = fromJson(JSON.parse(body.toString('utf8')) as Json);
    return isPhpArray(value) ? value : new Map<string, PhpValue>();
  } catch {
    return new Map<string, PhpValue>();
  }
}
