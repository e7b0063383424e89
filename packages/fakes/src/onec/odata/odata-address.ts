/** Where a request to `…/odata/standard.odata/…` points. */
import { odataErrors } from './odata-error.ts';

export type OdataAddress =
  | { readonly kind: 'document' }
  | { readonly kind: 'metadata' }
  | { readonly kind: 'set'; readonly set: string; readonly isCount: boolean }
  | { readonly kind: 'entity'; readonly set: string; readonly ref: string; readonly method: string }
  | {
      readonly kind: 'function';
      readonly set: string;
      readonly name: string;
      readonly args: ReadonlyMap<string, string>;
    };

/** Reads the path after `standard.odata`; names may be raw or percent-encoded. */
export function parseOdataAddress(path: string): OdataAddress {
  const text = decode(path).replace(/^\/+|\/+$/g, '');
  if (text === '') return { kind: 'document' };
  if (text === '$metadata') return { kind: 'metadata' };
  const entity = /^([\p{L}\d_]+)\(guid'([0-9a-fA-F-]{36})'\)(?:\/(\w+)(?:\(\))?)?$/u.exec(text);
  if (entity !== null) {
    const [, set = '', ref = '', method = ''] = entity;
    return { kind: 'entity', set, ref: ref.toLowerCase(), method };
  }
  const call = /^([\p{L}\d_]+)\/(\w+)\(([^]*)\)$/u.exec(text);
  if (call !== null) {
    const [, set = '', name = '', args = ''] = call;
    return { kind: 'function', set, name, args: parseArguments(args) };
  }
  const set = /^([\p{L}\d_]+)(\/\$count)?$/u.exec(text);
  if (set === null) throw odataErrors.badUrl();
  return { kind: 'set', set: set[1] ?? '', isCount: set[2] !== undefined };
}

/** The name that faults and counters know a request by, lower case. */
export function methodOf(verb: string, path: string): string {
  const bare = decode(path)
    .replace(/^\/+|\/+$/g, '')
    .replace(/\([^/]*\)/g, '');
  return `${verb} ${bare === '' ? '$service' : bare}`.toLowerCase();
}

function parseArguments(text: string): ReadonlyMap<string, string> {
  const args = new Map<string, string>();
  const argument = /\s*(\w+)\s*=\s*(?:datetime'([^']*)'|'((?:[^']|'')*)')\s*(?:,|$)/uy;
  while (argument.lastIndex < text.length) {
    const found = argument.exec(text);
    if (found === null) throw odataErrors.badQuery(text.slice(0, 60));
    const [, name = '', date, value] = found;
    args.set(name, date ?? (value ?? '').replaceAll("''", "'"));
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
