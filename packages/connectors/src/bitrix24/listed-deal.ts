/** A row of a deal list as the vendor sent it, made into one of ours. */
import type { Reading } from './model.ts';
import type { Listed } from './operations.ts';

/** A deal's id is a positive whole number. */
export const DEAL_ID = /^[1-9]\d{0,17}$/;

/** The id of a row, however broken the rest of it; undefined when there is none. */
export function readRowId(row: unknown): string | undefined {
  if (typeof row !== 'object' || row === null || !('ID' in row)) return undefined;
  // As a number it breaks the documents; it still says which deal that happened to.
  const id = typeof row.ID === 'number' ? String(row.ID) : row.ID;
  return typeof id === 'string' && DEAL_ID.test(id) ? id : undefined;
}

/** Joins what was read with which row it was and when. */
export function toListed<Deal>(
  reading: Reading<Deal>,
  id: string | undefined,
  readAt: Date,
): Listed<Deal> {
  if (!reading.ok) return { ok: false, id, problem: reading.problem, readAt };
  if (id !== undefined) return { ok: true, id, deal: reading.deal, readAt };
  return { ok: false, id, problem: 'The deal has no id that can be used.', readAt };
}

/** Compares ids without leading zeros as numbers; negative when `left` is the lower one. */
export function compareIds(left: string, right: string): number {
  if (left.length !== right.length) return left.length - right.length;
  return left < right ? -1 : left > right ? 1 : 0;
}
