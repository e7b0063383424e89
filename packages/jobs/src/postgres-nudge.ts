import type pg from 'pg';
import type { Nudge, NudgeWish } from './backend.ts';

interface PostgresWish extends NudgeWish {
  queueName: string;
  jobId: string;
}

interface Found {
  state: string;
  isStale: boolean;
  isSleeping: boolean;
}

const IS_SLEEPING = `(state = 'delayed' AND process_at_ms - $4 > $5
  AND COALESCE((progress->>'until')::bigint, 0) <= $4)`;

const LOOK = `
SELECT state::text AS "state", data IS DISTINCT FROM $3::jsonb AS "isStale",
       ${IS_SLEEPING} AS "isSleeping"
  FROM job WHERE queue = $1 AND id = $2`;

/**
 * BullMQ's own promote looks first and writes then, so a job that is taken up in between would run
 * twice at once; here the state is part of the write.
 */
const NUDGE = `
UPDATE job SET
  data = $3::jsonb,
  process_at_ms = CASE WHEN ${IS_SLEEPING} THEN NULL ELSE process_at_ms END,
  delay_ms = CASE WHEN ${IS_SLEEPING} THEN 0 ELSE delay_ms END,
  seq = CASE WHEN ${IS_SLEEPING} THEN nextval('job_seq') ELSE seq END,
  state = CASE WHEN ${IS_SLEEPING} THEN 'waiting'::job_state ELSE state END
 WHERE queue = $1 AND id = $2 AND state IN ('waiting', 'delayed')`;

/** Wakes a sleeping job and gives a waiting one the newest payload, in BullMQ's table `job`. */
export async function nudgeInPostgres(pool: pg.Pool, wish: PostgresWish): Promise<Nudge> {
  const values = [
    wish.queueName,
    wish.jobId,
    JSON.stringify(wish.payload),
    Date.now(),
    wish.longerThanMs,
  ];
  const { rows } = await pool.query<Found>(LOOK, values);
  const found = rows[0];
  if (found === undefined) return 'missed';
  const isUntaken = found.state === 'waiting' || found.state === 'delayed';
  if (!isUntaken) return found.isStale ? 'missed' : 'kept';
  if (!found.isStale && !found.isSleeping) return 'kept';
  const { rowCount } = await pool.query(NUDGE, values);
  if (rowCount === 0) return found.isStale ? 'missed' : 'kept';
  if (!found.isSleeping) return 'kept';
  await pool.query(`SELECT pg_notify('bullmq_jobs', $1)`, [wish.queueName]);
  return 'woken';
}
