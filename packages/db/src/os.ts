import type { Sql } from './client.ts';
import { toStorableJson } from './storable-text.ts';

/** Kind of the marks that ask for a card's details, and for the same from the answers kept. */
export const CARD_MARK = 'card';
export const REPLAY_MARK = 'card-replay';

export interface DeliveryRow {
  id: string;
  seq: number;
  tipo: 'pedido' | 'cancelamento';
  estado: string;
  colunaId: number;
  tipoServico: string | null;
  refEnvioId: string | null;
}

/** A card of the board with its deliveries, by seq. */
export interface CardRow {
  isalesId: string;
  quadroId: string | null;
  isalesClienteId: string;
  colunaId: number;
  tipoServico: string | null;
  estadoAtual: 'ativo' | 'cancelado';
  vendedor: string | null;
  ausenteDesde: Date | null;
  ausenciaAvisada: Date | null;
  lastSeq: number;
  deliveries: DeliveryRow[];
}

/** How deliveries are read along with something else; `e` is the delivery. */
export const DELIVERY_JSON = `json_build_object('id', e.id::text, 'seq', e.seq, 'tipo', e.tipo,
  'estado', e.estado, 'colunaId', e.coluna_id, 'tipoServico', e.tipo_servico,
  'refEnvioId', e.ref_envio_id::text)`;

/** All cards that were ever seen. */
export async function listCards(sql: Sql, account: string): Promise<CardRow[]> {
  const { rows } = await sql.query<CardRow>(
    `SELECT o.isales_id AS "isalesId", o.quadro_id AS "quadroId",
            o.isales_cliente_id AS "isalesClienteId", o.coluna_id AS "colunaId",
            o.tipo_servico AS "tipoServico", o.estado_atual AS "estadoAtual", o.vendedor,
            o.ausente_desde AS "ausenteDesde", o.ausencia_avisada AS "ausenciaAvisada",
            COALESCE(h.seq, 0) AS "lastSeq", COALESCE(d.list, '[]'::json) AS deliveries
       FROM os o
       LEFT JOIN (SELECT os_id, max(seq) AS seq FROM os_status_historico
                   WHERE account = $1 GROUP BY os_id) h ON h.os_id = o.id
       LEFT JOIN (SELECT os_id, json_agg(${DELIVERY_JSON} ORDER BY seq) AS list
                    FROM envio_field e WHERE account = $1 GROUP BY os_id) d ON d.os_id = o.id
      WHERE o.account = $1 ORDER BY o.id`,
    [account],
  );
  return rows;
}

/** Locks the deliveries that have not come to an end, so that none leaves before the commit. */
export async function lockOpenDeliveries(sql: Sql, account: string): Promise<void> {
  await sql.query(
    `SELECT 1 FROM envio_field
      WHERE account = $1 AND estado NOT IN ('enviado', 'suprimido', 'nao_aplicavel')
      ORDER BY id FOR UPDATE`,
    [account],
  );
}

export interface SightRow {
  isalesId: string;
  quadroId: string | null;
  isalesClienteId: string;
  colunaId: number;
  tipoServico: string | null;
  estadoAtual: 'ativo' | 'cancelado';
  vendedor: string | null;
}

/** Writes what the board shows of cards: new ones, their column, and that they are there. */
export async function saveSights(
  sql: Sql,
  { account, at, sights }: { account: string; at: Date; sights: readonly SightRow[] },
): Promise<void> {
  await sql.query(
    `INSERT INTO os AS o (account, isales_id, quadro_id, isales_cliente_id, coluna_id, tipo_servico,
            estado_atual, vendedor, criado_em, visto_em)
     SELECT $1, "isalesId", "quadroId", "isalesClienteId", "colunaId", "tipoServico", "estadoAtual",
            vendedor, $2, $2
       FROM jsonb_to_recordset($3::jsonb) AS n("isalesId" text, "quadroId" text,
            "isalesClienteId" text, "colunaId" int, "tipoServico" text, "estadoAtual" text,
            vendedor text)
     ON CONFLICT (account, isales_id) DO UPDATE
        SET quadro_id = EXCLUDED.quadro_id, coluna_id = EXCLUDED.coluna_id,
            isales_cliente_id = EXCLUDED.isales_cliente_id, tipo_servico = EXCLUDED.tipo_servico,
            estado_atual = EXCLUDED.estado_atual, vendedor = EXCLUDED.vendedor,
            visto_em = EXCLUDED.visto_em, ausente_desde = NULL, ausencia_avisada = NULL`,
    [account, at, toStorableJson(sights)],
  );
  // A column that was mapped meanwhile gives its service to what still waits for one.
  await sql.query(
    `UPDATE envio_field e SET tipo_servico = o.tipo_servico FROM os o
      WHERE o.id = e.os_id AND e.account = $1 AND e.tipo_servico IS NULL
        AND o.tipo_servico IS NOT NULL AND e.coluna_id = o.coluna_id
        AND e.estado IN ('pendente', 'pronto', 'bloqueado', 'rejeitado')`,
    [account],
  );
}

