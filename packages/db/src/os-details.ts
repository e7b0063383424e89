import type { Sql } from './client.ts';
import { IS_DUE } from './dirty.ts';
import { PLACE_JSON, type PlaceFields } from './enderecos.ts';
import { CARD_MARK, REPLAY_MARK } from './os.ts';
import { toStorableJson } from './storable-text.ts';

export interface DueCardRow {
  isalesId: string;
  isalesClienteId: string;
  vendedor: string | null;
  marks: { kind: string; id: string; version: string }[];
  tries: number;
  /** Only from the answers that were kept: nobody asked for a new reading. */
  isReplay: boolean;
}

/**
 * Cards whose details are due: marked ones first, of them those that a delivery waits for, then
 * those whose last reading is older than `staleBefore`, and behind all of them those that failed
 * before, so that they never keep others from being read. A mark may name a pending behind a colon;
 * the card's id is before it. A card whose every mark waits is not due.
 */
export async function listDueCards(
  sql: Sql,
  { account, staleBefore, limit }: { account: string; staleBefore: Date; limit: number },
): Promise<DueCardRow[]> {
  const { rows } = await sql.query<DueCardRow>(
    `WITH marked AS (
       SELECT split_part(vendor_id, ':', 1) AS isales_id, max(tries) AS tries,
              min(marked_at) AS marked_at, bool_or(${IS_DUE}) AS is_due,
              bool_and(kind = '${REPLAY_MARK}') AS is_replay,
              bool_and(waits_until IS NOT NULL) AS has_failed,
              json_agg(json_build_object('kind', kind, 'id', vendor_id,
                       'version', version::text)) AS marks
         FROM dirty WHERE account = $1 AND kind IN ('${CARD_MARK}', '${REPLAY_MARK}')
        GROUP BY 1
     )
     SELECT o.isales_id AS "isalesId", o.isales_cliente_id AS "isalesClienteId", o.vendedor,
            COALESCE(m.marks, '[]'::json) AS marks, COALESCE(m.tries, 0) AS tries,
            COALESCE(m.is_replay, false) AS "isReplay"
       FROM os o LEFT JOIN marked m ON m.isales_id = o.isales_id
      WHERE o.account = $1 AND (m.is_due
         OR (m.isales_id IS NULL AND o.ausente_desde IS NULL
             AND (o.lido_em IS NULL OR o.lido_em <= $2)))
      ORDER BY CASE WHEN m.isales_id IS NULL THEN 1 WHEN m.has_failed THEN 2 ELSE 0 END, m.tries,
               NOT m.has_failed AND NOT EXISTS (SELECT FROM envio_field e WHERE e.os_id = o.id
                  AND e.estado IN ('pendente', 'bloqueado', 'rejeitado')),
               m.marked_at, o.lido_em NULLS FIRST, o.id
      LIMIT $3`,
    [account, staleBefore, limit],
  );
  return rows;
}

/** Marks a card that nobody marked, for as long as its daily reading is under way. Gives the mark. */
export async function markReading(
  sql: Sql,
  card: { account: string; isalesId: string },
): Promise<DueCardRow['marks']> {
  const { rows } = await sql.query<DueCardRow['marks'][number]>(
    `INSERT INTO dirty (account, kind, vendor_id) VALUES ($1, '${CARD_MARK}', $2)
     ON CONFLICT (account, kind, vendor_id) DO NOTHING
     RETURNING kind, vendor_id AS id, version::text`,
    [card.account, card.isalesId],
  );
  return rows;
}

/** Marks a card that nobody marked, and has it wait at once: a daily reading that failed. */
export async function markWaitingCard(
  sql: Sql,
  card: { account: string; isalesId: string; forMs: number; isTry: boolean },
): Promise<void> {
  await sql.query(
    `INSERT INTO dirty (account, kind, vendor_id, tries, waits_until)
     VALUES ($1, '${CARD_MARK}', $2, $3::boolean::int,
             clock_timestamp() + $4::float8 * interval '1 millisecond')
     ON CONFLICT (account, kind, vendor_id) DO NOTHING`,
    [card.account, card.isalesId, card.isTry, card.forMs],
  );
}

