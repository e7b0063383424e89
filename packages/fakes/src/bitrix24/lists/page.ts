import { toInt, type PhpValue } from '../transport/php-value.ts';

/** Rows per page; not changeable in the vendor's lists. */
export const pageSize = 50;

/** What the `start` parameter asks for in a legacy list. */
export interface Page {
  /** False for start = -1: no COUNT, total 0, no next. */
  readonly isCounted: boolean;
  readonly offset: number;
}

/** Reads `start`: legacy lists round it down to whole pages; -1 turns counting off. */
export function parsePage(start: PhpValue | undefined): Page {
  const number = toInt(start);
  if (number < 0) return { isCounted: false, offset: 0 };
  return { isCounted: true, offset: Math.floor(number / pageSize) * pageSize };
}

/** What a page is charged by: `counted` stands there only when an exact COUNT was made. */
export function pageWork(page: Page, total: number): { skipped: number; counted?: number } {
  return page.isCounted ? { skipped: page.offset, counted: total } : { skipped: page.offset };
}

/** `total` and `next` of a list answer. */
export function pageKeys(page: Page, total: number): { total: number; next?: number } {
  if (!page.isCounted) return { total: 0 };
  const next = page.offset + pageSize;
  return next < total ? { total, next } : { total };
}
