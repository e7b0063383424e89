import type pg from 'pg';
import type { JsonObject } from './define.ts';

/** Where BullMQ keeps the last ring that came while a job ran; a run under way has its own. */
const TAKE = `
DELETE FROM dedup_next n WHERE n.queue = $1 AND n.dedup_id = $2
   AND NOT EXISTS (SELECT FROM dedup d JOIN job j ON j.queue = d.queue AND j.id = d.job_id
        WHERE d.queue = n.queue AND d.dedup_id = n.dedup_id AND j.state = 'active')
RETURNING n.payload->'data' AS "data"`;

/** Takes the kept ring of a coalescing key out of BullMQ's table; its payload, undefined without. */
export async function takeKeptRingInPostgres(
  pool: pg.Pool,
  { queueName, coalescing }: { queueName: string; coalescing: string },
): Promise<JsonObject | undefined> {
  const { rows } = await pool.query<{ data: JsonObject }>(TAKE, [queueName, coalescing]);
  return rows[0]?.data;
}
