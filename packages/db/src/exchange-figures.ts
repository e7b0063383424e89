import type { Sql } from './client.ts';

/** Cards of the portal by what is decided about them. */
export interface ProductCounts {
  readonly linked: number;
  /** Without a link, with something for a person to look at. */
  readonly suggested: number;
  /** In use, without either. */
  readonly open: number;
}

/** How far the products of both catalogues are mapped. */
export async function countProducts(sql: Sql, account: string): Promise<ProductCounts> {
  const { rows } = await sql.query<ProductCounts>(
    `WITH card AS (
       SELECT bitrix24_product_id AS id, bool_or(state = 'linked') AS is_linked,
              bool_or(state = 'suggested') AS is_suggested
         FROM product_mapping WHERE account = $1 GROUP BY bitrix24_product_id
     )
     SELECT (SELECT count(*)::int FROM card WHERE is_linked) AS linked,
            (SELECT count(*)::int FROM card WHERE is_suggested AND NOT is_linked) AS suggested,
            (SELECT count(*)::int FROM catalogue_card AS known
              WHERE known.account = $1 AND known.vendor = 'bitrix24' AND known.is_active
                AND known.kind <> 'folder'
                AND NOT EXISTS (SELECT FROM card WHERE card.id = known.id
                                   AND (is_linked OR is_suggested))) AS open`,
    [account],
  );
  return rows[0] ?? { linked: 0, suggested: 0, open: 0 };
}

/** Invoices that were posted since a (virtual) moment. */
export async function countPostedInvoices(
  sql: Sql,
  { account, since }: { account: string; since: Date },
): Promise<number> {
  const { rows } = await sql.query<{ count: number }>(
    'SELECT count(*)::int AS count FROM onec_invoice WHERE account = $1 AND posted_at >= $2',
    [account, since],
  );
  return rows[0]?.count ?? 0;
}
