import type { Sql } from './client.ts';
import { PLACE_JSON, type PlaceFields } from './enderecos.ts';
import type { PaymentFields, ProjectFields } from './os-details.ts';
import { DELIVERY_JSON, type DeliveryRow } from './os.ts';

/** Kind of the marks that ask for a delivered request to be brought up to date. */
export const REQUEST_MARK = 'request';
/** Kind of the marks of persons whose phones and e-mail FieldControl has not all of yet. */
export const CONTACTS_MARK = 'contacts';

/** Everything about a delivery that its way to FieldControl needs. */
export interface DueDeliveryRow extends ProjectFields, Omit<PaymentFields, 'observacoes'> {
  id: string;
  chave: string;
  falhas: number;
  isalesId: string;
  isalesClienteId: string;
  /** Fingerprint of the card as it is now. */
  hashDados: string | null;
  deliveries: DeliveryRow[];
  clienteId: string;
  customerFieldId: string | null;
  criadoPeloScript: boolean;
  localPrincipalFieldId: string | null;
  hashContatos: string | null;
  /** A mark has its own time for the person's phones and e-mail. */
  contactsWait: boolean;
  enderecoId: string;
  locationFieldId: string | null;
  /** The place, as it is described now, has still to be looked for. */
  isSought: boolean;
  refEstado: string | null;
  refClienteFieldId: string | null;
  refLocationFieldId: string | null;
  nome: string;
  documento: string | null;
  documentoInformado: string | null;
  email: string | null;
  telefone: string | null;
  telefoneE164: string | null;
  telefoneSecundario: string | null;
  telefoneSecundarioE164: string | null;
  place: PlaceFields;
  latitude: number | null;
  longitude: number | null;
  precisao: string | null;
  provedor: string | null;
  vendedor: string | null;
  observacoesPgto: string | null;
  /** Of the delivery itself. */
  fieldId: string | null;
  clienteFieldId: string | null;
  localFieldId: string | null;
  objeto: 'ticket' | 'order' | null;
  nomeEnviado: string | null;
  requestHash: string | null;
  orderFieldId: string | null;
  estado: string;
  erro: string | null;
}

/** The columns of a `DueDeliveryRow`, for `DELIVERY_FROM`. */
export const DELIVERY_PARTS = `e.id::text, e.chave, e.falhas, o.isales_id AS "isalesId",
  o.isales_cliente_id AS "isalesClienteId", o.hash_dados AS "hashDados", e.estado, e.erro,
  (SELECT json_agg(${DELIVERY_JSON} ORDER BY e.seq) FROM envio_field e WHERE e.os_id = o.id)
    AS deliveries,
  c.id::text AS "clienteId", c.field_id AS "customerFieldId",
  c.criado_pelo_script AS "criadoPeloScript",
  c.local_principal_field_id AS "localPrincipalFieldId", c.hash_contatos AS "hashContatos",
  EXISTS (SELECT FROM dirty k WHERE k.account = e.account AND k.kind = '${CONTACTS_MARK}'
     AND k.vendor_id = c.id::text) AS "contactsWait",
  a.id::text AS "enderecoId", a.location_field_id AS "locationFieldId",
  a.geo_hash IS NULL AS "isSought",
  r.estado AS "refEstado", r.cliente_field_id AS "refClienteFieldId",
  r.location_field_id AS "refLocationFieldId",
  c.nome, c.doc_pessoal AS documento, c.doc_informado AS "documentoInformado", c.email,
  c.telefone, c.telefone_e164 AS "telefoneE164", c.telefone_secundario AS "telefoneSecundario",
  c.telefone_secundario_e164 AS "telefoneSecundarioE164",
  ${PLACE_JSON} AS place, a.latitude::float8, a.longitude::float8, a.precisao, a.provedor,
  o.vendedor, o.data_fechamento AS "dataFechamento",
  o.data_fechamento_texto AS "dataFechamentoTexto", o.modulos, o.inversor1, o.inversor2,
  o.inversor3, o.valor::text, o.valor_texto AS "valorTexto", o.observacoes, o.acesso,
  p.forma_pgto AS "formaPgto", p.responsavel_financiamento AS "responsavelFinanciamento",
  p.valor_seguro::text AS "valorSeguro", p.valor_seguro_texto AS "valorSeguroTexto",
  p.observacoes AS "observacoesPgto",
  e.field_id AS "fieldId", e.cliente_field_id AS "clienteFieldId",
  e.location_field_id AS "localFieldId", e.objeto, e.nome_enviado AS "nomeEnviado",
  e.request_hash AS "requestHash", e.order_field_id AS "orderFieldId"`;

