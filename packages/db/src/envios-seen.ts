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
  fieldId: string | null;
  orderFieldId: string | null;
  situacao: string | null;
  sumidoDesde: Date | null;
}

const COLUMNS = `e.id::text, e.seq, e.tipo, e.estado, e.tipo_servico AS "tipoServico", e.chave,
  o.isales_id AS "isalesId", o.isales_cliente_id AS "isalesClienteId", e.field_id AS "fieldId",
  e.order_field_id AS "orderFieldId", e.situacao, e.sumido_desde AS "sumidoDesde"`;

/** Every delivery that may have an object. */
export async function listSeenDeliveries(sql: Sql, account: string): Promise<SeenDeliveryRow[]> {
  const { rows } = await sql.query<SeenDeliveryRow>(
    `SELECT ${COLUMNS} FROM envio_field e JOIN os o ON o.id = e.os_id
      WHERE e.account = $1 ORDER BY e.id`,
    [account],
  );
  return rows;
}

/** Deliveries that an object may belong to. */
export async function listDeliveriesOfObject(
  sql: Sql,
  of: { account: string; fieldIds: readonly string[]; externalId: string | null },
): Promise<SeenDeliveryRow[]> {
  const { rows } = await sql.query<SeenDeliveryRow>(
    `SELECT ${COLUMNS} FROM envio_field e JOIN os o ON o.id = e.os_id
      WHERE e.account = $1 AND (e.field_id = ANY($2) OR e.chave = $3
         OR o.isales_id = $3 OR o.isales_cliente_id = $3)
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
 * A delivery whose object was found without anybody having known of it. False when it has its end
 * already, or another delivery has the object.
 */
export async function adoptObject(
  sql: Sql,
  { object, now }: { object: AdoptedObject; now: Date },
): Promise<boolean> {
  const { rows } = await sql.query(
    `WITH sent AS (
       UPDATE envio_field e SET estado = 'enviado', objeto = $2, field_id = $3,
              cliente_field_id = $4, location_field_id = $5, situacao = $6, enviado_em = $7,
              visto_em = $7, proximo_em = NULL, erro = NULL, motivo = NULL
        WHERE e.id = $1 AND e.estado NOT IN ('enviado', 'suprimido', 'nao_aplicavel')
          AND NOT EXISTS (SELECT FROM envio_field x WHERE x.account = e.account AND x.field_id = $3)
       RETURNING os_id, historico_id
     ), marked AS (
       UPDATE os_status_historico h SET enviado_field = true FROM sent WHERE h.id = sent.historico_id
     )
     UPDATE os o SET field_id = $3 FROM sent WHERE o.id = sent.os_id RETURNING 1`,
    [
      ...[object.deliveryId, object.objeto, object.fieldId, object.clienteFieldId],
      ...[object.locationFieldId, object.situacao, now],
    ],
  );
  return rows.length > 0;
}

/** Deliveries that several customers block are tried once more. */
export async function retryAmbiguous(sql: Sql, account: string): Promise<void> {
  await sql.query(
    `UPDATE envio_field SET estado = 'pronto', proximo_em = NULL
      WHERE account = $1 AND estado = 'bloqueado' AND motivo = 'cliente_ambiguo'`,
    [account],
  );
}
