import pg from 'pg';
import type { Sql } from './client.ts';

const UNIQUE_VIOLATION = '23505';

/** The two ids of one thing on two sides. Left is where the thing is born. */
export interface Link {
  integration: string;
  leftKind: string;
  leftId: string;
  rightKind: string;
  rightId: string;
  /** Hash of what we last wrote to the right side; null before the first write. */
  fingerprint: string | null;
  /** Counts the saves, from 1. */
  version: string;
  updatedAt: Date;
}

export interface LinkToSave {
  integration: string;
  leftKind: string;
  leftId: string;
  rightKind: string;
  rightId: string;
  fingerprint: string | null;
  /** Refuse when the link was saved by somebody else since it was read with this version. */
  readVersion?: string;
}

/** Two things would become one, or somebody else saved meanwhile: nothing was written. */
export class LinkConflict extends Error {
  override readonly name = 'LinkConflict';
}

const COLUMNS = `integration, left_kind AS "leftKind", left_id AS "leftId",
  right_kind AS "rightKind", right_id AS "rightId", fingerprint, version::text,
  updated_at AS "updatedAt"`;

/** The link that starts at this thing of the left side. */
export async function findLink(
  sql: Sql,
  left: { integration: string; leftKind: string; leftId: string },
): Promise<Link | undefined> {
  const [link] = await listLinks(sql, { ...left, leftIds: [left.leftId] });
  return link;
}

/** The links of many things of the left side; things without a link are left out. */
export async function listLinks(
  sql: Sql,
  left: { integration: string; leftKind: string; leftIds: readonly string[] },
): Promise<Link[]> {
  const { rows } = await sql.query<Link>(
    `SELECT ${COLUMNS} FROM link
      WHERE integration = $1 AND left_kind = $2 AND left_id = ANY($3)
      ORDER BY left_id`,
    [left.integration, left.leftKind, left.leftIds],
  );
  return rows;
}

/** The link that ends at this thing of the right side. */
export async function findLinkTo(
  sql: Sql,
  right: { integration: string; rightKind: string; rightId: string },
): Promise<Link | undefined> {
  const { rows } = await sql.query<Link>(
    `SELECT ${COLUMNS} FROM link WHERE integration = $1 AND right_kind = $2 AND right_id = $3`,
    [right.integration, right.rightKind, right.rightId],
  );
  return rows[0];
}

/**
 * Pairs two things, or notes the fingerprint of a further write to a known pair. Throws LinkConflict
 * when either side is paired with something else (remove that link first), or on `readVersion`.
 */
export async function saveLink(sql: Sql, link: LinkToSave): Promise<Link> {
  const { integration, leftKind, leftId, rightKind, rightId, fingerprint } = link;
  const values = [integration, leftKind, leftId, rightKind, rightId, fingerprint];
  try {
    const { rows } = await sql.query<Link>(
      `INSERT INTO link AS kept (integration, left_kind, left_id, right_kind, right_id,
              fingerprint, updated_at)
       SELECT $1, $2, $3, $4, $5, $6, now()
        WHERE $7::bigint IS NULL
           OR EXISTS (SELECT FROM link
                       WHERE integration = $1 AND left_kind = $2 AND left_id = $3)
       ON CONFLICT (integration, left_kind, left_id) DO UPDATE
          SET fingerprint = EXCLUDED.fingerprint, version = kept.version + 1,
              updated_at = EXCLUDED.updated_at
        WHERE kept.right_kind = EXCLUDED.right_kind AND kept.right_id = EXCLUDED.right_id
          AND ($7::bigint IS NULL OR kept.version = $7)
       RETURNING ${COLUMNS}`,
      [...values, link.readVersion ?? null],
    );
    if (rows[0]) return rows[0];
  } catch (error) {
    if (!(error instanceof pg.DatabaseError) || error.code !== UNIQUE_VIOLATION) throw error;
    throw new LinkConflict(
      `${rightKind} ${rightId} is linked to another ${leftKind} than ${leftId} in ${integration}. ` +
        'Find out which of the two it belongs to and remove the other link.',
      { cause: error },
    );
  }
  throw new LinkConflict(
    `${leftKind} ${leftId} is linked to another ${rightKind} than ${rightId} in ${integration}, ` +
      'or its link was changed since it was read. Read the link again and decide anew.',
  );
}

/** Parts a pair; false when there was none. */
export async function removeLink(
  sql: Sql,
  left: { integration: string; leftKind: string; leftId: string },
): Promise<boolean> {
  const { rowCount } = await sql.query(
    'DELETE FROM link WHERE integration = $1 AND left_kind = $2 AND left_id = $3',
    [left.integration, left.leftKind, left.leftId],
  );
  return rowCount === 1;
}