/** `e` the delivery, `o` its card, `c` the person, `a` the address, `p` the payment, `r` what it cancels. */
export const DELIVERY_FROM = `envio_field e
  JOIN os o ON o.id = e.os_id
  JOIN cliente c ON c.id = o.cliente_id
  JOIN endereco a ON a.id = o.endereco_id
  LEFT JOIN pagamento p ON p.os_id = o.id
  LEFT JOIN envio_field r ON r.id = e.ref_envio_id`;

/** A card's first delivery without an end; the later ones wait for it. */
const IS_FIRST = `NOT EXISTS (SELECT FROM envio_field b WHERE b.os_id = e.os_id AND b.seq < e.seq
  AND b.estado NOT IN ('enviado', 'suprimido', 'nao_aplicavel'))`;
/** What may be taken up, also what a dead run left half-way; a cancellation may be dropped early. */
const IS_OPEN = `(e.estado IN ('pronto', 'incerto', 'enviando')
  OR (e.estado = 'pendente' AND e.tipo = 'cancelamento'))`;

/** An order leaves for no place whose link was corrected since it was looked for. */
const IS_LOCATED = `(e.estado <> 'pronto' OR e.tipo <> 'pedido' OR a.geo_hash IS NOT NULL)`;

/**
 * Deliveries whose turn it is, of each card the first, oldest first; those behind the others that
 * failed often. Only one of them when its id is given. `now` is virtual.
 */
export async function listDueDeliveries(
  sql: Sql,
  due: { account: string; now: Date; limit: number; deliveryId?: string },
): Promise<DueDeliveryRow[]> {
  const { rows } = await sql.query<DueDeliveryRow>(
    `SELECT ${DELIVERY_PARTS} FROM ${DELIVERY_FROM}
      WHERE e.account = $1 AND ${IS_OPEN} AND ${IS_FIRST} AND ${IS_LOCATED}
        AND (e.proximo_em IS NULL OR e.proximo_em <= $2) AND ($4::bigint IS NULL OR e.id = $4)
      ORDER BY e.falhas > 2, e.id LIMIT $3`,
    [due.account, due.now, due.limit, due.deliveryId ?? null],
  );
  return rows;
}

/** When the next delivery may leave; undefined when none waits. */
export async function findNextDelivery(
  sql: Sql,
  { account, now }: { account: string; now: Date },
): Promise<Date | undefined> {
  const { rows } = await sql.query<{ at: Date | null }>(
    `SELECT min(COALESCE(e.proximo_em, $2)) AS at FROM ${DELIVERY_FROM}
      WHERE e.account = $1 AND ${IS_OPEN} AND ${IS_FIRST} AND ${IS_LOCATED}`,
    [account, now],
  );
  return rows[0]?.at ?? undefined;
}

/** Deliveries of cards that have no end yet, as they would leave: for those who only look. */
export async function listDeliveriesOfCards(
  sql: Sql,
  of: { account: string; isalesIds: readonly string[]; limit: number },
): Promise<DueDeliveryRow[]> {
  const { rows } = await sql.query<DueDeliveryRow>(
    `SELECT ${DELIVERY_PARTS} FROM ${DELIVERY_FROM}
      WHERE e.account = $1 AND o.isales_id = ANY($2)
        AND e.estado NOT IN ('enviado', 'suprimido', 'nao_aplicavel') ORDER BY e.id LIMIT $3`,
    [of.account, of.isalesIds, of.limit],
  );
  return rows;
}

/** Lets a delivery stand back until then, whatever its state; one with an end has no next time. */
export async function postponeDelivery(
  sql: Sql,
  { deliveryId, until }: { deliveryId: string; until: Date },
): Promise<void> {
  await sql.query(
    `UPDATE envio_field SET proximo_em = $2
      WHERE id = $1 AND estado NOT IN ('enviado', 'suprimido', 'nao_aplicavel')`,
    [deliveryId, until],
  );
}

export interface DeliveryClaim {
  deliveryId: string;
  /** What is about to be sent: by these it is looked for when the answer is lost. */
  objeto: 'ticket' | 'order';
  nome: string;
  requestHash: string;
  /** The card that it was made of: its person, its address, the fingerprint of its data. */
  clienteId: string;
  enderecoId: string;
  hashDados: string | null;
}

