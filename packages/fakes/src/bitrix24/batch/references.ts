import type { Json } from '../../json.ts';
import {
  fromJson,
  isPhpArray,
  toText,
  type PhpArray,
  type PhpValue,
} from '../transport/php-value.ts';

/** The maps of a running batch that later commands may refer to. */
export interface BatchMaps {
  readonly result: Map<string, Json>;
  readonly error: Map<string, Json>;
  readonly total: Map<string, Json>;
  readonly next: Map<string, Json>;
  readonly time: Map<string, Json>;
}

// The tail is greedy up to white space: two references need a space between them.
const referencePattern = /\$(result|error|total|next|time)(\S*)/gi;

/** Puts the values of earlier commands in place of `$result[…]` and its kin, at any depth. */
export function substituteReferences(params: PhpArray, maps: BatchMaps): PhpArray {
  const substituted: PhpArray = new Map();
  for (const [key, value] of params) {
    substituted.set(
      key,
      isPhpArray(value)
        ? substituteReferences(value, maps)
        : typeof value === 'string'
          ? substituteText(value, maps)
          : value,
    );
  }
  return substituted;
}

function substituteText(text: string, maps: BatchMaps): PhpValue {
  let result = text;
  for (const match of text.matchAll(referencePattern)) {
    const [whole, name = '', tail = ''] = match;
    const path = [...tail.matchAll(/\[([^\]]+)\]/g)].map(([, key = '']) => key);
    if (path.length === 0) continue;
    const value = walk(maps[name.toLowerCase() as keyof BatchMaps], path);
    // A reference that is the whole value is replaced as it is, even by an array.
    if (whole === text) return value;
    result = result.replaceAll(whole, () => toText(value));
  }
  return result;
}

/** Walks as far as it gets: a missing or null part ends the walk at what was reached so far. */
function walk(map: ReadonlyMap<string, Json>, path: readonly string[]): PhpValue {
  const [first = '', ...rest] = path;
  const start = map.get(first);
  if (start === undefined || start === null) {
    return new Map([...map].map(([key, value]) => [key, fromJson(value)]));
  }
  let reached: PhpValue = fromJson(start);
  for (const part of rest) {
    const next: PhpValue | undefined = isPhpArray(reached) ? reached.get(part) : undefined;
    if (next === undefined || next === null) break;
    reached = next;
  }
  return reached;
}
