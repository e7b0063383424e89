import type { Json } from '../../json.ts';
import type { FieldSchema, SetSchema } from '../field-schema.ts';
import type { Row } from '../row.ts';
import type { Compiled, Lookup } from './compiled.ts';
import type { ValueType } from './filter-functions.ts';
import { odataErrors } from './odata-error.ts';
import { readType } from './reference-types.ts';

type Walk = Omit<Compiled, 'run'> & { run(row: Row): Json };

/** Reads a path from a row: a field, a reference, or a field of what a reference points to. */
export function walk(path: readonly string[], set: SetSchema, lookup: Lookup): Walk {
  const [name = '', ...rest] = path;
  const field = set.fields.find((one) => one.name === name);
  if (rest.length === 0 && field !== undefined) return readField(field);
  const reference = set.fields.find((one) => one.name === `${name}_Key`);
  const target = reference?.target;
  if (reference === undefined || target === undefined) throw odataErrors.noField(path.join('/'));
  const key = reference.name;
  if (rest.length === 0) {
    return { type: 'reference', target, run: (row) => `${target}|${String(row[key])}` };
  }
  const next = lookup.setOf(target);
  if (next === undefined) throw odataErrors.noField(path.join('/'));
  const { run, ...type } = walk(rest, next, lookup);
  return {
    ...type,
    run: (row) => {
      const found = lookup.rowOf(target, String(row[key]));
      return found === undefined ? null : run(found);
    },
  };
}

const fieldTypes: Readonly<Record<FieldSchema['type'], ValueType>> = {
  'Edm.String': 'text',
  'Edm.Guid': 'guid',
  'Edm.Boolean': 'flag',
  'Edm.DateTime': 'date',
  'Edm.Double': 'number',
  'Edm.Int64': 'number',
};

function readField({ name, type, isComposite, target }: FieldSchema): Walk {
  if (isComposite !== true) {
    return {
      type: fieldTypes[type],
      ...(target === undefined ? {} : { target }),
      run: (row) => row[name] ?? null,
    };
  }
  return {
    type: 'reference',
    run: (row) => {
      const of = readType(row[`${name}_Type`]);
      return of === undefined ? null : `${of}|${String(row[name])}`;
    },
  };
}
