import type { Sql } from './client.ts';
import { IS_DUE } from './dirty.ts';
import { toStorableJson } from './storable-text.ts';

/** Kind of the marks that ask for a place to be looked for; their id is the address's. */
export const PLACE_MARK = 'place';

export interface PlaceFields {
  cep: string | null;
  logradouro: string | null;
  numero: string | null;
  complemento: string | null;
  bairro: string | null;
  cidade: string | null;
  estado: string | null;
}

/** Reads an address's texts along with something else; `a` is the address. */
export const PLACE_JSON = `json_build_object('cep', a.cep, 'logradouro', a.logradouro,
  'numero', a.numero, 'complemento', a.complemento, 'bairro', a.bairro, 'cidade', a.cidade,
  'estado', a.estado)`;

export interface AddressSaving {
  account: string;
  clienteId: string;
  /** What makes it this address and no other of the person. */
  chave: string;
  place: PlaceFields;
  linkLocalizacao: string | null;
}

/**
 * Writes an address of a person; what the post office filled in stays where iSales has a gap.
 * Coordinates are not touched here, but with another link they are no longer what is looked for:
 * `geo_hash` is null until they were.
 */
export async function saveAddress(
  sql: Sql,
  saving: AddressSaving,
): Promise<{ enderecoId: string; geoHash: string | null }> {
  const { account, clienteId, chave, place, linkLocalizacao } = saving;
  const { cep, logradouro, numero, complemento, bairro, cidade, estado } = place;
  const { rows } = await sql.query<{ enderecoId: string; geoHash: string | null }>(
    `INSERT INTO endereco AS a (account, cliente_id, chave, cep, logradouro, numero, complemento,
            bairro, cidade, estado, link_localizacao)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
     ON CONFLICT (cliente_id, chave) DO UPDATE
        SET cep = COALESCE(EXCLUDED.cep, a.cep),
            logradouro = COALESCE(EXCLUDED.logradouro, a.logradouro),
            numero = COALESCE(EXCLUDED.numero, a.numero),
            complemento = COALESCE(EXCLUDED.complemento, a.complemento),
            bairro = COALESCE(EXCLUDED.bairro, a.bairro),
            cidade = COALESCE(EXCLUDED.cidade, a.cidade),
            estado = COALESCE(EXCLUDED.estado, a.estado),
            link_localizacao = EXCLUDED.link_localizacao,
            geo_hash = CASE WHEN a.link_localizacao IS NOT DISTINCT FROM EXCLUDED.link_localizacao
                            THEN a.geo_hash END
     RETURNING id::text AS "enderecoId", geo_hash AS "geoHash"`,
    [
      ...[account, clienteId, chave, cep, logradouro, numero, complemento, bairro, cidade, estado],
      linkLocalizacao,
    ],
  );
  const [row] = rows;
  if (row === undefined) throw new Error('PostgreSQL gave no row back for an address.');
  return row;
}

export interface DuePlaceRow {
  enderecoId: string;
  version: string;
  tries: number;
  address: PlaceFields;
  linkLocalizacao: string | null;
  latitude: number | null;
  longitude: number | null;
  precisao: string | null;
  provedor: string | null;
  chave: string;
  /** Of the search before; empty without. */
  problems: string[];
  customerFieldId: string | null;
  locationFieldId: string | null;
  cards: string[];
}

/** Marked addresses, those first that failed least and wait longest. */
export async function listDuePlaces(
  sql: Sql,
  { account, limit }: { account: string; limit: number },
): Promise<DuePlaceRow[]> {
  const { rows } = await sql.query<DuePlaceRow>(
    `SELECT a.id::text AS "enderecoId", d.version::text, d.tries, ${PLACE_JSON} AS address,
            a.link_localizacao AS "linkLocalizacao", a.latitude::float8, a.longitude::float8,
            a.precisao, a.provedor, a.chave, COALESCE(a.geo_problemas, '[]'::jsonb) AS problems,
            c.field_id AS "customerFieldId", a.location_field_id AS "locationFieldId",
            ARRAY(SELECT isales_id FROM os WHERE endereco_id = a.id ORDER BY id) AS cards
       FROM dirty d JOIN endereco a ON a.id::text = d.vendor_id AND a.account = d.account
            JOIN cliente c ON c.id = a.cliente_id
      WHERE d.account = $1 AND d.kind = '${PLACE_MARK}' AND ${IS_DUE}
      ORDER BY d.tries, d.marked_at, a.id LIMIT $2`,
    [account, limit],
  );
  return rows;
}

export interface PlaceSaving {
  enderecoId: string;
  geoHash: string;
  /** That was followed; a newer one has a search of its own. */
  linkLocalizacao: string | null;
  problems: readonly string[];
  /** Undefined: the coordinates stay. */
  point:
    | {
        latitude: number;
        longitude: number;
        precisao: string;
        provedor: string;
        consulta: string;
        osmRef: string | null;
      }
    | undefined;
  /** Whether the coordinates that are there are believed no more. */
  withdraws: boolean;
  fill: Partial<PlaceFields> & { ibge?: string };
  now: Date;
}