export interface CardOf {
  account: string;
  isalesId: string;
  isalesClienteId: string;
}

/** Locks a card's row until the transaction ends; false when it is another client's by now. */
export async function lockCardOf(sql: Sql, card: CardOf): Promise<boolean> {
  const { rows } = await sql.query(
    `SELECT 1 FROM os
      WHERE account = $1 AND isales_id = $2 AND isales_cliente_id = $3 FOR UPDATE`,
    [card.account, card.isalesId, card.isalesClienteId],
  );
  return rows.length === 1;
}

export interface ProjectFields {
  dataFechamento: Date | null;
  dataFechamentoTexto: string | null;
  modulos: string | null;
  inversor1: string | null;
  inversor2: string | null;
  inversor3: string | null;
  valor: string | null;
  valorTexto: string | null;
  observacoes: string | null;
  acesso: string | null;
}

export interface PaymentFields {
  formaPgto: string | null;
  responsavelFinanciamento: string | null;
  valorSeguro: string | null;
  valorSeguroTexto: string | null;
  observacoes: string | null;
}

export interface ProjectSaving {
  account: string;
  isalesId: string;
  clienteId: string;
  enderecoId: string;
  work: ProjectFields;
  payment: PaymentFields;
  problems: readonly { motivo: string; detalhe: string }[];
  hashDados: string;
  /** When the details were asked for; null for a replay, which is no reading. */
  readAt: Date | null;
}

/** Writes a card's project and payment; gives its row's id and what it had before. */
export async function saveProject(
  sql: Sql,
  saving: ProjectSaving,
): Promise<SavedProject | undefined> {
  const { account, isalesId, work, payment } = saving;
  const { rows } = await sql.query<SavedProject>(
    `UPDATE os o SET cliente_id = $3, endereco_id = $4, data_fechamento = $5,
            data_fechamento_texto = $6, modulos = $7, inversor1 = $8, inversor2 = $9,
            inversor3 = $10, valor = $11::numeric, valor_texto = $12, observacoes = $13,
            acesso = $14, problemas = $15::jsonb, hash_dados = $16,
            lido_em = COALESCE($17, o.lido_em)
       FROM (SELECT id, hash_dados, cliente_id, endereco_id FROM os
              WHERE account = $1 AND isales_id = $2 FOR UPDATE) AS before
      WHERE o.id = before.id
     RETURNING o.id::text AS "osId", before.hash_dados AS "hashBefore",
               before.cliente_id::text AS "clienteBefore",
               before.endereco_id::text AS "enderecoBefore"`,
    [
      ...[account, isalesId, saving.clienteId, saving.enderecoId, work.dataFechamento],
      ...[work.dataFechamentoTexto, work.modulos, work.inversor1, work.inversor2, work.inversor3],
      ...[work.valor, work.valorTexto, work.observacoes, work.acesso],
      ...[toStorableJson(saving.problems), saving.hashDados, saving.readAt],
    ],
  );
  const [row] = rows;
  if (row === undefined) return undefined;
  await sql.query(
    `INSERT INTO pagamento (account, os_id, forma_pgto, responsavel_financiamento, valor_seguro,
            valor_seguro_texto, observacoes)
     VALUES ($1, $2, $3, $4, $5::numeric, $6, $7)
     ON CONFLICT (os_id) DO UPDATE
        SET forma_pgto = EXCLUDED.forma_pgto,
            responsavel_financiamento = EXCLUDED.responsavel_financiamento,
            valor_seguro = EXCLUDED.valor_seguro,
            valor_seguro_texto = EXCLUDED.valor_seguro_texto,
            observacoes = EXCLUDED.observacoes`,
    [
      ...[account, row.osId, payment.formaPgto, payment.responsavelFinanciamento],
      ...[payment.valorSeguro, payment.valorSeguroTexto, payment.observacoes],
    ],
  );
  return row;
}

export interface SavedProject {
  osId: string;
  hashBefore: string | null;
  clienteBefore: string | null;
  enderecoBefore: string | null;
}

