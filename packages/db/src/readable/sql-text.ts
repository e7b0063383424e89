/** A text as a literal of SQL, whatever it holds. */
export function toLiteral(text: string): string {
  const doubled = text.replaceAll("'", "''");
  return text.includes('\\') ? `E'${doubled.replaceAll('\\', '\\\\')}'` : `'${doubled}'`;
}

/** A name as a quoted identifier of SQL. */
export function toIdentifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