/**
 * Writes what the search for a place came to; gaps are filled, nothing becomes null but coordinates
 * that are withdrawn. What was found with a link that is another one by now is not written: false.
 */
export async function savePlace(sql: Sql, saving: PlaceSaving): Promise<boolean> {
  const { enderecoId, geoHash, problems, point, withdraws, fill, now } = saving;
  const { rowCount } = await sql.query(
    `UPDATE endereco
        SET geo_hash = $2, geo_problemas = $3::jsonb,
            logradouro = COALESCE(logradouro, $4), bairro = COALESCE(bairro, $5),
            cidade = COALESCE(cidade, $6), estado = COALESCE(estado, $7),
            ibge = COALESCE($8, ibge)
      WHERE id = $1 AND link_localizacao IS NOT DISTINCT FROM $9`,
    [
      ...[enderecoId, geoHash, toStorableJson(problems), fill.logradouro ?? null],
      ...[fill.bairro ?? null, fill.cidade ?? null, fill.estado ?? null, fill.ibge ?? null],
      saving.linkLocalizacao,
    ],
  );
  if (rowCount === 0) return false;
  if (withdraws) await withdrawPoint(sql, enderecoId);
  if (point === undefined) return true;
  const { latitude, longitude, precisao, provedor, consulta, osmRef } = point;
  await sql.query(
    `UPDATE endereco
        SET latitude = $2, longitude = $3, precisao = $4, provedor = $5, consulta = $6,
            osm_ref = $7, geocodificado_em = $8
      WHERE id = $1`,
    [enderecoId, latitude, longitude, precisao, provedor, consulta, osmRef, now],
  );
  return true;
}

/** Cards at an address that want an order there, delivered or on its way. */
export async function listWantedAt(sql: Sql, enderecoId: string): Promise<string[]> {
  const { rows } = await sql.query<{ id: string }>(
    `SELECT isales_id AS id FROM os o
      WHERE o.endereco_id = $1
        AND EXISTS (SELECT FROM envio_field e WHERE e.os_id = o.id AND e.tipo = 'pedido'
               AND e.estado NOT IN ('suprimido', 'nao_aplicavel'))
      ORDER BY o.id`,
    [enderecoId],
  );
  return rows.map(({ id }) => id);
}

async function withdrawPoint(sql: Sql, enderecoId: string): Promise<void> {
  await sql.query(
    `UPDATE endereco
        SET latitude = NULL, longitude = NULL, precisao = NULL, provedor = NULL, consulta = NULL,
            osm_ref = NULL, geocodificado_em = NULL
      WHERE id = $1`,
    [enderecoId],
  );
}

/**
 * Places of these cards that a link's distance from its CEP decided: its point is the place's, or
 * something speaks against it.
 */
export async function listLinkedPlaces(
  sql: Sql,
  { account, isalesIds }: { account: string; isalesIds: readonly string[] },
): Promise<string[]> {
  const { rows } = await sql.query<{ id: string }>(
    `SELECT DISTINCT a.id::text AS id FROM os o JOIN endereco a ON a.id = o.endereco_id
      WHERE o.account = $1 AND o.isales_id = ANY($2::text[]) AND a.link_localizacao IS NOT NULL
        AND (a.provedor = 'link'
          OR a.geo_problemas ?| ARRAY['cep_diverge', 'link_sem_coordenadas'])`,
    [account, isalesIds],
  );
  return rows.map(({ id }) => id);
}

/** Keeps which location of FieldControl an address is; several spellings of one place may share it. */
export async function linkLocation(
  sql: Sql,
  { enderecoId, fieldId }: { enderecoId: string; fieldId: string },
): Promise<void> {
  await sql.query('UPDATE endereco SET location_field_id = $2 WHERE id = $1', [
    enderecoId,
    fieldId,
  ]);
}

/** The addresses of a person that are a location of FieldControl each, the oldest first. */
export async function listLocated(
  sql: Sql,
  clienteId: string,
): Promise<{ place: PlaceFields; fieldId: string }[]> {
  const { rows } = await sql.query<{ place: PlaceFields; fieldId: string }>(
    `SELECT ${PLACE_JSON} AS place, a.location_field_id AS "fieldId" FROM endereco a
      WHERE a.cliente_id = $1 AND a.location_field_id IS NOT NULL ORDER BY a.id`,
    [clienteId],
  );
  return rows;
}

/** Has places looked for once more: of these cards, or of every card that has none exact. */
export async function markPlacesOf(
  sql: Sql,
  { account, isalesIds }: { account: string; isalesIds: readonly string[] },
): Promise<number> {
  const { rows } = await sql.query(
    `INSERT INTO dirty (account, kind, vendor_id)
     SELECT DISTINCT $1, '${PLACE_MARK}', endereco_id::text FROM os
      WHERE account = $1 AND isales_id = ANY($2) AND endereco_id IS NOT NULL
     ON CONFLICT (account, kind, vendor_id) DO UPDATE SET version = nextval('dirty_version')
     RETURNING 1`,
    [account, isalesIds],
  );
  return rows.length;
}