/**
 * Takes a delivery up: from now on it may be at FieldControl. False when it has its end already, or
 * when its card is something else or has moved on by now.
 */
export async function claimDelivery(sql: Sql, claim: DeliveryClaim): Promise<boolean> {
  const { rowCount } = await sql.query(
    `UPDATE envio_field e SET estado = 'enviando', tentativas = tentativas + 1, objeto = $2,
            nome_enviado = $3, request_hash = $4
       FROM os o
      WHERE e.id = $1 AND ${IS_OPEN} AND o.id = e.os_id AND o.cliente_id = $5
        AND o.endereco_id = $6 AND o.hash_dados IS NOT DISTINCT FROM $7
        AND NOT (e.tipo = 'pedido' AND EXISTS (SELECT FROM envio_field n
              WHERE n.os_id = e.os_id AND n.seq > e.seq AND n.estado <> 'suprimido'))`,
    [
      ...[claim.deliveryId, claim.objeto, claim.nome, claim.requestHash],
      ...[claim.clienteId, claim.enderecoId, claim.hashDados],
    ],
  );
  return rowCount === 1;
}

/** Proven not to be at FieldControl: it is as if it had never left. */
export async function noteAbsentDelivery(sql: Sql, deliveryId: string): Promise<void> {
  await sql.query(
    `UPDATE envio_field SET estado = 'pronto' WHERE id = $1 AND estado IN ('enviando', 'incerto')`,
    [deliveryId],
  );
}

/** Those of these objects of FieldControl that deliveries have already. */
export async function listKeptObjects(
  sql: Sql,
  { account, fieldIds }: { account: string; fieldIds: readonly string[] },
): Promise<string[]> {
  const { rows } = await sql.query<{ id: string }>(
    'SELECT field_id AS id FROM envio_field WHERE account = $1 AND field_id = ANY($2)',
    [account, fieldIds],
  );
  return rows.map(({ id }) => id);
}

export interface DeliveredSaving {
  deliveryId: string;
  objeto: 'ticket' | 'order';
  fieldId: string;
  isMade: boolean;
  clienteFieldId: string | null;
  locationFieldId: string | null;
  requestHash: string | null;
  /** Fingerprint of the card that it was made of; null: nobody knows. */
  sentOf: string | null;
  situacao: string | null;
  now: Date;
}

/** A later order of another service beside one that stands: the planner is told so. */
const IS_SWITCH = `EXISTS (SELECT FROM envio_field b
   WHERE b.os_id = e.os_id AND b.seq < e.seq AND b.tipo = 'pedido' AND e.tipo = 'pedido'
     AND b.estado = 'enviado' AND b.tipo_servico IS DISTINCT FROM e.tipo_servico
     AND NOT EXISTS (SELECT FROM envio_field c WHERE c.ref_envio_id = b.id
           AND c.estado NOT IN ('suprimido', 'nao_aplicavel')))`;

/**
 * Keeps what FieldControl made of a delivery, in its row, its history row and its card. A
 * cancellation that waited for it may leave from now on. Gives the card's id, and whether the card
 * was changed since it was sent. Throws when another delivery has the object.
 */
export async function saveDelivered(
  sql: Sql,
  saving: DeliveredSaving,
): Promise<{ isalesId: string; isOutdated: boolean }> {
  const { rows } = await sql.query<{ isalesId: string; isOutdated: boolean }>(
    `WITH sent AS (
       UPDATE envio_field e SET estado = 'enviado', objeto = $2, field_id = $3,
              cliente_field_id = $4, location_field_id = $5, request_hash = $6, situacao = $7,
              enviado_em = $8, visto_em = $8, proximo_em = NULL, erro = NULL, falhas = 0,
              motivo = CASE WHEN ${IS_SWITCH} THEN 'tipo_trocado' END
        WHERE e.id = $1 RETURNING os_id, historico_id, tipo
     ), marked AS (
       UPDATE os_status_historico h SET enviado_field = true FROM sent WHERE h.id = sent.historico_id
     ), freed AS (
       UPDATE envio_field SET estado = 'pronto' WHERE ref_envio_id = $1 AND estado = 'pendente'
     )
     UPDATE os o SET field_id = $3, criado_pelo_script = $9 FROM sent
      WHERE o.id = sent.os_id
     RETURNING o.isales_id AS "isalesId",
               sent.tipo = 'pedido' AND o.hash_dados IS DISTINCT FROM $10 AS "isOutdated"`,
    [
      ...[saving.deliveryId, saving.objeto, saving.fieldId, saving.clienteFieldId],
      ...[saving.locationFieldId, saving.requestHash, saving.situacao, saving.now, saving.isMade],
      saving.sentOf,
    ],
  );
  return rows[0] ?? { isalesId: '', isOutdated: false };
}

