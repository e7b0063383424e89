import type { Sql } from './client.ts';

export interface PersonFields {
  nome: string | null;
  docInformado: string | null;
  email: string | null;
  telefone: string | null;
  telefoneE164: string | null;
  telefoneSecundario: string | null;
  telefoneSecundarioE164: string | null;
}

export interface LinkedPerson {
  clienteId: string;
  documento: string | null;
  fieldId: string | null;
  /** The first client of iSales that was this person. */
  isOwner: boolean;
  /** Clients of iSales that are this person. */
  links: number;
}

/** Whom a client of iSales was until now. */
export async function findLinkedPerson(
  sql: Sql,
  { account, isalesClienteId }: { account: string; isalesClienteId: string },
): Promise<LinkedPerson | undefined> {
  const { rows } = await sql.query<LinkedPerson>(
    `SELECT c.id::text AS "clienteId", c.doc_pessoal AS documento, c.field_id AS "fieldId",
            c.isales_cliente_id = $2 AS "isOwner",
            (SELECT count(*)::int FROM cliente_isales WHERE cliente_id = c.id) AS links
       FROM cliente_isales l JOIN cliente c ON c.id = l.cliente_id
      WHERE l.account = $1 AND l.isales_cliente_id = $2`,
    [account, isalesClienteId],
  );
  return rows[0];
}

/** Who has this document (normalised); a person without one is never found by it. */
export async function findPersonByDocument(
  sql: Sql,
  { account, documento }: { account: string; documento: string },
): Promise<{ clienteId: string } | undefined> {
  const { rows } = await sql.query<{ clienteId: string }>(
    `SELECT id::text AS "clienteId" FROM cliente WHERE account = $1 AND doc_pessoal = $2`,
    [account, documento],
  );
  return rows[0];
}

export interface PersonSaving {
  account: string;
  isalesClienteId: string;
  /** Null: a new person. */
  clienteId: string | null;
  /** Null: the document stays as it is. */
  documento: string | null;
  /** false: only gaps are filled. */
  overwrites: boolean;
  fields: PersonFields;
  now: Date;
}

/** Writes a person and that this client of iSales is it; gives its id. */
export async function savePerson(sql: Sql, saving: PersonSaving): Promise<string> {
  const { account, isalesClienteId } = saving;
  const clienteId =
    saving.clienteId === null ? await createPerson(sql, saving) : await updatePerson(sql, saving);
  await sql.query(
    `INSERT INTO cliente_isales (account, isales_cliente_id, cliente_id) VALUES ($1, $2, $3)
     ON CONFLICT (account, isales_cliente_id) DO UPDATE SET cliente_id = EXCLUDED.cliente_id`,
    [account, isalesClienteId, clienteId],
  );
  return clienteId;
}

async function createPerson(sql: Sql, saving: PersonSaving): Promise<string> {
  const { account, isalesClienteId, documento, fields, now } = saving;
  // Whoever was this client's person before and is somebody else now gives the name up.
  await sql.query(
    `UPDATE cliente c SET isales_cliente_id =
            (SELECT min(l.isales_cliente_id) FROM cliente_isales l
              WHERE l.cliente_id = c.id AND l.isales_cliente_id <> $2)
      WHERE c.account = $1 AND c.isales_cliente_id = $2
        AND EXISTS (SELECT FROM cliente_isales l
                     WHERE l.cliente_id = c.id AND l.isales_cliente_id <> $2)`,
    [account, isalesClienteId],
  );
  const { rows } = await sql.query<{ id: string }>(
    `INSERT INTO cliente (account, nome, doc_pessoal, doc_informado, email, telefone, telefone_e164,
            telefone_secundario, telefone_secundario_e164, isales_cliente_id, criado_em,
            atualizado_em)
     VALUES ($1, COALESCE($2, ''), $3, $4, $5, $6, $7, $8, $9, $10, $11, $11)
     RETURNING id::text`,
    [account, fields.nome, documento, ...toContacts(fields), isalesClienteId, now],
  );
  const [row] = rows;
  if (row === undefined) throw new Error('PostgreSQL gave no row back for a person.');
  return row.id;
}

async function updatePerson(sql: Sql, saving: PersonSaving): Promise<string> {
  const { clienteId, documento, overwrites, fields, now } = saving;
  const pick = (column: string, at: number): string =>
    overwrites ? `$${at}` : `COALESCE(${column}, $${at})`;
  await sql.query(
    `UPDATE cliente
        SET nome = CASE WHEN $10 OR nome = '' THEN COALESCE($2, nome) ELSE nome END,
            doc_pessoal = COALESCE($3, doc_pessoal),
            doc_informado = ${pick('doc_informado', 4)}, email = ${pick('email', 5)},
            telefone = ${pick('telefone', 6)}, telefone_e164 = ${pick('telefone_e164', 7)},
            telefone_secundario = ${pick('telefone_secundario', 8)},
            telefone_secundario_e164 = ${pick('telefone_secundario_e164', 9)},
            atualizado_em = $11
      WHERE id = $1`,
    [clienteId, fields.nome, documento, ...toContacts(fields), overwrites, now],
  );
  return clienteId ?? '';
}

function toContacts(fields: PersonFields): (string | null)[] {
  const { docInformado, email, telefone, telefoneE164 } = fields;
  const { telefoneSecundario, telefoneSecundarioE164 } = fields;
  return [docInformado, email, telefone, telefoneE164, telefoneSecundario, telefoneSecundarioE164];
}

/**
 * Removes who is nobody any more: a person whose last client of iSales is somebody else now, and
 * whom FieldControl never had. Give the transaction that moved the client, after its card.
 */
export async function removeNobody(
  sql: Sql,
  { account, isalesClienteId }: { account: string; isalesClienteId: string },
): Promise<void> {
  const isNobody = `c.account = $1 AND c.isales_cliente_id = $2 AND c.field_id IS NULL
    AND NOT EXISTS (SELECT FROM cliente_isales l WHERE l.cliente_id = c.id)
    AND NOT EXISTS (SELECT FROM os o WHERE o.cliente_id = c.id)`;
  const values = [account, isalesClienteId];
  await sql.query(
    `DELETE FROM endereco a USING cliente c WHERE a.cliente_id = c.id AND ${isNobody}`,
    values,
  );
  await sql.query(`DELETE FROM cliente c WHERE ${isNobody}`, values);
}

/** Keeps which customer of FieldControl a person is. */
export async function linkCustomer(
  sql: Sql,
  link: {
    clienteId: string;
    fieldId: string;
    primaryLocationId: string | null;
    isMade: boolean;
  },
): Promise<void> {
  await sql.query(
    `UPDATE cliente SET field_id = $2, local_principal_field_id = $3, criado_pelo_script = $4
      WHERE id = $1`,
    [link.clienteId, link.fieldId, link.primaryLocationId, link.isMade],
  );
}

/** Which person a customer of FieldControl is; undefined when it is nobody's. */
export async function findOwnerOf(
  sql: Sql,
  { account, fieldId }: { account: string; fieldId: string },
): Promise<string | undefined> {
  const { rows } = await sql.query<{ id: string }>(
    'SELECT id::text FROM cliente WHERE account = $1 AND field_id = $2',
    [account, fieldId],
  );
  return rows[0]?.id;
}

/** The cards of a person, the newest first. */
export async function listCardsOf(sql: Sql, clienteId: string): Promise<string[]> {
  const { rows } = await sql.query<{ id: string }>(
    'SELECT isales_id AS id FROM os WHERE cliente_id = $1 ORDER BY id DESC',
    [clienteId],
  );
  return rows.map(({ id }) => id);
}
