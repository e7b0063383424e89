import type pg from 'pg';
import type { JsonObject } from './define.ts';

/** Where BullMQ keeps the last ring that came while a job ran. */
const TAKE = `
DELETE FROM dedup_next WHERE queue = $1 AND dedup_id = $2
RETURNING payload->'data' AS "data"`;

/** Takes the kept ring of a coalescing key out of BullMQ's table; its payload, undefined without. */
export async function takeKeptRingInPostgres(
  pool: pg.Pool,
  { queueName, coalescing }: { queueName: string; coalescing: string },
): Promise<JsonObject | undefined> {
  const { rows } = await pool.query<{ data: JsonObject }>(TAKE, [queueName, coalescing]);
  return rows[0]?.data;
}
