import type { Sql } from './client.ts';

interface HeldRecord {
  readonly integration: string;
  readonly account: string;
  readonly kind: string;
  readonly key: string;
}

/**
 * Notes which Bitrix24 products an open hold waits for, instead of what was noted before. Call it
 * after `holdRecords`, in the same transaction.
 */
export async function holdForProducts(
  sql: Sql,
  { integration, account, kind, key, productIds }: HeldRecord & { productIds: readonly string[] },
): Promise<void> {
  const { rows } = await sql.query<{ id: string }>(
    `SELECT id::text FROM held
      WHERE integration = $1 AND account = $2 AND kind = $3 AND key = $4 AND released_at IS NULL`,
    [integration, account, kind, key],
  );
  const [held] = rows;
  if (held === undefined) {
    throw new Error(`${kind} ${key} is not held: call holdRecords first, in the same transaction.`);
  }
  await sql.query('DELETE FROM held_product WHERE held_id = $1 AND product_id <> ALL($2)', [
    held.id,
    productIds,
  ]);
  await sql.query(
    `INSERT INTO held_product (held_id, product_id) SELECT $1, unnest($2::text[])
     ON CONFLICT DO NOTHING`,
    [held.id, productIds],
  );
}

export interface HeldForProduct {
  readonly id: string;
  readonly integration: string;
  readonly kind: string;
  readonly key: string;
}

/** Open holds with the reason `product-unmapped` that wait for this product. */
export async function listHeldForProduct(
  sql: Sql,
  { account, productId }: { account: string; productId: string },
): Promise<HeldForProduct[]> {
  const { rows } = await sql.query<HeldForProduct>(
    `SELECT h.id::text, h.integration, h.kind, h.key
       FROM held AS h JOIN held_product AS p ON p.held_id = h.id
      WHERE h.released_at IS NULL AND h.reason = 'product-unmapped' AND h.account = $1
        AND p.product_id = $2
      ORDER BY h.id`,
    [account, productId],
  );
  return rows;
}

/** Open `product-unmapped` holds that name products and by now wait for no unlinked one. */
export async function listCompleteHolds(
  sql: Sql,
  { account }: { account: string },
): Promise<string[]> {
  const { rows } = await sql.query<{ id: string }>(
    `SELECT h.id::text AS id FROM held AS h
      WHERE h.released_at IS NULL AND h.reason = 'product-unmapped' AND h.account = $1
        AND EXISTS (SELECT FROM held_product AS p WHERE p.held_id = h.id)
        AND NOT EXISTS (SELECT FROM held_product AS p
             WHERE p.held_id = h.id
               AND NOT EXISTS (SELECT FROM product_mapping AS m
                    WHERE m.account = h.account AND m.bitrix24_product_id = p.product_id
                      AND m.state = 'linked'))
      ORDER BY h.id`,
    [account],
  );
  return rows.map(({ id }) => id);
}

/** Products that open holds wait for, with how many records each stops, the most stopping first. */
export async function countWaitingProducts(
  sql: Sql,
  { account }: { account: string },
): Promise<{ productId: string; waiting: number }[]> {
  const { rows } = await sql.query<{ productId: string; waiting: number }>(
    `SELECT p.product_id AS "productId", count(*)::int AS waiting
       FROM held AS h JOIN held_product AS p ON p.held_id = h.id
      WHERE h.released_at IS NULL AND h.reason = 'product-unmapped' AND h.account = $1
      GROUP BY p.product_id ORDER BY waiting DESC, p.product_id`,
    [account],
  );
  return rows;
}
