import type { StoreDocumentLine } from './catalogue-operations.ts';

/** What makes two lines the same. */
export const toMark = ({ productId, storeId, amount }: StoreDocumentLine): string =>
  `${productId} ${storeId} ${amount}`;

/** How many lines there are of each mark. */
export function countMarks(lines: readonly { readonly mark: string }[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { mark } of lines) counts.set(mark, (counts.get(mark) ?? 0) + 1);
  return counts;
}

/** Takes one of a mark, if there is one left. */
export function takeMark(counts: Map<string, number>, mark: string): boolean {
  const left = counts.get(mark) ?? 0;
  counts.set(mark, left - 1);
  return left > 0;
}
