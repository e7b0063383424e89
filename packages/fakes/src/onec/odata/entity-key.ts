import type { Row } from '../row.ts';

/** The key of a row as it stands in an address: `(guid'…')` or `(Ref_Key=guid'…',LineNumber=1)`. */
export function toKey(row: Row, keys: readonly string[]): string {
  const values = keys.map((name) => {
    const value = row[name] ?? '';
    if (typeof value === 'number') return `${name}=${value}`;
    const isGuid = /^[0-9a-f-]{36}$/.test(String(value));
    return `${name}=${isGuid ? 'guid' : ''}'${String(value).replaceAll("'", "''")}'`;
  });
  const only = values.length === 1 ? values[0]?.slice((keys[0]?.length ?? 0) + 1) : undefined;
  return `(${only ?? values.join(',')})`;
}
