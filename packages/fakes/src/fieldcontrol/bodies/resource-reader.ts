import { isJsonObject, type Json } from '../../json.ts';
import { decodeId } from '../ids.ts';
import { wrongResource, type Wrong } from './refusal.ts';

/**
 * Reads the fields of a request body and collects everything that is wrong with them, so that one
 * 422 names it all. What it gives is only to be used after `refuseIfWrong`.
 */
export interface ResourceReader {
  /** A text that must be there; "" after a complaint. */
  text(path: string): string;
  optionalText(path: string): string | null;
  optionalBoolean(path: string): boolean | undefined;
  optionalInteger(path: string): number | undefined;
  /** `{id}` of something that `known` has; "" after a complaint. */
  reference(path: string, known: ReadonlyMap<string, unknown>): string;
  optionalReference(path: string, known: ReadonlyMap<string, unknown>): string | null;
  /** What lies at a place such as `address.coords.latitude`; undefined when nothing does. */
  at(path: string): Json | undefined;
  /** The place as errors name it. */
  complain(path: string, message: string): void;
  /** Throws the 422 when there was a complaint. */
  refuseIfWrong(): void;
}

/** Wraps a body. */
export function readResource(body: Json): ResourceReader {
  const errors: Wrong[] = [];
  const at = (path: string): Json | undefined => lookUp(body, path);
  const complain = (path: string, message: string): void => {
    errors.push({ path: `@.${path}`, message });
  };
  const optional = <T extends Json>(
    path: string,
    is: (value: Json) => value is T,
    need: string,
  ): T | undefined => {
    const value = at(path) ?? null;
    if (value === null) return undefined;
    if (is(value)) return value;
    complain(path, `must be ${need}`);
    return undefined;
  };
  const optionalReference = (path: string, known: ReadonlyMap<string, unknown>): string | null => {
    const id = optional(`${path}.id`, isText, 'a string');
    if (id === undefined) return null;
    if (known.has(id)) return id;
    complain(`${path}.id`, decodeId(id) ? 'must be an existing resource' : 'must be a valid id');
    return null;
  };
  return {
    at,
    complain,
    text: (path) => {
      const isMissing = (at(path) ?? '') === '';
      if (isMissing) complain(path, 'must be not null');
      return isMissing ? '' : (optional(path, isText, 'a string') ?? '');
    },
    optionalText: (path) => optional(path, isText, 'a string') ?? null,
    optionalBoolean: (path) => optional(path, isBoolean, 'a boolean'),
    optionalInteger: (path) => optional(path, isWhole, 'an integer'),
    optionalReference,
    reference: (path, known) => {
      if ((at(`${path}.id`) ?? null) !== null) return optionalReference(path, known) ?? '';
      complain(`${path}.id`, 'must be not null');
      return '';
    },
    refuseIfWrong: () => {
      if (errors.length > 0) throw wrongResource(errors);
    },
  };
}

function lookUp(body: Json, path: string): Json | undefined {
  let value: Json | undefined = body;
  for (const name of path.split('.')) {
    if (Array.isArray(value)) value = (value as readonly Json[])[Number(name)];
    else value = isJsonObject(value) ? value[name] : undefined;
  }
  return value;
}

const isText = (value: Json): value is string => typeof value === 'string';
const isBoolean = (value: Json): value is boolean => typeof value === 'boolean';
const isWhole = (value: Json): value is number => Number.isInteger(value);
