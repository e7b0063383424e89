import type { Sql } from './client.ts';
import { toStorableJson } from './storable-text.ts';

export type MappingState = 'suggested' | 'linked' | 'refused';

/** A Bitrix24 card and a product of 1C. */
export interface ProductPair {
  readonly bitrix24ProductId: string;
  readonly bitrix24ProductName: string;
  readonly onecProductCode: string;
  readonly onecProductName: string;
}

export interface ProductMapping extends ProductPair {
  readonly id: string;
  readonly state: MappingState;
  /** 0 to 1; null when a person said it. */
  readonly score: number | null;
  /** What agrees and what differs, in words. */
  readonly reason: string | null;
  readonly changedBy: string;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** A linked pair with what 1C's own key is, as far as the catalogue was read. */
export interface MappedProduct extends ProductPair {
  /** Ref_Key; null when no line of that code was read, or several: look it up by the code. */
  readonly onecRefKey: string | null;
}

export interface NewMapping extends ProductPair {
  readonly state: MappingState;
  readonly score: number | null;
  readonly reason: string | null;
}

const PAIR = `m.bitrix24_product_id AS "bitrix24ProductId",
  m.bitrix24_product_name AS "bitrix24ProductName", m.onec_product_code AS "onecProductCode",
  m.onec_product_name AS "onecProductName"`;
const COLUMNS = `m.id::text, ${PAIR}, m.state, m.score, m.reason, m.changed_by AS "changedBy",
  m.created_at AS "createdAt", m.updated_at AS "updatedAt"`;

/** The linked pairs of these cards, or all of the account. */
export async function listMappedProducts(
  sql: Sql,
  { account, bitrix24ProductIds }: { account: string; bitrix24ProductIds?: readonly string[] },
): Promise<MappedProduct[]> {
  const { rows } = await sql.query<MappedProduct>(
    `SELECT ${PAIR}, line.id AS "onecRefKey"
       FROM product_mapping AS m
       LEFT JOIN LATERAL (
            SELECT min(id) AS id FROM catalogue_card
             WHERE account = m.account AND vendor = 'onec' AND code = m.onec_product_code
               AND is_active AND kind <> 'folder'
            HAVING count(*) = 1) AS line ON true
      WHERE m.account = $1 AND m.state = 'linked'
        AND ($2::text[] IS NULL OR m.bitrix24_product_id = ANY($2))
      ORDER BY m.bitrix24_product_id`,
    [account, bitrix24ProductIds ?? null],
  );
  return rows;
}

export interface MappingFilter {
  readonly account: string;
  readonly state?: MappingState;
  readonly bitrix24ProductIds?: readonly string[];
  /** Only pairs with a greater id: the next page. */
  readonly after?: string;
  readonly limit: number;
}

/** Pairs in the order in which they were made. */
export async function listMappings(
  sql: Sql,
  { account, state, bitrix24ProductIds, after, limit }: MappingFilter,
): Promise<ProductMapping[]> {
  const { rows } = await sql.query<ProductMapping>(
    `SELECT ${COLUMNS} FROM product_mapping AS m
      WHERE m.account = $1 AND ($2::text IS NULL OR m.state = $2)
        AND ($3::text[] IS NULL OR m.bitrix24_product_id = ANY($3))
        AND ($4::bigint IS NULL OR m.id > $4)
      ORDER BY m.id LIMIT $5`,
    [account, state ?? null, bitrix24ProductIds ?? null, after ?? null, limit],
  );
  return rows;
}

/** Serialises changes of one account's mapping until the transaction ends. */
export async function lockMappings(sql: Sql, account: string): Promise<void> {
  await sql.query(`SELECT pg_advisory_xact_lock(hashtextextended('product-mapping/' || $1, 0))`, [
    account,
  ]);
}

/** What was decided about these cards: linked and refused pairs. Hold `lockMappings`. */
export async function listDecided(
  sql: Sql,
  { account, bitrix24ProductIds }: { account: string; bitrix24ProductIds: readonly string[] },
): Promise<ProductMapping[]> {
  const { rows } = await sql.query<ProductMapping>(
    `SELECT ${COLUMNS} FROM product_mapping AS m
      WHERE m.account = $1 AND m.bitrix24_product_id = ANY($2) AND m.state <> 'suggested'
      ORDER BY m.id`,
    [account, bitrix24ProductIds],
  );
  return rows;
}

interface Replaced {
  readonly account: string;
  /** Whose pairs are replaced, also when there is nothing to put in their place. */
  readonly bitrix24ProductIds: readonly string[];
  readonly mappings: readonly NewMapping[];
  readonly by: string;
}

/** Replaces everything decided about these cards. A suggestion of the same pair becomes the decision. */
export async function replaceDecided(sql: Sql, replaced: Replaced): Promise<void> {
  await replaceMappings(sql, replaced, ['linked', 'refused']);
}

/** Replaces the suggestions for these cards; a decided pair stays as it is. */
export async function replaceSuggestions(sql: Sql, replaced: Replaced): Promise<void> {
  await replaceMappings(sql, replaced, ['suggested']);
}

async function replaceMappings(
  sql: Sql,
  { account, bitrix24ProductIds, mappings, by }: Replaced,
  states: readonly MappingState[],
): Promise<void> {
  const pairs = toStorableJson(mappings);
  const columns = `"bitrix24ProductId" text, "bitrix24ProductName" text, "onecProductCode" text,
    "onecProductName" text, state text, score float8, reason text`;
  await sql.query(
    `DELETE FROM product_mapping AS m
      WHERE m.account = $1 AND m.bitrix24_product_id = ANY($2) AND m.state = ANY($3)
        AND NOT EXISTS (SELECT FROM jsonb_to_recordset($4::jsonb) AS n(${columns})
             WHERE n."bitrix24ProductId" = m.bitrix24_product_id
               AND n."onecProductCode" = m.onec_product_code AND n.state = m.state)`,
    [account, bitrix24ProductIds, states, pairs],
  );
  await sql.query(
    `INSERT INTO product_mapping AS m (account, bitrix24_product_id, bitrix24_product_name,
            onec_product_code, onec_product_name, state, score, reason, changed_by)
     SELECT $1, n."bitrix24ProductId", n."bitrix24ProductName", n."onecProductCode",
            n."onecProductName", n.state, n.score, n.reason, $3
       FROM jsonb_to_recordset($2::jsonb) AS n(${columns})
     ON CONFLICT (account, bitrix24_product_id, onec_product_code) DO UPDATE
        SET bitrix24_product_name = EXCLUDED.bitrix24_product_name,
            onec_product_name = EXCLUDED.onec_product_name, state = EXCLUDED.state,
            score = EXCLUDED.score, reason = EXCLUDED.reason, changed_by = EXCLUDED.changed_by,
            updated_at = now()
      WHERE (m.state = 'suggested' OR EXCLUDED.state <> 'suggested')
        AND (m.bitrix24_product_name, m.onec_product_name, m.state, m.score, m.reason)
            IS DISTINCT FROM (EXCLUDED.bitrix24_product_name, EXCLUDED.onec_product_name,
            EXCLUDED.state, EXCLUDED.score, EXCLUDED.reason)`,
    [account, pairs, by],
  );
}
