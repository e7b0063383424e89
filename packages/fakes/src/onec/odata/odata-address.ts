/** Where a request to `…/odata/standard.odata/…` points. */
import { odataErrors } from './odata-error.ts';

/** Names and values of a key or of arguments; a single unnamed key value has the name ''. */
export type Arguments = ReadonlyMap<string, string>;

export type OdataAddress =
  | { readonly kind: 'document' }
  | { readonly kind: 'metadata' }
  | { readonly kind: 'set'; readonly set: string; readonly isCount: boolean }
  | {
      readonly kind: 'entity';
      readonly set: string;
      readonly key: Arguments;
      /** What follows: a method, or properties of it and of what it points to. */
      readonly path: readonly string[];
    }
  | {
      readonly kind: 'function';
      readonly set: string;
      readonly name: string;
      readonly args: Arguments;
    };

const set = /^([\p{L}\d_]+)/u;
const call = /^\/([A-Za-z]+)(?:\(([^]*)\))?$/u;

/** Reads the path after `standard.odata`; names may be raw or percent-encoded. */
export function parseOdataAddress(path: string): OdataAddress {
  const text = decode(path).replace(/^\/+|\/+$/g, '');
  if (text === '') return { kind: 'document' };
  if (text === '$metadata') return { kind: 'metadata' };
  const name = set.exec(text)?.[1];
  if (name === undefined) throw odataErrors.badUrl();
  const rest = text.slice(name.length);
  if (rest === '') return { kind: 'set', set: name, isCount: false };
  if (rest === '/$count') return { kind: 'set', set: name, isCount: true };
  if (rest.startsWith('(')) return parseEntity(name, rest);
  const found = call.exec(rest);
  if (found === null) throw odataErrors.badUrl();
  return {
    kind: 'function',
    set: name,
    name: found[1] ?? '',
    args: parseArguments(found[2] ?? ''),
  };
}

function parseEntity(name: string, rest: string): OdataAddress {
  const end = closingBracket(rest);
  const key = parseArguments(rest.slice(1, end));
  if (key.size === 0) throw odataErrors.keyPart('Ref_Key');
  const path = rest
    .slice(end + 1)
    .replace(/\(\)$/, '')
    .split('/')
    .filter((each) => each !== '');
  if (path.some((each) => !/^[\p{L}\d_]+$/u.test(each))) throw odataErrors.badUrl();
  return { kind: 'entity', set: name, key, path };
}

function closingBracket(text: string): number {
  let isQuoted = false;
  for (const [index, character] of [...text].entries()) {
    if (character === "'") isQuoted = !isQuoted;
    if (character === ')' && !isQuoted) return index;
  }
  throw odataErrors.badUrl();
}

/** The name that faults and counters know a request by, lower case. */
export function methodOf(verb: string, path: string): string {
  const bare = decode(path)
    .replace(/^\/+|\/+$/g, '')
    .replace(/\([^/]*\)/g, '');
  return `${verb} ${bare === '' ? '$service' : bare}`.toLowerCase();
}

function parseArguments(text: string): Arguments {
  const args = new Map<string, string>();
  const argument =
    /\s*(?:([\p{L}\d_]+)\s*=\s*)?(?:(?:datetime|guid)'([^']*)'|'((?:[^']|'')*)'|(-?\d+)L?)\s*(?:,|$)/uy;
  while (argument.lastIndex < text.length) {
    const found = argument.exec(text);
    if (found === null) throw odataErrors.badQuery(text.slice(0, 60));
    const [, name = '', literal, value, number] = found;
    args.set(name, literal ?? number ?? (value ?? '').replaceAll("''", "'"));
  }
  return args;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw odataErrors.badUrl();
  }
}
