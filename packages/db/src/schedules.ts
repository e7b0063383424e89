import type { Sql } from './client.ts';
import type { Json } from './json.ts';

export interface ScheduleRow {
  job: string;
  cron: string;
  zone: string;
  payload: { [key: string]: Json };
  /** The tick that is due next; stays until it was rung. */
  nextDue: Date;
  lastTickAt: Date | null;
  /** How often the tick that is due was claimed and not ended. */
  claims: number;
}

/** How the run of a tick is found. */
export interface TickAddress {
  job: string;
  account: string | null;
  queueJobId: string;
  due: Date;
}

export interface ScheduleStore {
  list(): Promise<ScheduleRow[]>;
  save(row: Omit<ScheduleRow, 'lastTickAt' | 'claims'>): Promise<void>;
  remove(job: string): Promise<void>;
  /** Which claim on this tick it is, from 1, for the one process that gets it for `forMs` real milliseconds. */
  claimTick(job: string, due: Date, forMs: number): Promise<number | undefined>;
  /** Gives a claim back, if it still is the last one. */
  releaseTick(job: string, due: Date, claim: number): Promise<void>;
  /** The tick was rung. */
  endTick(job: string, due: Date, nextDue: Date): Promise<void>;
  /** Whether a run of this tick has ended: by its job in the queue, or any since it was due. */
  hasRun(tick: TickAddress): Promise<boolean>;
}

/** Schedules as rows: they outlive any loss of the queue, and each tick belongs to one process. */
export function createScheduleStore(sql: Sql): ScheduleStore {
  return {
    list: async () => {
      const { rows } = await sql.query<ScheduleRow>(
        `SELECT job, cron, zone, payload, next_due AS "nextDue", last_tick_at AS "lastTickAt", claims
           FROM schedule ORDER BY job`,
      );
      return rows;
    },
    save: async ({ job, cron, zone, payload, nextDue }) => {
      await sql.query(
        `INSERT INTO schedule AS s (job, cron, zone, payload, next_due) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (job) DO UPDATE SET cron = $2, zone = $3, payload = $4, next_due = $5,
           claims = CASE WHEN s.next_due = $5 THEN s.claims ELSE 0 END,
           claimed_until = CASE WHEN s.next_due = $5 THEN s.claimed_until END`,
        [job, cron, zone, payload, nextDue],
      );
    },
    remove: async (job) => {
      await sql.query('DELETE FROM schedule WHERE job = $1', [job]);
    },
    claimTick: async (job, due, forMs) => {
      const { rows } = await sql.query<{ claims: number }>(
        `UPDATE schedule SET claims = claims + 1,
                claimed_until = clock_timestamp() + $3::float8 * interval '1 millisecond'
          WHERE job = $1 AND next_due = $2
            AND (claimed_until IS NULL OR claimed_until <= clock_timestamp()) RETURNING claims`,
        [job, due, forMs],
      );
      return rows[0]?.claims;
    },
    releaseTick: async (job, due, claim) => {
      await sql.query(
        `UPDATE schedule SET claimed_until = NULL
          WHERE job = $1 AND next_due = $2 AND claims = $3`,
        [job, due, claim],
      );
    },
    endTick: async (job, due, nextDue) => {
      await sql.query(
        `UPDATE schedule SET next_due = $3, last_tick_at = $2, claims = 0, claimed_until = NULL
          WHERE job = $1 AND next_due = $2`,
        [job, due, nextDue],
      );
    },
    hasRun: async ({ job, account, queueJobId, due }) => {
      const { rows } = await sql.query(
        `SELECT 1 FROM run
          WHERE job = $1 AND account IS NOT DISTINCT FROM $2 AND (queue_job_id = $3 OR started_at >= $4)
            AND state IN ('done', 'skipped', 'held', 'failed') LIMIT 1`,
        [job, account, queueJobId, due],
      );
      return rows.length > 0;
    },
  };
}