/**
 * Cancellations of orders that FieldControl has need nothing more than a service, and those that
 * were blocked for want of something are tried again when it is there.
 */
export async function readyCancellations(sql: Sql, account: string): Promise<void> {
  await sql.query(
    `UPDATE envio_field e SET estado = 'pronto'
       FROM envio_field r, os o LEFT JOIN endereco a ON a.id = o.endereco_id
      WHERE r.id = e.ref_envio_id AND o.id = e.os_id AND e.account = $1 AND r.estado = 'enviado'
        AND (e.estado = 'pendente' OR (e.estado = 'bloqueado' AND e.tipo_servico IS NOT NULL
             AND (e.motivo = 'servico_nao_mapeado' OR a.latitude IS NOT NULL)))`,
    [account],
  );
}

export interface DeliveryMove {
  deliveryId: string;
  estado: string;
  /** Undefined: the reason stays. */
  motivo?: string | null;
  proximoEm?: Date | null;
  erro?: string | null;
  /** One more failure in a row. */
  isTry?: boolean;
}

/** How a delivery stands, its row locked until the transaction ends; undefined when there is none. */
export async function lockDelivery(sql: Sql, deliveryId: string): Promise<string | undefined> {
  const { rows } = await sql.query<{ estado: string }>(
    'SELECT estado FROM envio_field WHERE id = $1 FOR UPDATE',
    [deliveryId],
  );
  return rows[0]?.estado;
}

/** Moves a delivery that has not come to its end; one that has stays as it is. */
export async function moveDelivery(sql: Sql, move: DeliveryMove): Promise<boolean> {
  const { deliveryId, estado, motivo, proximoEm = null, erro = null, isTry = false } = move;
  const { rowCount } = await sql.query(
    `UPDATE envio_field SET estado = $2, motivo = CASE WHEN $3 THEN $4 ELSE motivo END,
            proximo_em = $5, erro = $6, falhas = falhas + $7::boolean::int
      WHERE id = $1 AND estado NOT IN ('enviado', 'suprimido', 'nao_aplicavel')`,
    [deliveryId, estado, motivo !== undefined, motivo ?? null, proximoEm, erro, isTry],
  );
  return rowCount === 1;
}

/** Takes unsent deliveries back; gives the cards that it did this to. */
export async function takeBack(
  sql: Sql,
  moves: readonly { id: string; motivo: string }[],
): Promise<string[]> {
  if (moves.length === 0) return [];
  const { rows } = await sql.query<{ isalesId: string }>(
    `UPDATE envio_field e SET estado = 'suprimido', motivo = n.motivo, proximo_em = NULL
       FROM unnest($1::bigint[], $2::text[]) AS n(id, motivo), os o
      WHERE e.id = n.id AND o.id = e.os_id
        AND e.estado IN ('pendente', 'pronto', 'bloqueado', 'rejeitado')
     RETURNING o.isales_id AS "isalesId"`,
    [moves.map(({ id }) => id), moves.map(({ motivo }) => motivo)],
  );
  return rows.map(({ isalesId }) => isalesId);
}

/** The newest order of a card that FieldControl has and nothing cancels; undefined when none. */
export async function findLiveDelivery(sql: Sql, osId: string): Promise<string | undefined> {
  const { rows } = await sql.query<{ id: string }>(
    `SELECT e.id::text FROM envio_field e
      WHERE e.os_id = $1 AND e.tipo = 'pedido' AND e.estado = 'enviado'
        AND NOT EXISTS (SELECT FROM envio_field c WHERE c.ref_envio_id = e.id
              AND c.estado NOT IN ('suprimido', 'nao_aplicavel'))
      ORDER BY e.seq DESC LIMIT 1`,
    [osId],
  );
  return rows[0]?.id;
}

/** What FieldControl refused is tried again after its card was changed. */
export async function reopenRejected(sql: Sql, osId: string): Promise<void> {
  await sql.query(
    `UPDATE envio_field SET estado = CASE tipo WHEN 'pedido' THEN 'pendente' ELSE 'pronto' END,
            motivo = NULL, proximo_em = NULL, falhas = 0
      WHERE os_id = $1 AND estado = 'rejeitado'`,
    [osId],
  );
}
