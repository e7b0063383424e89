/**
 * Addresses of the standard interface. They are encoded here, because 1C does not read `+` as a
 * space (KZ query.ts), which is what query serialisers write.
 */
import { ODATA } from './base.ts';
import type { Ref } from './model.ts';

export interface ListQuery {
  readonly filter?: string;
  readonly select?: readonly string[];
  readonly orderBy?: string;
  readonly top?: number;
  readonly skip?: number;
}

/** A list of a set, or of a function of it. */
export function toListPath(set: string, query: ListQuery): string {
  const { filter, select, orderBy, top, skip } = query;
  const options: readonly (readonly [string, string | undefined])[] = [
    ['$format', 'json'],
    ['$filter', filter],
    ['$select', select?.join(',')],
    ['$orderby', orderBy],
    ['$top', top?.toString()],
    ['$skip', skip?.toString()],
  ];
  const written = options
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}=${encodeURIComponent(value ?? '')}`);
  return `${ODATA}${encodeURIComponent(set).replaceAll('%2F', '/')}?${written.join('&')}`;
}

/** One object, or a method of it (`Post`). */
export function toEntityPath(set: string, ref: Ref, method = ''): string {
  const tail = method === '' ? '' : `/${method}`;
  return `${ODATA}${encodeURIComponent(set)}(guid'${ref}')${tail}?$format=json`;
}

/** Text as a literal of a filter. */
export function quoteText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
