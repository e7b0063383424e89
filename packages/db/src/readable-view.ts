import { hash } from 'node:crypto';
import type pg from 'pg';
import type { Sql } from './client.ts';
import { listDealFields } from './deal-fields.ts';
import { toColumnName } from './readable/column-names.ts';
import { replaceView, type Patience, type ReplacedView } from './readable/replace-view.ts';
import { toReadableDefinition, type ViewColumn } from './readable/view-definition.ts';

export { ViewInUse } from './readable/replace-view.ts';

/** Whose view is called `deals_readable`; another account's name stands at the end of its view's. */
const DEFAULT_ACCOUNT = 'default';

/** The name of an account's readable view. */
export function toReadableViewName(account: string): string {
  if (account === DEFAULT_ACCOUNT) return 'deals_readable';
  const plain = toColumnName(account) ?? 'account';
  // Two accounts whose names are typed alike must not share a view.
  const ending =
    plain === account && plain.length <= 20 ? '' : `_${hash('sha256', account).slice(0, 6)}`;
  return `deals_readable_${plain.slice(0, 20)}${ending}`;
}

/**
 * Makes the view of the account's live deals equal to its fields as last read: columns named by the
 * portal's labels, codes as names, values in their types; a value of another type is NULL there and
 * stays in `deal.custom`. Cheap when nothing changed. Readers are never blocked; rejects with
 * `ViewInUse` when a long query reads the view all the time, which a later call repairs.
 */
export async function rebuildReadableView(
  pool: pg.Pool,
  account: string,
  patience?: Patience,
): Promise<ReplacedView> {
  const name = toReadableViewName(account);
  const define = async (sql: Sql) =>
    toReadableDefinition(await listDealFields(sql, account), account);
  return replaceView(pool, { name, account, define }, patience);
}

/** The columns of the account's readable view, in order; empty before it was built. */
export async function listReadableColumns(sql: Sql, account: string): Promise<ViewColumn[]> {
  const { rows } = await sql.query<ViewColumn & Record<string, unknown>>(
    `SELECT column_name AS name, field_code AS "fieldCode", label, type
       FROM deals_readable_columns WHERE view_name = $1 ORDER BY position`,
    [toReadableViewName(account)],
  );
  return rows;
}
