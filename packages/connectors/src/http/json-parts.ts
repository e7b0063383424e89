/**
 * Large answers, a part at a time: the bytes stay as they came, and only the part that somebody
 * wants becomes objects. What an answer of 10 MB becomes as a whole is many times as large.
 */

/** Bytes of JSON that nobody has parsed. */
export class JsonPart {
  readonly #bytes: Buffer;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  /** A new value every time. Throws `SyntaxError` when the bytes are not JSON. */
  parse(): unknown {
    return JSON.parse(this.#bytes.toString('utf8')) as unknown;
  }
}

/**
 * Parses JSON except for the entries of the map at `path`, which become `JsonPart`. Where the path
 * leads to no map, or without one, everything is parsed. Throws `SyntaxError` for what is not JSON;
 * inside a part only brackets and quotes are looked at.
 */
export function parseInParts(bytes: Buffer, path: readonly string[] | undefined): unknown {
  if (path === undefined) return new JsonPart(bytes).parse();
  const { value, end } = readValue(bytes, skipSpace(bytes, 0), path);
  if (skipSpace(bytes, end) < bytes.length) throw new SyntaxError('Text follows the JSON.');
  return value;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const COLON = 0x3a;
const [OPEN_MAP, CLOSE_MAP] = [0x7b, 0x7d];
const [OPEN_LIST, CLOSE_LIST] = [0x5b, 0x5d];

interface Read {
  readonly value: unknown;
  /** Where the value is over. */
  readonly end: number;
}

function readValue(bytes: Buffer, start: number, path: readonly string[] | undefined): Read {
  if (path !== undefined && bytes[start] === OPEN_MAP) return readMap(bytes, start, path);
  const end = endOfValue(bytes, start);
  return { value: new JsonPart(bytes.subarray(start, end)).parse(), end };
}

function readPart(bytes: Buffer, start: number): Read {
  const end = endOfValue(bytes, start);
  if (end === start) throw new SyntaxError('A value is missing in the JSON.');
  return { value: new JsonPart(bytes.subarray(start, end)), end };
}

function readMap(bytes: Buffer, start: number, [name, ...rest]: readonly string[]): Read {
  // Without a prototype, so that no name is special.
  const value = Object.create(null) as Record<string, unknown>;
  let at = skipSpace(bytes, start + 1);
  if (bytes[at] === CLOSE_MAP) return { value, end: at + 1 };
  for (;;) {
    if (bytes[at] !== QUOTE) throw new SyntaxError('A name is missing in the JSON.');
    const endOfKey = endOfText(bytes, at);
    const key = JSON.parse(bytes.toString('utf8', at, endOfKey)) as string;
    const colon = skipSpace(bytes, endOfKey);
    if (bytes[colon] !== COLON) throw new SyntaxError('A colon is missing in the JSON.');
    const begin = skipSpace(bytes, colon + 1);
    const read =
      name === undefined
        ? readPart(bytes, begin)
        : readValue(bytes, begin, key === name ? rest : undefined);
    value[key] = read.value;
    at = skipSpace(bytes, read.end);
    if (bytes[at] === CLOSE_MAP) return { value, end: at + 1 };
    if (bytes[at] !== COMMA) throw new SyntaxError('A comma is missing in the JSON.');
    at = skipSpace(bytes, at + 1);
  }
}

/** Where the value that begins at `start` is over. Every byte of an answer passes here. */
function endOfValue(bytes: Buffer, start: number): number {
  let depth = 0;
  let at = start;
  while (at < bytes.length) {
    const byte = bytes[at];
    if (byte === QUOTE) {
      at = endOfText(bytes, at);
      if (depth === 0) return at;
      continue;
    }
    if (byte === OPEN_MAP || byte === OPEN_LIST) depth += 1;
    else if (byte === CLOSE_MAP || byte === CLOSE_LIST) {
      if (depth === 0) return at;
      depth -= 1;
      if (depth === 0) return at + 1;
    } else if (depth === 0 && (byte === COMMA || isSpace(byte))) return at;
    at += 1;
  }
  if (depth > 0) throw new SyntaxError('The JSON is cut.');
  return at;
}

/** Where the text whose opening quote is at `start` is over, closing quote included. */
function endOfText(bytes: Buffer, start: number): number {
  for (let at = start + 1; at < bytes.length; at += 1) {
    const byte = bytes[at];
    if (byte === QUOTE) return at + 1;
    if (byte === BACKSLASH) at += 1;
  }
  throw new SyntaxError('The JSON is cut within a text.');
}

function skipSpace(bytes: Buffer, start: number): number {
  let at = start;
  while (at < bytes.length && isSpace(bytes[at])) at += 1;
  return at;
}

function isSpace(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}