/**
 * Cards whose row is another client's now: nobody is known of them until their details are read, and
 * no order leaves before that.
 */
export async function forgetPersons(
  sql: Sql,
  { account, isalesIds }: { account: string; isalesIds: readonly string[] },
): Promise<void> {
  if (isalesIds.length === 0) return;
  await sql.query(
    `WITH changed AS (
       UPDATE os SET cliente_id = NULL, endereco_id = NULL
        WHERE account = $1 AND isales_id = ANY($2) RETURNING id
     )
     UPDATE envio_field e SET estado = 'pendente' FROM changed
      WHERE e.os_id = changed.id AND e.tipo = 'pedido' AND e.estado = 'pronto'`,
    [account, isalesIds],
  );
}

export interface MoveRow {
  isalesId: string;
  seq: number;
  status: 'ativo' | 'cancelado';
  colunaId: number;
  colunaAnterior: number | null;
  tipoServico: string | null;
  observacao: string;
  chave: string;
  tipo: 'pedido' | 'cancelamento';
  estado: string;
  motivo: string | null;
  refEnvioId: string | null;
}

/** Adds a history row with its delivery for each observed move. */
export async function addMoves(
  sql: Sql,
  given: { account: string; runId: string; at: Date; moves: readonly MoveRow[] },
): Promise<void> {
  const { account, runId, at, moves } = given;
  if (moves.length === 0) return;
  await sql.query(
    `WITH moved AS (
       SELECT o.id AS os_id, n.*,
              jsonb_strip_nulls(jsonb_build_object('vendedor', o.vendedor, 'modulos', o.modulos,
                'inversor1', o.inversor1, 'inversor2', o.inversor2, 'inversor3', o.inversor3,
                'valor', o.valor, 'data_fechamento', o.data_fechamento_texto,
                'hash_dados', o.hash_dados)) AS dados
         FROM jsonb_to_recordset($4::jsonb) AS n("isalesId" text, seq int, status text,
              "colunaId" int, "colunaAnterior" int, "tipoServico" text, observacao text, chave text,
              tipo text, estado text, motivo text, "refEnvioId" bigint)
         JOIN os o ON o.account = $1 AND o.isales_id = n."isalesId"
     ), kept AS (
       INSERT INTO os_status_historico (account, os_id, seq, status, data_status, observacao,
              coluna_id, coluna_anterior, tipo_servico, observado_em, run_id, dados)
       SELECT $1, os_id, seq, status, $3, observacao, "colunaId", "colunaAnterior", "tipoServico",
              $3, $2, dados
         FROM moved
       RETURNING id, os_id, seq
     )
     INSERT INTO envio_field (account, os_id, historico_id, seq, tipo, chave, estado, motivo,
            tipo_servico, coluna_id, ref_envio_id, criado_em)
     SELECT $1, moved.os_id, kept.id, moved.seq, tipo, chave, estado, motivo, "tipoServico",
            "colunaId", "refEnvioId", $3
       FROM moved JOIN kept ON kept.os_id = moved.os_id AND kept.seq = moved.seq`,
    [account, runId, at, toStorableJson(moves)],
  );
}

/** Notes since when cards are gone, or that somebody was told so. */
export async function noteAbsence(
  sql: Sql,
  note: { account: string; isalesIds: readonly string[]; at: Date; isTold: boolean },
): Promise<void> {
  const { account, isalesIds, at, isTold } = note;
  if (isalesIds.length === 0) return;
  await sql.query(
    `UPDATE os SET ausente_desde = COALESCE(ausente_desde, $3),
            ausencia_avisada = CASE WHEN $4 THEN $3 ELSE ausencia_avisada END
      WHERE account = $1 AND isales_id = ANY($2)`,
    [account, isalesIds, at, isTold],
  );
}

/** Cards that are gone since at most `before` and of which nobody was told. */
export async function listUntoldAbsences(
  sql: Sql,
  { account, before }: { account: string; before: Date },
): Promise<string[]> {
  const { rows } = await sql.query<{ id: string }>(
    `SELECT isales_id AS id FROM os
      WHERE account = $1 AND ausente_desde <= $2 AND ausencia_avisada IS NULL ORDER BY id`,
    [account, before],
  );
  return rows.map(({ id }) => id);
}
