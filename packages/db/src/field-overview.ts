import type { Sql } from './client.ts';

/** How the deliveries, the cards and their pendings stand. */
export interface FieldOverview {
  cards: number;
  absent: number;
  unread: number;
  deliveries: { tipo: string; estado: string; count: number }[];
  pendings: { reason: string; count: number; oldest: Date }[];
}

/** Counts for somebody who looks. */
export async function readFieldOverview(sql: Sql, account: string): Promise<FieldOverview> {
  const cards = await sql.query<{ cards: number; absent: number; unread: number }>(
    `SELECT count(*)::int AS cards, count(ausente_desde)::int AS absent,
            count(*) FILTER (WHERE lido_em IS NULL)::int AS unread
       FROM os WHERE account = $1`,
    [account],
  );
  const deliveries = await sql.query<{ tipo: string; estado: string; count: number }>(
    `SELECT tipo, estado, count(*)::int AS count FROM envio_field WHERE account = $1
      GROUP BY tipo, estado ORDER BY tipo DESC, estado`,
    [account],
  );
  const pendings = await sql.query<{ reason: string; count: number; oldest: Date }>(
    `SELECT reason, count(*)::int AS count, min(held_at) AS oldest FROM held
      WHERE integration = 'isales-fieldcontrol' AND account = $1 AND released_at IS NULL
      GROUP BY reason ORDER BY count DESC, reason`,
    [account],
  );
  const { cards: all = 0, absent = 0, unread = 0 } = cards.rows[0] ?? {};
  return { cards: all, absent, unread, deliveries: deliveries.rows, pendings: pendings.rows };
}

export interface PendingRow {
  id: string;
  /** card, board, sweep or inbound-event. */
  kind: string;
  /** Null when it is not about one card. */
  isalesId: string | null;
  reason: string;
  detail: string;
  since: Date;
  lastAt: Date;
  times: number;
}

/** What waits for a person, newest first: exactly what the overview counts. */
export async function listPendings(
  sql: Sql,
  of: {
    account: string;
    reason?: string | undefined;
    isalesId?: string | undefined;
    limit: number;
  },
): Promise<PendingRow[]> {
  const { rows } = await sql.query<PendingRow>(
    `SELECT id::text, kind, CASE WHEN kind = 'card' THEN split_part(key, ':', 1) END AS "isalesId",
            reason, detail, held_at AS since, last_at AS "lastAt", times
       FROM held
      WHERE integration = 'isales-fieldcontrol' AND account = $1
        AND released_at IS NULL AND ($2::text IS NULL OR reason = $2)
        AND ($3::text IS NULL OR (kind = 'card' AND split_part(key, ':', 1) = $3))
      ORDER BY held.id DESC LIMIT $4`,
    [of.account, of.reason ?? null, of.isalesId ?? null, of.limit],
  );
  return rows;
}

export interface CardSelection {
  account: string;
  isalesIds?: readonly string[] | undefined;
  /** Cards that moved, or were read first, in this period. */
  since?: Date | undefined;
  until?: Date | undefined;
  /** Cards with an open pending of this reason. */
  reason?: string | undefined;
}

/** Ids of the cards that fit all of what is said. */
export async function listSelectedCards(sql: Sql, of: CardSelection): Promise<string[]> {
  const { rows } = await sql.query<{ id: string }>(
    `SELECT o.isales_id AS id FROM os o
      WHERE o.account = $1 AND ($2::text[] IS NULL OR o.isales_id = ANY($2))
        AND (($3::timestamptz IS NULL AND $4::timestamptz IS NULL) OR EXISTS (
             SELECT FROM os_status_historico h WHERE h.os_id = o.id
                AND ($3::timestamptz IS NULL OR h.observado_em >= $3)
                AND ($4::timestamptz IS NULL OR h.observado_em < $4)))
        AND ($5::text IS NULL OR EXISTS (
             SELECT FROM held WHERE integration = 'isales-fieldcontrol' AND account = $1
                AND kind = 'card' AND released_at IS NULL AND reason = $5
                AND split_part(key, ':', 1) = o.isales_id))
      ORDER BY o.id`,
    [of.account, of.isalesIds ?? null, of.since ?? null, of.until ?? null, of.reason ?? null],
  );
  return rows.map(({ id }) => id);
}

/** Not in doubt and lacking nothing: `e` was refused, or only its customer was unclear. */
const MAY_BE_SENT = `(e.estado = 'rejeitado'
  OR (e.estado = 'bloqueado' AND e.motivo = 'cliente_ambiguo'))`;

/**
 * Has what was not delivered tried again now: what FieldControl refused, and what waits. Deliveries
 * that block for want of something stay so until they are judged again. Gives how many.
 */
export async function reopenDeliveries(
  sql: Sql,
  { account, isalesIds }: { account: string; isalesIds: readonly string[] },
): Promise<number> {
  const { rowCount } = await sql.query(
    `UPDATE envio_field e
        SET estado = CASE WHEN ${MAY_BE_SENT} THEN 'pronto' ELSE e.estado END,
            motivo = CASE WHEN ${MAY_BE_SENT} THEN NULL ELSE e.motivo END,
            proximo_em = CASE WHEN e.estado = 'incerto' THEN e.proximo_em END
       FROM os o
      WHERE o.id = e.os_id AND e.account = $1 AND o.isales_id = ANY($2)
        AND e.estado NOT IN ('enviado', 'suprimido', 'nao_aplicavel')`,
    [account, isalesIds],
  );
  return rowCount ?? 0;
}

export interface CardHistoryRow {
  seq: number;
  status: string;
  colunaId: number;
  observadoEm: Date;
  observacao: string | null;
  tipo: string;
  estado: string;
  motivo: string | null;
  chave: string;
  fieldId: string | null;
  situacao: string | null;
  erro: string | null;
  /** Each request that was sent for it: its HTTP status, and what came of it. */
  tentativas: { operacao: string; codigo: number | null; resultado: string }[];
}

/** A card's moves with what became of each, oldest first. */
export async function listCardHistory(
  sql: Sql,
  { account, isalesId }: { account: string; isalesId: string },
): Promise<CardHistoryRow[]> {
  const { rows } = await sql.query<CardHistoryRow>(
    `SELECT h.seq, h.status, h.coluna_id AS "colunaId", h.observado_em AS "observadoEm",
            h.observacao, e.tipo, e.estado, e.motivo, e.chave, e.field_id AS "fieldId", e.situacao,
            e.erro, COALESCE((SELECT json_agg(json_build_object('operacao', t.operacao, 'codigo',
                       t.codigo, 'resultado', t.resultado) ORDER BY t.tentativa, t.respondida_em)
                     FROM envio_tentativa t WHERE t.envio_id = e.id), '[]'::json) AS tentativas
       FROM os o JOIN os_status_historico h ON h.os_id = o.id
       JOIN envio_field e ON e.historico_id = h.id
      WHERE o.account = $1 AND o.isales_id = $2 ORDER BY h.seq`,
    [account, isalesId],
  );
  return rows;
}
