import type { Json } from '../../json.ts';
import { fromJson, type PhpArray, type PhpValue } from './php-value.ts';

// JavaScript puts keys such as "10" in front and in rising order; PHP keeps them where they stand.
const numericKey = /"(0|[1-9]\d*)"\s*:/;
const plainScalar = /[^\s,\]}]+/y;
const space = /\s*/y;

/** Decodes JSON into PHP arrays whose keys stand in the order of the text. Throws on broken JSON. */
export function parseOrderedJson(text: string): PhpValue {
  const value = JSON.parse(text) as Json;
  return numericKey.test(text) ? readText(text) : fromJson(value);
}

/** Reads a text that is known to be good JSON. */
function readText(text: string): PhpValue {
  let at = 0;
  const take = (pattern: RegExp): string => {
    pattern.lastIndex = at;
    const found = pattern.exec(text)?.[0] ?? '';
    at += found.length;
    return found;
  };
  const peek = (): string => {
    take(space);
    return text.charAt(at);
  };
  const readString = (): string => {
    const start = at;
    at = endOfString(text, start);
    return JSON.parse(text.slice(start, at)) as string;
  };
  const readMembers = (close: string): PhpArray => {
    const members: PhpArray = new Map();
    at += 1;
    while (peek() !== close) {
      const key = close === '}' ? readString() : String(members.size);
      if (close === '}') {
        peek();
        at += 1;
      }
      members.set(key, readValue());
      if (peek() === ',') at += 1;
    }
    at += 1;
    return members;
  };
  const readValue = (): PhpValue => {
    const first = peek();
    if (first === '{') return readMembers('}');
    if (first === '[') return readMembers(']');
    if (first === '"') return readString();
    return JSON.parse(take(plainScalar)) as string | number | boolean | null;
  };
  return readValue();
}

/** The position behind the quotation mark that closes a string. */
function endOfString(text: string, start: number): number {
  let at = start + 1;
  while (text.charAt(at) !== '"') at += text.charAt(at) === '\\' ? 2 : 1;
  return at + 1;
}
