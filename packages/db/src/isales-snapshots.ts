import type { Sql } from './client.ts';
import { toStorableJson } from './storable-text.ts';

/** Which read of a card: its row of the board, or one of the three about its client. */
export type SnapshotKind = 'quadro' | 'cliente' | 'proposta' | 'campos';

export interface Snapshot {
  isalesId: string;
  /** The client that the card was of when it was read. */
  isalesClienteId: string;
  tipo: SnapshotKind;
  hash: string;
  corpo: unknown;
  /** Virtual time of the request. */
  at: Date;
}

/** Keeps answers as they came, once per content; one that comes again is only seen later, and of whom. */
export async function saveSnapshots(
  sql: Sql,
  { account, snapshots }: { account: string; snapshots: readonly Snapshot[] },
): Promise<void> {
  if (snapshots.length === 0) return;
  await sql.query(
    `INSERT INTO isales_snapshot AS s (account, isales_id, isales_cliente_id, tipo, hash, corpo,
            primeira_em, ultima_em)
     SELECT $1, "isalesId", "isalesClienteId", tipo, hash, COALESCE(corpo, 'null'), at, at
       FROM jsonb_to_recordset($2::jsonb) AS n("isalesId" text, "isalesClienteId" text, tipo text,
            hash text, corpo jsonb, at timestamptz)
     ON CONFLICT (account, isales_id, tipo, hash) DO UPDATE
        SET isales_cliente_id = EXCLUDED.isales_cliente_id,
            ultima_em = GREATEST(s.ultima_em, EXCLUDED.ultima_em)`,
    [account, toStorableJson(snapshots)],
  );
}

/** The newest kept answer of each kind of a card while it was this client's. */
export async function listNewestSnapshots(
  sql: Sql,
  of: { account: string; isalesId: string; isalesClienteId: string },
): Promise<{ tipo: SnapshotKind; corpo: unknown; at: Date }[]> {
  const { rows } = await sql.query<{ tipo: SnapshotKind; corpo: unknown; at: Date }>(
    `SELECT DISTINCT ON (tipo) tipo, corpo, ultima_em AS at FROM isales_snapshot
      WHERE account = $1 AND isales_id = $2 AND isales_cliente_id = $3
      ORDER BY tipo, ultima_em DESC`,
    [of.account, of.isalesId, of.isalesClienteId],
  );
  return rows;
}