export interface CardFactsRow {
  nome: string;
  documento: string | null;
  documentoInformado: string | null;
  place: PlaceFields;
  linkLocalizacao: string | null;
  precisao: string | null;
  /** Null while the place, as it is described now, was not looked for. */
  geoProblemas: string[] | null;
  tipoServico: string | null;
  isWanted: boolean;
  problems: { motivo: string; detalhe: string }[];
}

/** What a card has, for its judgement; undefined while its details were never read. */
export async function findCardFacts(
  sql: Sql,
  { account, isalesId }: { account: string; isalesId: string },
): Promise<CardFactsRow | undefined> {
  const { rows } = await sql.query<CardFactsRow>(
    `SELECT c.nome, c.doc_pessoal AS documento, c.doc_informado AS "documentoInformado",
            ${PLACE_JSON} AS place, a.link_localizacao AS "linkLocalizacao", a.precisao,
            CASE WHEN a.geo_hash IS NOT NULL THEN a.geo_problemas END AS "geoProblemas",
            o.tipo_servico AS "tipoServico", o.problemas AS problems,
            EXISTS (SELECT FROM envio_field e WHERE e.os_id = o.id AND e.tipo = 'pedido'
               AND e.estado NOT IN ('suprimido', 'nao_aplicavel')) AS "isWanted"
       FROM os o JOIN cliente c ON c.id = o.cliente_id JOIN endereco a ON a.id = o.endereco_id
      WHERE o.account = $1 AND o.isales_id = $2`,
    [account, isalesId],
  );
  return rows[0];
}

/** Cards with an order that has not left, or with a pending of these reasons, by their keys' ends. */
export async function listOpenCards(
  sql: Sql,
  of: { account: string; integration: string; kind: string; reasons: readonly string[] },
): Promise<string[]> {
  const { rows } = await sql.query<{ id: string }>(
    `SELECT isales_id AS id FROM os o
      WHERE o.account = $1 AND (
            EXISTS (SELECT FROM envio_field e WHERE e.os_id = o.id AND e.tipo = 'pedido'
               AND e.estado IN ('pendente', 'bloqueado', 'pronto'))
         OR EXISTS (SELECT FROM held h WHERE h.released_at IS NULL AND h.integration = $2
               AND h.account = o.account AND h.kind = $3 
               AND h.key IN (SELECT o.isales_id || ':' || unnest($4::text[]))))
      ORDER BY o.id`,
    [of.account, of.integration, of.kind, of.reasons],
  );
  return rows.map(({ id }) => id);
}

/** Notes that a card's details were asked for in vain: it is asked again in a day. */
export async function noteAsked(
  sql: Sql,
  { account, isalesId, at }: { account: string; isalesId: string; at: Date },
): Promise<void> {
  await sql.query('UPDATE os SET lido_em = $3 WHERE account = $1 AND isales_id = $2', [
    account,
    isalesId,
    at,
  ]);
}

/**
 * Moves a card's unsent orders as its judgement says; true when one may leave now. Of a card that became
 * another client's since, nothing is moved. Where something is missing, an unclear customer is no longer
 * what blocks: nobody tries the order again for that.
 */
export async function moveUnsent(
  sql: Sql,
  move: { account: string; isalesId: string; state: 'complete' | 'incomplete' | 'early' },
): Promise<boolean> {
  const { account, isalesId, state } = move;
  if (state !== 'early') {
    await sql.query(
      `UPDATE envio_field e SET estado = $3,
              motivo = CASE WHEN e.motivo = 'tipo_trocado' THEN e.motivo END
         FROM os o
        WHERE o.id = e.os_id AND o.account = $1 AND o.isales_id = $2 AND e.tipo = 'pedido'
          AND o.cliente_id IS NOT NULL AND e.estado IN ('pendente', 'bloqueado', 'pronto')
          AND (e.estado <> $3 OR e.motivo = 'cliente_ambiguo')`,
      [account, isalesId, state === 'complete' ? 'pronto' : 'bloqueado'],
    );
  }
  const { rows } = await sql.query<{ may: boolean }>(
    `SELECT EXISTS (SELECT FROM envio_field e JOIN os o ON o.id = e.os_id
             WHERE o.account = $1 AND o.isales_id = $2 AND e.estado IN ('pronto', 'incerto')) AS may`,
    [account, isalesId],
  );
  return rows[0]?.may ?? false;
}
