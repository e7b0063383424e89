import type { Sql } from './client.ts';
import { IS_DUE } from './dirty.ts';
import {
  CONTACTS_MARK,
  DELIVERY_FROM,
  DELIVERY_PARTS,
  REQUEST_MARK,
  type DueDeliveryRow,
} from './envios.ts';

export interface ChangedDeliveryRow extends DueDeliveryRow {
  version: string;
  /** How often it could not be brought. */
  tries: number;
}

const CHANGED_FROM = `${DELIVERY_FROM} JOIN dirty d ON d.account = e.account
     AND d.kind = '${REQUEST_MARK}' AND d.vendor_id = e.id::text
 WHERE e.account = $1 AND e.estado = 'enviado' AND e.field_id IS NOT NULL`;

export interface ChangedChoice {
  account: string;
  limit: number;
  /** Only this one of them. */
  deliveryId?: string;
}

/** Delivered requests whose project was changed since, whose time has come. */
export async function listChangedDeliveries(
  sql: Sql,
  { account, limit, deliveryId }: ChangedChoice,
): Promise<ChangedDeliveryRow[]> {
  const { rows } = await sql.query<ChangedDeliveryRow>(
    `SELECT d.version::text, d.tries, ${DELIVERY_PARTS} FROM ${CHANGED_FROM} AND ${IS_DUE}
        AND ($3::bigint IS NULL OR e.id = $3)
      ORDER BY d.tries, d.marked_at, e.id LIMIT $2`,
    [account, limit, deliveryId ?? null],
  );
  return rows;
}

/** The same of these cards, also those that wait for their next try. */
export async function listChangedOfCards(
  sql: Sql,
  of: { account: string; limit: number; isalesIds: readonly string[] },
): Promise<ChangedDeliveryRow[]> {
  const { rows } = await sql.query<ChangedDeliveryRow>(
    `SELECT d.version::text, d.tries, ${DELIVERY_PARTS} FROM ${CHANGED_FROM}
        AND o.isales_id = ANY($3::text[])
      ORDER BY d.tries, d.marked_at, e.id LIMIT $2`,
    [of.account, of.limit, of.isalesIds],
  );
  return rows;
}

export interface ContactsRow {
  clienteId: string;
  /** How often some of them could not be added. */
  tries: number;
  /** A card of the person's: what stands in front of people is a card. */
  isalesId: string;
  fieldId: string;
  isOurs: boolean;
  hashContatos: string | null;
  email: string | null;
  telefone: string | null;
  telefoneSecundario: string | null;
}

const CONTACTS_FROM = `dirty d JOIN cliente c ON c.account = d.account AND c.id::text = d.vendor_id
 WHERE d.account = $1 AND d.kind = '${CONTACTS_MARK}' AND c.field_id IS NOT NULL`;

/** Persons whose phones and e-mail are to be compared with FieldControl once more; or one of them. */
export async function listDueContacts(
  sql: Sql,
  { account, limit, clienteId }: { account: string; limit: number; clienteId?: string },
): Promise<ContactsRow[]> {
  const { rows } = await sql.query<ContactsRow>(
    `SELECT c.id::text AS "clienteId", d.tries, c.field_id AS "fieldId",
            c.criado_pelo_script AS "isOurs",
            COALESCE((SELECT isales_id FROM os WHERE cliente_id = c.id ORDER BY id DESC LIMIT 1), '')
              AS "isalesId",
            c.hash_contatos AS "hashContatos", c.email, c.telefone,
            c.telefone_secundario AS "telefoneSecundario"
       FROM ${CONTACTS_FROM} AND ${IS_DUE} AND ($3::bigint IS NULL OR c.id = $3)
      ORDER BY d.tries, d.marked_at, c.id LIMIT $2`,
    [account, limit, clienteId ?? null],
  );
  return rows;
}

/** Has a person's phones and e-mail compared again after so many real milliseconds. */
export async function postponeContacts(
  sql: Sql,
  { account, clienteId, forMs }: { account: string; clienteId: string; forMs: number },
): Promise<void> {
  await sql.query(
    `INSERT INTO dirty (account, kind, vendor_id, tries, waits_until)
     VALUES ($1, '${CONTACTS_MARK}', $2, 1, clock_timestamp() + $3::float8 * interval '1 millisecond')
     ON CONFLICT (account, kind, vendor_id) DO UPDATE
        SET version = nextval('dirty_version'), tries = dirty.tries + 1,
            waits_until = EXCLUDED.waits_until`,
    [account, clienteId, forMs],
  );
}

/** Keeps which phones and e-mail FieldControl is known to have; no mark asks for them any more. */
export async function settleContacts(
  sql: Sql,
  { account, clienteId, hash }: { account: string; clienteId: string; hash: string },
): Promise<void> {
  await sql.query('UPDATE cliente SET hash_contatos = $2 WHERE id = $1', [clienteId, hash]);
  await sql.query(
    `DELETE FROM dirty WHERE account = $1 AND kind = '${CONTACTS_MARK}' AND vendor_id = $2`,
    [account, clienteId],
  );
}

/** Real milliseconds until the next of these marks is due, 0 when one is; undefined without any. */
export async function findNextMark(sql: Sql, account: string): Promise<number | undefined> {
  const { rows } = await sql.query<{ ms: number | null }>(
    `SELECT min(GREATEST(0, EXTRACT(EPOCH FROM waits_until - clock_timestamp()) * 1000))::float8 AS ms
       FROM (SELECT COALESCE(d.waits_until, clock_timestamp()) AS waits_until FROM ${CHANGED_FROM}
             UNION ALL
             SELECT COALESCE(d.waits_until, clock_timestamp()) FROM ${CONTACTS_FROM}) AS marks`,
    [account],
  );
  return rows[0]?.ms ?? undefined;
}

/** Keeps what FieldControl has of a request since its change was brought. */
export async function noteRequest(
  sql: Sql,
  request: { deliveryId: string; requestHash: string; locationFieldId: string | null },
): Promise<void> {
  await sql.query(
    `UPDATE envio_field SET request_hash = $2,
            location_field_id = COALESCE($3, location_field_id) WHERE id = $1`,
    [request.deliveryId, request.requestHash, request.locationFieldId],
  );
}

/**
 * Has the changes of these cards brought now that wait for their next try. True when there are any:
 * a push is to be rung.
 */
export async function wakeChanges(
  sql: Sql,
  { account, isalesIds }: { account: string; isalesIds: readonly string[] },
): Promise<boolean> {
  // A new version, so that a try that is under way and saw less does not put it off again.
  const { rowCount } = await sql.query(
    `UPDATE dirty d SET version = nextval('dirty_version'), waits_until = NULL
       FROM os o JOIN envio_field e ON e.os_id = o.id
      WHERE o.account = $1 AND o.isales_id = ANY($2) AND d.account = o.account
        AND d.kind = '${REQUEST_MARK}' AND d.vendor_id = e.id::text`,
    [account, isalesIds],
  );
  return (rowCount ?? 0) > 0;
}

/** The same for a person's phones and e-mail, as if they had never been tried. */
export async function wakeContacts(
  sql: Sql,
  { account, clienteId }: { account: string; clienteId: string },
): Promise<boolean> {
  const { rowCount } = await sql.query(
    `UPDATE dirty SET version = nextval('dirty_version'), tries = 0, waits_until = NULL
      WHERE account = $1 AND kind = '${CONTACTS_MARK}' AND vendor_id = $2`,
    [account, clienteId],
  );
  return (rowCount ?? 0) > 0;
}
