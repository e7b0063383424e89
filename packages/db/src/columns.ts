/**
 * Rows travel to PostgreSQL as one JSON array and become typed there, by the table's own column
 * types. Names are mapped by one rule, camelCase to snake_case, which the schema follows throughout.
 */
export function toColumns(row: object): Record<string, unknown> {
  const columns: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(row)) columns[toColumn(name)] = value;
  return columns;
}

/** `dateModify` → `date_modify`. */
export function toColumn(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
