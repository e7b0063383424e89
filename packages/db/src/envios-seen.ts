import type { Sql } from './client.ts';

/** Kind of the marks that ask for an object of FieldControl: `ticket:<id>`, `order:<id>`. */
export const OBJECT_MARK = 'field-object';

/** A delivery as far as it is compared with FieldControl. */
export interface SeenDeliveryRow {
  id: string;
  seq: number;
  tipo: 'pedido' | 'cancelamento';
  estado: string;
  tipoServico: string | null;
  chave: string;
  isalesId: string;
  isalesClienteId: string;
  customerId: string | null;
  dataFechamento: Date | null;
  fieldId: string | null;
  orderFieldId: string | null;
  situacao: string | null;
  enviadoEm: Date | null;
  sumidoDesde: Date | null;
}

const COLUMNS = `e.id::text, e.seq, e.tipo, e.estado, e.tipo_servico AS "tipoServico", e.chave,
  o.isales_id AS "isalesId", o.isales_cliente_id AS "isalesClienteId", c.field_id AS "customerId",
  o.data_fechamento AS "dataFechamento", e.field_id AS "fieldId", e.order_field_id AS "orderFieldId", e.situacao,
  e.enviado_em AS "enviadoEm", e.sumido_desde AS "sumidoDesde"`;
const FROM = `envio_field e JOIN os o ON o.id = e.os_id LEFT JOIN cliente c ON c.id = o.cliente_id`;

/** Every delivery that may have an object. */
export async function listSeenDeliveries(sql: Sql, account: string): Promise<SeenDeliveryRow[]> {
  const { rows } = await sql.query<SeenDeliveryRow>(
    `SELECT ${COLUMNS} FROM ${FROM} WHERE e.account = $1 ORDER BY e.id`,
    [account],
  );
  return rows;
}

/** Deliveries that an object may belong to: by its ids, our key, or its client's bare id. */
export async function listDeliveriesOfObject(
  sql: Sql,
  of: { account: string; fieldIds: readonly string[]; externalId: string | null },
): Promise<SeenDeliveryRow[]> {
  const { rows } = await sql.query<SeenDeliveryRow>(
    `SELECT ${COLUMNS} FROM ${FROM}
      WHERE e.account = $1
        AND (e.field_id = ANY($2) OR e.chave = $3 OR o.isales_cliente_id = $3)
      ORDER BY e.id`,
    [of.account, of.fieldIds, of.externalId],
  );
  return rows;
}

/** Keeps how objects stand. */
export async function saveSituations(
  sql: Sql,
  {
    updates,
    now,
  }: {
    updates: readonly {
      deliveryId: string;
      situacao: string | null;
      orderFieldId: string | null;
    }[];
    now: Date;
  },
): Promise<void> {
  if (updates.length === 0) return;
  await sql.query(
    `UPDATE envio_field e SET situacao = n.situacao,
            order_field_id = COALESCE(n.order_id, e.order_field_id), visto_em = $4
       FROM unnest($1::bigint[], $2::text[], $3::text[]) AS n(id, situacao, order_id)
      WHERE e.id = n.id`,
    [
      ...[updates.map(({ deliveryId }) => deliveryId), updates.map(({ situacao }) => situacao)],
      ...[updates.map(({ orderFieldId }) => orderFieldId), now],
    ],
  );
}

/** Keeps since when delivered objects are not to be found; null: they are there again. */
export async function noteMissing(
  sql: Sql,
  { ids, since }: { ids: readonly string[]; since: Date | null },
): Promise<void> {
  if (ids.length === 0) return;
  await sql.query('UPDATE envio_field SET sumido_desde = $2 WHERE id = ANY($1::bigint[])', [
    ids,
    since,
  ]);
}

export interface AdoptedObject {
  deliveryId: string;
  objeto: 'ticket' | 'order';
  fieldId: string;
  clienteFieldId: string | null;
  locationFieldId: string | null;
  situacao: string | null;
}

/**
 * A delivery whose object was found without anybody having known of it: gives its card's id, and
 * whether the card may have changed since it was sent, which nobody has noted of a request in doubt.
 * Undefined when it has its end already, or another delivery has the object.
 */
export async function adoptObject(
  sql: Sql,
  { object, now }: { object: AdoptedObject; now: Date },
): Promise<{ isalesId: string; mayBeOutdated: boolean } | undefined> {
  const { rows } = await sql.query<{ isalesId: string; mayBeOutdated: boolean }>(
    `WITH sent AS (
       UPDATE envio_field e SET estado = 'enviado', objeto = $2, field_id = $3,
              cliente_field_id = $4, location_field_id = $5, situacao = $6, enviado_em = $7,
              visto_em = $7, proximo_em = NULL, erro = NULL,
              motivo = CASE WHEN e.motivo = 'tipo_trocado' THEN e.motivo END
        WHERE e.id = $1 AND e.estado NOT IN ('enviado', 'suprimido', 'nao_aplicavel')
          AND NOT EXISTS (SELECT FROM envio_field x WHERE x.account = e.account AND x.field_id = $3)
       RETURNING os_id, historico_id,
                 tipo = 'pedido' AND request_hash IS NOT NULL AS "mayBeOutdated"
     ), marked AS (
       UPDATE os_status_historico h SET enviado_field = true FROM sent WHERE h.id = sent.historico_id
     )
     UPDATE os o SET field_id = $3 FROM sent
      WHERE o.id = sent.os_id
     RETURNING o.isales_id AS "isalesId", sent."mayBeOutdated"`,
    [
      ...[object.deliveryId, object.objeto, object.fieldId, object.clienteFieldId],
      ...[object.locationFieldId, object.situacao, now],
    ],
  );
  return rows[0];
}

/**
 * Ends the intents of deliveries whose object is known although no answer ever told of it. One that
 * was sent after `sentBefore` may still get its answer, which says more.
 */
export async function settleFoundIntents(
  sql: Sql,
  { account, sentBefore, now }: { account: string; sentBefore: Date; now: Date },
): Promise<void> {
  await sql.query(
    `UPDATE write_intent i SET state = 'applied', vendor_id = e.field_id, settled_at = $3,
            look_up_at = NULL
       FROM envio_field e
      WHERE i.account = $1 AND e.account = i.account AND e.chave = i.reference
        AND i.operation = CASE e.objeto WHEN 'order' THEN 'fieldcontrol.createOrder'
                                        ELSE 'fieldcontrol.createTicket' END
        AND e.estado = 'enviado' AND e.field_id IS NOT NULL
        AND (i.state = 'unknown' OR (i.state = 'sending' AND i.sent_at < $2))`,
    [account, sentBefore, now],
  );
}

/** Deliveries that several customers block are tried once more. */
export async function retryAmbiguous(sql: Sql, account: string): Promise<void> {
  await sql.query(
    `UPDATE envio_field SET estado = 'pronto', motivo = NULL, proximo_em = NULL
      WHERE account = $1 AND estado = 'bloqueado' AND motivo = 'cliente_ambiguo'`,
    [account],
  );
}
