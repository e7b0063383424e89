/**
 * Bitrix24's `batch`: up to fifty commands in one request, answered per key. PHP writes an empty
 * map as [] and a map with keys 0…n-1 as an array, so every map is read through `entryOf`
 * (b24restdocs batch.md; vendor's rest_provider.php).
 */
import { JsonPart } from '../http/json-parts.ts';
import { findWireError, type WireError } from './errors.ts';
import { BATCH_SIZE } from './limits.ts';

/** A value that the portal itself takes from an earlier answer of the same batch. */
export class BatchReference {
  readonly text: string;

  /** `keys` lead from the earlier command's result to the value. */
  constructor(command: string, keys: readonly (string | number)[]) {
    this.text = `$result[${[command, ...keys].join('][')}]`;
  }
}

export type Param =
  string | number | boolean | BatchReference | readonly Param[] | { readonly [key: string]: Param };

export type Params = Readonly<Record<string, Param>>;

export interface Command {
  readonly key: string;
  readonly method: string;
  readonly params?: Params;
}

export type CommandAnswer =
  | {
      readonly state: 'done';
      readonly result: unknown;
      readonly total: number | undefined;
      readonly next: number | undefined;
    }
  | { readonly state: 'refused'; readonly error: WireError }
  /** The portal answered the batch and said nothing about this command. */
  | { readonly state: 'missing' }
  /** What it said about this command is not JSON. */
  | { readonly state: 'unreadable' };

/** Where the results of the commands are in the body of an answer: the long part of it. */
export const RESULTS_AT: readonly string[] = ['result', 'result'];

/** What one answered batch says: per command, and the operating time per method. */
export interface BatchAnswer {
  /** Parses a result that is still bytes, anew for every call. */
  answerOf(key: string): CommandAnswer;
  /** Why a command was refused; undefined when it was not. */
  errorOf(key: string): WireError | undefined;
  /** `result_time[key]` of every command that has one. */
  timeOf(key: string): unknown;
}

/** The portal replaces such text inside a batch by parts of earlier answers, in any value. */
const REFERENCE = /\$(?:result|error|total|next|time)\[/i;

/**
 * The body of a batch request. Throws when there are too many commands, a key twice, or a value
 * with text that the portal would replace: that call must be made directly.
 */
export function toBatchBody(commands: readonly Command[]): {
  halt: 0;
  cmd: Record<string, string>;
} {
  if (commands.length > BATCH_SIZE) {
    throw new RangeError(`A batch takes at most ${BATCH_SIZE} commands, not ${commands.length}.`);
  }
  const cmd: Record<string, string> = {};
  for (const { key, method, params } of commands) {
    if (Object.hasOwn(cmd, key)) throw new RangeError(`The batch key ${key} is used twice.`);
    cmd[key] = toCommand(method, params ?? {});
  }
  return { halt: 0, cmd };
}

/** `method?query` with PHP brackets, percent-encoded once. */
export function toCommand(method: string, params: Params): string {
  const pairs = Object.entries(params).flatMap(([name, value]) => toPairs(name, value));
  const query = pairs.map((pair) => pair.map(encodeURIComponent).join('=')).join('&');
  return query === '' ? method : `${method}?${query}`;
}

/** Reads the `result` of an answered batch; undefined when it is not a batch's. */
export function readBatch(result: unknown): BatchAnswer | undefined {
  if (!isMap(result)) return undefined;
  const { result: results, result_error: errors, result_time: times } = result;
  const { result_total: totals, result_next: nexts } = result;
  if (!isMapOrList(results) || !isMapOrList(errors)) return undefined;
  const errorOf = (key: string): WireError | undefined => {
    const error = entryOf(errors, key);
    if (error === undefined) return undefined;
    return findWireError(error) ?? { code: '', description: 'unreadable error' };
  };
  return {
    answerOf: (key) => {
      const error = errorOf(key);
      if (error !== undefined) return { state: 'refused', error };
      const own = entryOf(results, key);
      if (own === undefined) return { state: 'missing' };
      const total = toCount(entryOf(totals, key));
      const next = toCount(entryOf(nexts, key));
      if (!(own instanceof JsonPart)) return { state: 'done', result: own, total, next };
      try {
        return { state: 'done', result: own.parse(), total, next };
      } catch {
        return { state: 'unreadable' };
      }
    },
    errorOf,
    timeOf: (key) => entryOf(times, key),
  };
}

function toPairs(name: string, value: Param): [string, string][] {
  if (value instanceof BatchReference) return [[name, value.text]];
  if (Array.isArray(value)) {
    return value.flatMap((item, index) => toPairs(`${name}[${index}]`, item as Param));
  }
  if (typeof value === 'object') {
    return Object.entries(value).flatMap(([key, item]) => toPairs(`${name}[${key}]`, item));
  }
  const text = typeof value === 'boolean' ? String(Number(value)) : String(value);
  if (REFERENCE.test(text) || REFERENCE.test(name)) {
    throw new RangeError('A text has a batch reference ($result[…]); send it by a direct call.');
  }
  return [[name, text]];
}

/** The entry of a PHP map that may have become an array; null is an entry too. */
function entryOf(map: unknown, key: string): unknown {
  if (Array.isArray(map))
    return /^\d{1,3}$/.test(key) ? (map as unknown[])[Number(key)] : undefined;
  return isMap(map) && Object.hasOwn(map, key) ? map[key] : undefined;
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isMapOrList(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}

function toCount(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isInteger(value) ? value : undefined;
}
