import type { Sql } from './client.ts';
import { type Json, toJsonText } from './json.ts';

export interface CheckpointKey {
  integration: string;
  account: string;
  /** What is being read: `deals`, `products`. */
  stream: string;
}

export interface Checkpoint extends CheckpointKey {
  /** How far the stream has been read, in the integration's own shape. */
  position: Json;
  updatedAt: Date;
}

const COLUMNS = `integration, account, stream, position, updated_at AS "updatedAt"`;

/** How far the stream has been read; undefined when never. */
export async function findCheckpoint(
  sql: Sql,
  { integration, account, stream }: CheckpointKey,
): Promise<Checkpoint | undefined> {
  const { rows } = await sql.query<Checkpoint>(
    `SELECT ${COLUMNS} FROM checkpoint WHERE integration = $1 AND account = $2 AND stream = $3`,
    [integration, account, stream],
  );
  return rows[0];
}

/**
 * The same, with its row locked until the transaction ends: who reads in order to change it stands
 * in line.
 */
export async function lockCheckpoint(
  sql: Sql,
  { integration, account, stream }: CheckpointKey,
): Promise<Checkpoint | undefined> {
  const { rows } = await sql.query<Checkpoint>(
    `SELECT ${COLUMNS} FROM checkpoint
      WHERE integration = $1 AND account = $2 AND stream = $3 FOR UPDATE`,
    [integration, account, stream],
  );
  return rows[0];
}

/**
 * Checkpoints of a stream that say they are running and have not moved for `stillForMs` real
 * milliseconds: their job may have been lost with the queue.
 */
export async function listStillCheckpoints(
  sql: Sql,
  { stream, stillForMs }: { stream: string; stillForMs: number },
): Promise<{ integration: string; account: string }[]> {
  const { rows } = await sql.query<{ integration: string; account: string }>(
    `SELECT integration, account FROM checkpoint
      WHERE stream = $1 AND position->>'state' = 'running'
        AND updated_at < now() - $2::int * interval '1 millisecond'`,
    [stream, stillForMs],
  );
  return rows;
}

/** Every checkpoint, of one integration when given. */
export async function listCheckpoints(sql: Sql, integration?: string): Promise<Checkpoint[]> {
  const { rows } = await sql.query<Checkpoint>(
    `SELECT ${COLUMNS} FROM checkpoint
      WHERE $1::text IS NULL OR integration = $1
      ORDER BY integration, account, stream`,
    [integration ?? null],
  );
  return rows;
}

/**
 * Saves how far the stream has been read. Give the transaction that writes the rows it covers: a
 * checkpoint ahead of its rows loses records for good.
 */
export async function saveCheckpoint(
  sql: Sql,
  { integration, account, stream, position }: CheckpointKey & { position: Json },
): Promise<void> {
  await sql.query(
    `INSERT INTO checkpoint (integration, account, stream, position, updated_at)
     VALUES ($1, $2, $3, $4::jsonb, now())
     ON CONFLICT (integration, account, stream) DO UPDATE
        SET position = EXCLUDED.position, updated_at = EXCLUDED.updated_at`,
    [integration, account, stream, toJsonText(position)],
  );
}

/** Forgets how far the stream has been read, so that the next read begins anew. */
export async function removeCheckpoint(
  sql: Sql,
  { integration, account, stream }: CheckpointKey,
): Promise<void> {
  await sql.query(
    'DELETE FROM checkpoint WHERE integration = $1 AND account = $2 AND stream = $3',
    [integration, account, stream],
  );
}
