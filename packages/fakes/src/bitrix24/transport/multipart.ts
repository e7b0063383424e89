import { putPhpField } from './php-form.ts';
import type { PhpArray } from './php-value.ts';

/** Decodes the text fields of a multipart body; parts with a file name are left out. */
export function parseMultipart(body: Buffer, boundary: string): PhpArray {
  const params: PhpArray = new Map();
  // latin1 keeps one character per byte, so that offsets and bytes survive the splitting.
  for (const part of body.toString('latin1').split(`--${boundary}`).slice(1)) {
    if (part.startsWith('--')) break;
    const cut = part.indexOf('\r\n\r\n');
    if (cut < 0) continue;
    const head = Buffer.from(part.slice(0, cut), 'latin1').toString('utf8');
    const name = /name="([^"]*)"/i.exec(head)?.[1];
    if (name === undefined || /filename=/i.test(head)) continue;
    const text = part.slice(cut + 4).replace(/\r\n$/, '');
    putPhpField(params, name, Buffer.from(text, 'latin1').toString('utf8'));
  }
  return params;
}
