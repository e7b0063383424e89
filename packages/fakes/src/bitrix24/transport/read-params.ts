import { parseMultipart, parseMultipartFiles, type UploadedFiles } from './multipart.ts';
import { parseOrderedJson } from './ordered-json.ts';
import { parsePhpForm } from './php-form.ts';
import { isPhpArray, type PhpArray, type PhpValue } from './php-value.ts';

/** Merges query and body into one set of parameters; the body wins. A broken body counts as none. */
export function readParams(query: string, contentType: string, body: Buffer): PhpArray {
  const params = parsePhpForm(query);
  for (const [key, value] of parseBody(contentType, body)) params.set(key, value);
  return params;
}

/** The files of a multipart body; none for any other. */
export function readFiles(contentType: string, body: Buffer): UploadedFiles {
  const boundary = readBoundary(contentType);
  return boundary === undefined ? new Map() : parseMultipartFiles(body, boundary);
}

function readBoundary(contentType: string): string | undefined {
  return /boundary="?([^";]+)/i.exec(contentType)?.[1];
}

function parseBody(contentType: string, body: Buffer): PhpArray {
  const type = contentType.toLowerCase();
  if (body.length === 0) return new Map<string, PhpValue>();
  if (type.includes('json')) return parseJson(body);
  const boundary = readBoundary(contentType);
  if (type.startsWith('multipart/form-data') && boundary !== undefined) {
    return parseMultipart(body, boundary);
  }
  return type.startsWith('application/x-www-form-urlencoded')
    ? parsePhpForm(body.toString('utf8'))
    : new Map<string, PhpValue>();
}

function parseJson(body: Buffer): PhpArray {
  try {
    const value = parseOrderedJson(body.toString('utf8'));
    return isPhpArray(value) ? value : new Map<string, PhpValue>();
  } catch {
    return new Map<string, PhpValue>();
  }
}
