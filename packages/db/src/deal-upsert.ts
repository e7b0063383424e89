import { toColumn } from './columns.ts';
import { Prisma } from './generated/client.ts';

/** A deal as one read of the portal brought it. Money as decimal strings, times as Date in UTC. */
export type DealRow = Omit<Required<Prisma.DealCreateManyInput>, 'deletedAt' | 'custom'> & {
  custom: Readonly<Record<string, unknown>>;
};

/** The fields of a deal in the order of its columns. */
export const dealFields = Object.values(Prisma.DealScalarFieldEnum);

/** The columns of `deal` as SQL. */
export const dealColumns = dealFields.map(toColumn).join(', ');

const updates = dealFields
  .filter((field) => field !== 'account' && field !== 'id')
  .map(toColumn)
  .map((column) => `${column} = EXCLUDED.${column}`)
  .join(', ');

/**
 * Inserts `source` (a FROM item with the columns of `deal`), and never an older state over a newer
 * one: the portal's DATE_MODIFY decides, and within one second of it the later read. A tombstone is
 * lifted by any later read that finds the deal.
 */
export function toDealUpsert(source: string): string {
  return `INSERT INTO deal AS d (${dealColumns})
     SELECT ${dealColumns} FROM ${source}
     ON CONFLICT (account, id) DO UPDATE SET ${updates}
      WHERE CASE WHEN d.deleted_at IS NOT NULL THEN EXCLUDED.read_at > d.read_at
                 ELSE (EXCLUDED.modified_at, EXCLUDED.read_at) >= (d.modified_at, d.read_at) END`;
}

/** One order for every writer, so that two that meet wait for each other and never in a circle. */
export function inLockOrder<Row extends { readonly id: string }>(deals: readonly Row[]): Row[] {
  return deals.toSorted((one, other) => (one.id < other.id ? -1 : one.id > other.id ? 1 : 0));
}
