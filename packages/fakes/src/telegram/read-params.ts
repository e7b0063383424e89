import type { IncomingMessage } from 'node:http';
import { isJsonObject, type Json } from '../json.ts';
import { badRequest } from './telegram-error.ts';

/** A file of a multipart request. */
export interface UploadedFile {
  readonly name: string;
  readonly bytes: number;
}

/** What a request asks for, whatever form it came in. */
export interface Params {
  readonly fields: ReadonlyMap<string, Json>;
  readonly files: ReadonlyMap<string, UploadedFile>;
}

/** Reads query, JSON, form or multipart; a body that is none of them is refused as Telegram does. */
export function readParams(request: IncomingMessage, query: URLSearchParams, body: Buffer): Params {
  const fields = new Map<string, Json>(query);
  const files = new Map<string, UploadedFile>();
  const type = request.headers['content-type'] ?? '';
  const boundary = /^multipart\/form-data;.*boundary="?([^";]+)/i.exec(type)?.[1];
  if (boundary !== undefined) readMultipart(body, boundary, { fields, files });
  else if (type.startsWith('application/json')) readJson(body, fields);
  else if (type.startsWith('application/x-www-form-urlencoded')) {
    for (const [name, value] of new URLSearchParams(body.toString('utf8'))) fields.set(name, value);
  }
  return { fields, files };
}

function readJson(body: Buffer, fields: Map<string, Json>): void {
  if (body.length === 0) return;
  try {
    const parsed: unknown = JSON.parse(body.toString('utf8'));
    if (isJsonObject(parsed)) {
      for (const [name, value] of Object.entries(parsed)) fields.set(name, value);
      return;
    }
  } catch {
    // Answered below: a body that does not parse and one that is no object are the same to it.
  }
  throw badRequest("can't parse request: JSON object expected");
}

function readMultipart(
  body: Buffer,
  boundary: string,
  { fields, files }: { fields: Map<string, Json>; files: Map<string, UploadedFile> },
): void {
  // latin1 keeps one character per byte, so that lengths and bytes survive the splitting.
  for (const part of body.toString('latin1').split(`--${boundary}`).slice(1)) {
    if (part.startsWith('--')) break;
    const cut = part.indexOf('\r\n\r\n');
    if (cut < 0) continue;
    const head = Buffer.from(part.slice(0, cut), 'latin1').toString('utf8');
    const name = /[; ]name="?([^";\r\n]+)/i.exec(head)?.[1];
    if (name === undefined) continue;
    const content = part.slice(cut + 4).replace(/\r\n$/, '');
    const fileName = /filename="?([^";\r\n]*)/i.exec(head)?.[1];
    if (fileName !== undefined) files.set(name, { name: fileName, bytes: content.length });
    else fields.set(name, Buffer.from(content, 'latin1').toString('utf8'));
  }
}

/** A parameter as text; numbers are written out. */
export function textOf({ fields }: Params, name: string): string | undefined {
  const value = fields.get(name);
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
}

/** A parameter that is a structure: as JSON, or as JSON text in a form. */
export function jsonOf({ fields }: Params, name: string): Json | undefined {
  const value = fields.get(name);
  if (typeof value !== 'string') return value;
  try {
    return JSON.parse(value) as Json;
  } catch {
    throw badRequest(`can't parse ${name} JSON object`);
  }
}
