import { putPhpField } from './php-form.ts';
import type { PhpArray } from './php-value.ts';

/** A file of a multipart body. */
export interface UploadedFile {
  readonly name: string;
  readonly content: Buffer;
}
/** Files by the name of their field. */
export type UploadedFiles = ReadonlyMap<string, UploadedFile>;

/** Decodes the text fields of a multipart body; parts with a file name are left out. */
export function parseMultipart(body: Buffer, boundary: string): PhpArray {
  const params: PhpArray = new Map();
  for (const { field, fileName, content } of splitParts(body, boundary)) {
    if (fileName === undefined) putPhpField(params, field, content.toString('utf8'));
  }
  return params;
}

/** The files of a multipart body. */
export function parseMultipartFiles(body: Buffer, boundary: string): UploadedFiles {
  const files = new Map<string, UploadedFile>();
  for (const { field, fileName, content } of splitParts(body, boundary)) {
    if (fileName !== undefined) files.set(field, { name: fileName, content });
  }
  return files;
}

interface Part {
  readonly field: string;
  /** Undefined for a text field. */
  readonly fileName: string | undefined;
  readonly content: Buffer;
}

function splitParts(body: Buffer, boundary: string): readonly Part[] {
  const parts: Part[] = [];
  // latin1 keeps one character per byte, so that offsets and bytes survive the splitting.
  for (const part of body.toString('latin1').split(`--${boundary}`).slice(1)) {
    if (part.startsWith('--')) break;
    const cut = part.indexOf('\r\n\r\n');
    if (cut < 0) continue;
    const head = Buffer.from(part.slice(0, cut), 'latin1').toString('utf8');
    const field = /(?:^|[\s;])name="([^"]*)"/i.exec(head)?.[1];
    if (field === undefined) continue;
    const fileName = /filename="([^"]*)"/i.exec(head)?.[1];
    const text = part.slice(cut + 4).replace(/\r\n$/, '');
    parts.push({ field, fileName, content: Buffer.from(text, 'latin1') });
  }
  return parts;
}
