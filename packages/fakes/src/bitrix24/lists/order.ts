import { isPhpArray, toText, type PhpValue } from '../transport/php-value.ts';

export interface OrderBy {
  readonly field: string;
  readonly descending: boolean;
}

/** Reads an order map such as {ID: ASC}; fields the list does not know are dropped. */
export function parseOrder(
  order: PhpValue | undefined,
  isKnown: (field: string) => boolean,
): readonly OrderBy[] {
  if (!isPhpArray(order)) return [];
  return [...order]
    .map(([field, direction]) => ({
      field: field.toUpperCase(),
      descending: toText(direction).toLowerCase() === 'desc',
    }))
    .filter(({ field }) => isKnown(field));
}

/** Sorts rows by several keys; equal rows keep their place. Unset values come first. */
export function sortRows<Row>(
  rows: Row[],
  orders: readonly OrderBy[],
  key: (row: Row, field: string) => number | string,
): Row[] {
  return rows.sort((left, right) => {
    for (const { field, descending } of orders) {
      const order = compareKeys(key(left, field), key(right, field));
      if (order !== 0) return descending ? -order : order;
    }
    return 0;
  });
}

function compareKeys(left: number | string, right: number | string): number {
  if (typeof left === 'number' && typeof right === 'number') return left - right;
  if (typeof left === 'number') return 1;
  if (typeof right === 'number') return -1;
  return left < right ? -1 : left > right ? 1 : 0;
}
