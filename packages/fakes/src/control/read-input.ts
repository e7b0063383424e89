import { isJsonObject, type Json, type JsonObject } from '../json.ts';
import { ControlRefusal } from './control-refusal.ts';

/** Reads the fields of one control request, refusing with a sentence that names the field. */
export interface InputReader {
  readonly fields: JsonObject;
  has(name: string): boolean;
  text(name: string): string;
  optionalText(name: string): string | undefined;
  integer(name: string): number;
  optionalNumber(name: string): number | undefined;
  optionalBoolean(name: string): boolean | undefined;
  object(name: string): JsonObject;
  optionalIntegers(name: string): readonly number[] | undefined;
  optionalTexts(name: string): readonly string[] | undefined;
  oneOf<T extends string>(name: string, allowed: readonly T[]): T;
  /** Refuses fields outside the list, so that a misspelt switch is not silently ignored. */
  only(...allowed: readonly string[]): void;
}

/** Wraps a control body; `where` is named in refusals ("create-deal"). */
export function readInput(fields: JsonObject, where: string): InputReader {
  const refuse = (name: string, need: string): never => {
    const got = JSON.stringify(fields[name]) ?? 'nothing';
    throw new ControlRefusal(`${where}: "${name}" must be ${need}, not ${got.slice(0, 80)}.`);
  };
  const optional = <T>(name: string, test: (value: Json) => value is T & Json, need: string) => {
    const value = fields[name];
    if (value === undefined) return undefined;
    return test(value) ? value : refuse(name, need);
  };
  const optionalNumber = (name: string): number | undefined =>
    optional(name, isFiniteNumber, 'a number ≥ 0');
  return {
    fields,
    has: (name) => fields[name] !== undefined,
    text: (name) => optional(name, isText, 'a text') ?? refuse(name, 'a text'),
    optionalText: (name) => optional(name, isText, 'a text'),
    integer: (name) => toInteger(fields[name]) ?? refuse(name, 'a whole number'),
    optionalNumber,
    optionalBoolean: (name) => optional(name, isBoolean, 'true or false'),
    object: (name) => optional(name, isJsonObject, 'an object') ?? refuse(name, 'an object'),
    optionalIntegers: (name) => readList(fields[name], toInteger) ?? absent(name),
    optionalTexts: (name) => readList(fields[name], toText) ?? absent(name),
    oneOf: (name, allowed) =>
      allowed.find((word) => word === fields[name]) ?? refuse(name, `one of ${allowed.join(', ')}`),
    only: (...allowed) => {
      for (const name of Object.keys(fields)) {
        if (allowed.includes(name)) continue;
        throw new ControlRefusal(`${where} knows no "${name}". It takes ${allowed.join(', ')}.`);
      }
    },
  };
  function absent(name: string): undefined {
    return fields[name] === undefined ? undefined : refuse(name, 'a list');
  }
}

function readList<T>(value: Json | undefined, read: (item: Json) => T | undefined) {
  if (!Array.isArray(value)) return undefined;
  const items = (value as readonly Json[]).map(read);
  return items.every((item) => item !== undefined) ? items : undefined;
}

function toInteger(value: Json | undefined): number | undefined {
  const number = typeof value === 'string' && /^-?\d+$/.test(value) ? Number(value) : value;
  return typeof number === 'number' && Number.isInteger(number) ? number : undefined;
}

const toText = (value: Json): string | undefined => (typeof value === 'string' ? value : undefined);
const isText = (value: Json): value is string => typeof value === 'string';
const isBoolean = (value: Json): value is boolean => typeof value === 'boolean';
const isFiniteNumber = (value: Json): value is number =>
  typeof value === 'number' && Number.isFinite(value) && value >= 0;
