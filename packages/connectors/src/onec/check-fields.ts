/**
 * A body against `$metadata`, before it is sent: 1C passes over unknown fields and cuts long texts,
 * both with success (P8 4, 7).
 */
import type { OnecMetadata, OnecSet } from './metadata.ts';

/** What is wrong with a body, naming fields and never values; empty when nothing is. */
export function findFieldProblems(
  metadata: OnecMetadata,
  name: string,
  body: Readonly<Record<string, unknown>>,
): string[] {
  const set = metadata.sets.get(name);
  if (set === undefined) {
    return [`${name} is not published: add it to the composition of OData (docs/onec)`];
  }
  return Object.entries(body).flatMap(([field, value]) => {
    if (!Array.isArray(value)) return findProblem(set, field, value);
    const rows = value as readonly Readonly<Record<string, unknown>>[];
    const rowType = metadata.rowTypes.get(`${name}_${field}_RowType`);
    if (rowType === undefined) return [`${name} has no table part ${field}`];
    return rows.flatMap((row, index) =>
      Object.entries(row)
        .flatMap(([column, cell]) => findProblem(rowType, column, cell))
        .map((problem) => `${field}, row ${index + 1}: ${problem}`),
    );
  });
}

function findProblem(set: OnecSet, field: string, value: unknown): string[] {
  const known = set.fields.get(field);
  if (known === undefined) return [`there is no field ${field}`];
  if (known.maxLength === undefined || typeof value !== 'string') return [];
  const length = [...value].length;
  return length <= known.maxLength
    ? []
    : [`${field} has ${length} characters and 1C keeps ${known.maxLength}`];
}
