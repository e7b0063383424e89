import type { Sql } from './client.ts';
import type { NewMapping } from './product-mappings.ts';
import { toStorableJson } from './storable-text.ts';

export type MappingAction = 'linked' | 'unlinked' | 'refused' | 'undone';

/** What was decided about one card before and after somebody changed it. */
export interface MappingChange {
  readonly id: string;
  readonly bitrix24ProductId: string;
  readonly action: MappingAction;
  readonly before: readonly NewMapping[];
  readonly after: readonly NewMapping[];
  /** The same for everything that was done at once. */
  readonly batch: string;
  readonly by: string;
  readonly why: string | null;
  readonly at: Date;
}

export type NewMappingChange = Omit<MappingChange, 'id' | 'at'>;

const COLUMNS = `c.id::text, c.bitrix24_product_id AS "bitrix24ProductId", c.action, c.before, c.after,
  c.batch::text, c.by, c.why, c.at`;

/** Adds to the history; nothing is ever changed in it. */
export async function recordMappingChanges(
  sql: Sql,
  account: string,
  changes: readonly NewMappingChange[],
): Promise<void> {
  if (changes.length === 0) return;
  await sql.query(
    `INSERT INTO product_mapping_change
            (account, bitrix24_product_id, action, before, after, batch, by, why)
     SELECT $1, "bitrix24ProductId", action, before, after, batch, "by", why
       FROM jsonb_to_recordset($2::jsonb) AS n("bitrix24ProductId" text,
            action text, before jsonb, after jsonb, batch uuid, "by" text, why text)`,
    [account, toStorableJson(changes)],
  );
}

export interface ChangeFilter {
  readonly account: string;
  readonly bitrix24ProductId?: string;
  readonly batch?: string;
  /** Only changes with a smaller id: the next page. */
  readonly before?: string;
  readonly limit: number;
}

/** The newest changes first. */
export async function listMappingChanges(sql: Sql, filter: ChangeFilter): Promise<MappingChange[]> {
  const { account, bitrix24ProductId, batch, before, limit } = filter;
  const { rows } = await sql.query<MappingChange>(
    `SELECT ${COLUMNS} FROM product_mapping_change AS c
      WHERE c.account = $1 AND ($2::text IS NULL OR c.bitrix24_product_id = $2)
        AND ($3::uuid IS NULL OR c.batch = $3) AND ($4::bigint IS NULL OR c.id < $4)
      ORDER BY c.id DESC LIMIT $5`,
    [account, bitrix24ProductId ?? null, batch ?? null, before ?? null, limit],
  );
  return rows;
}

/** One change, by its number. */
export async function findMappingChange(
  sql: Sql,
  { account, id }: { account: string; id: string },
): Promise<MappingChange | undefined> {
  const { rows } = await sql.query<MappingChange>(
    `SELECT ${COLUMNS} FROM product_mapping_change AS c WHERE c.account = $1 AND c.id = $2`,
    [account, id],
  );
  return rows[0];
}

/** Of these changes the cards that were changed again since, which an undo would overwrite. */
export async function listChangedSince(
  sql: Sql,
  { account, ids }: { account: string; ids: readonly string[] },
): Promise<string[]> {
  const { rows } = await sql.query<{ card: string }>(
    `SELECT DISTINCT c.bitrix24_product_id AS card FROM product_mapping_change AS c
      WHERE c.account = $1 AND c.id = ANY($2::bigint[])
        AND EXISTS (SELECT FROM product_mapping_change AS later
             WHERE later.account = c.account AND later.id > c.id AND later.batch <> c.batch
               AND later.bitrix24_product_id = c.bitrix24_product_id)
      ORDER BY card`,
    [account, ids],
  );
  return rows.map(({ card }) => card);
}

/** The latest action about each card that has a history, by the card's id. */
export async function readLatestActions(
  sql: Sql,
  account: string,
): Promise<ReadonlyMap<string, MappingAction>> {
  const { rows } = await sql.query<{ id: string; action: MappingAction }>(
    `SELECT DISTINCT ON (bitrix24_product_id) bitrix24_product_id AS id, action
       FROM product_mapping_change WHERE account = $1
      ORDER BY bitrix24_product_id, product_mapping_change.id DESC`,
    [account],
  );
  return new Map(rows.map(({ id, action }) => [id, action]));
}
