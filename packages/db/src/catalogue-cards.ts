import type { Sql } from './client.ts';
import { toStorableJson } from './storable-text.ts';

export type CatalogueVendor = 'bitrix24' | 'onec';

/** A product as one catalogue has it. */
export interface CatalogueCard {
  /** Bitrix24 product id, or 1C Ref_Key. */
  readonly id: string;
  /** 1C Code: without it a line of 1C cannot be mapped to. */
  readonly code: string | null;
  readonly name: string;
  readonly article: string | null;
  readonly barcodes: readonly string[];
  readonly kind: 'item' | 'service' | 'bundle' | 'folder';
  /** False for retired cards and lines marked for deletion. */
  readonly isActive: boolean;
}

export interface CatalogueAddress {
  readonly account: string;
  readonly vendor: CatalogueVendor;
}

/**
 * Keeps what a catalogue showed at `readAt`; never an older reading over a newer one. Give at most
 * some thousand cards at once.
 */
export async function saveCards(
  sql: Sql,
  {
    account,
    vendor,
    cards,
    readAt,
  }: CatalogueAddress & { cards: readonly CatalogueCard[]; readAt: Date },
): Promise<void> {
  const distinct = [...new Map(cards.map((card) => [card.id, card])).values()].toSorted(
    (one, other) => (one.id < other.id ? -1 : 1),
  );
  await sql.query(
    `INSERT INTO catalogue_card AS kept
            (account, vendor, id, code, name, article, barcodes, kind, is_active, read_at)
     SELECT $1, $2, id, code, name, article,
            ARRAY(SELECT jsonb_array_elements_text(barcodes)), kind, "isActive", $4
       FROM jsonb_to_recordset($3::jsonb) AS n(id text, code text, name text, article text,
            barcodes jsonb, kind text, "isActive" boolean)
     ON CONFLICT (account, vendor, id) DO UPDATE
        SET code = EXCLUDED.code, name = EXCLUDED.name, article = EXCLUDED.article,
            barcodes = EXCLUDED.barcodes, kind = EXCLUDED.kind, is_active = EXCLUDED.is_active,
            read_at = EXCLUDED.read_at
      WHERE EXCLUDED.read_at >= kept.read_at`,
    [account, vendor, toStorableJson(distinct), readAt],
  );
}

/** After a whole reading that began at `since`: what it did not show is retired. Gives how many. */
export async function retireCardsNotReadSince(
  sql: Sql,
  { account, vendor, since }: CatalogueAddress & { since: Date },
): Promise<number> {
  const { rowCount } = await sql.query(
    `UPDATE catalogue_card SET is_active = false
      WHERE account = $1 AND vendor = $2 AND read_at < $3 AND is_active`,
    [account, vendor, since],
  );
  return rowCount ?? 0;
}

/** The cards of a catalogue by id, retired ones too: all, or those of one id or code. */
export async function listCards(
  sql: Sql,
  { account, vendor, id, code }: CatalogueAddress & { id?: string; code?: string },
): Promise<CatalogueCard[]> {
  const { rows } = await sql.query<CatalogueCard>(
    `SELECT id, code, name, article, barcodes, kind, is_active AS "isActive"
       FROM catalogue_card
      WHERE account = $1 AND vendor = $2 AND ($3::text IS NULL OR id = $3)
        AND ($4::text IS NULL OR code = $4)
      ORDER BY id`,
    [account, vendor, id ?? null, code ?? null],
  );
  return rows;
}
