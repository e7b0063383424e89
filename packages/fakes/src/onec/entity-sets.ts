/** Everything that has an address of its own: objects, rows of table parts, records of registers. */
import type { Base } from './base.ts';
import { recordSetsOf, recordsOf } from './documents/records.ts';
import { lineNumber, type SetSchema } from './field-schema.ts';
import type { Lookup } from './odata/compiled.ts';
import { odataErrors } from './odata/odata-error.ts';
import { partOf, type Row } from './row.ts';
import { schema, schemaByName } from './schema.ts';

/** A set, and the set of the configuration that it comes from. */
export interface EntitySet {
  readonly set: SetSchema;
  /** What composition and rights are given for. */
  readonly owner: string;
  rows(base: Base): Iterable<Row>;
}

const all: readonly EntitySet[] = schema.flatMap(toEntitySets);
const byName: ReadonlyMap<string, EntitySet> = new Map(all.map((one) => [one.set.name, one]));

/** The sets that the composition publishes. */
export function publishedSets({ unpublished }: { unpublished: ReadonlySet<string> }): EntitySet[] {
  return all.filter(({ owner }) => !unpublished.has(owner));
}

/** A set by its name; code 8 when there is none. */
export function needEntitySet(name: string): EntitySet {
  const found = byName.get(name);
  if (found === undefined) throw odataErrors.noSet(name);
  return found;
}

/** Where paths lead to in this base. */
export function lookupIn({ store, settings }: Base): Lookup {
  return {
    setOf: (name) => (settings.unpublished.has(name) ? undefined : schemaByName.get(name)),
    rowOf: (set, ref) => store.sets.get(set)?.get(ref),
  };
}

function toEntitySets(set: SetSchema): EntitySet[] {
  const owner = set.name;
  if (set.kind === 'records') {
    const fields = set.parts['RecordSet'] ?? [];
    const flat: SetSchema = {
      ...{ name: `${owner}_RecordType`, kind: 'rows', keys: ['Recorder', 'LineNumber'] },
      ...{ fields, parts: {} },
    };
    return [
      { set, owner, rows: (base) => recordSetsOf(base, owner) },
      { set: flat, owner, rows: (base) => recordsOf(base, owner) },
    ];
  }
  const rowsOf = (base: Base): Iterable<Row> => base.store.sets.get(owner)?.values() ?? [];
  const parts = Object.entries(set.parts).map(([part, fields]): EntitySet => ({
    set: {
      ...{ name: `${owner}_${part}`, kind: 'rows', keys: ['Ref_Key', 'LineNumber'], parts: {} },
      fields: [
        { name: 'Ref_Key', type: 'Edm.Guid', target: owner },
        lineNumber,
        ...fields.filter(({ name }) => name !== 'LineNumber'),
      ],
    },
    owner,
    rows: function* (base) {
      for (const row of rowsOf(base)) {
        for (const line of partOf(row, part)) yield { Ref_Key: row['Ref_Key'] ?? '', ...line };
      }
    },
  }));
  return [{ set, owner, rows: rowsOf }, ...parts];
}
