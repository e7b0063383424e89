import type { Sql } from './client.ts';
import type { Json } from './json.ts';

export interface ScheduleRow {
  job: string;
  cron: string;
  zone: string;
  payload: { [key: string]: Json };
  nextDue: Date;
  lastTickAt: Date | null;
}

export interface ScheduleStore {
  list(): Promise<ScheduleRow[]>;
  save(row: Omit<ScheduleRow, 'lastTickAt'>): Promise<void>;
  remove(job: string): Promise<void>;
  /** True for the one process that may ring this tick. */
  claimTick(job: string, expectedDue: Date, nextDue: Date): Promise<boolean>;
  /** Moves a claim to its end. */
  moveDue(job: string, expectedDue: Date, nextDue: Date): Promise<void>;
}

/** Schedules as rows: they outlive any loss of the queue, and each tick belongs to one process. */
export function createScheduleStore(sql: Sql): ScheduleStore {
  return {
    list: async () => {
      const { rows } = await sql.query<ScheduleRow>(
        `SELECT job, cron, zone, payload, next_due AS "nextDue", last_tick_at AS "lastTickAt"
           FROM schedule ORDER BY job`,
      );
      return rows;
    },
    save: async ({ job, cron, zone, payload, nextDue }) => {
      await sql.query(
        `INSERT INTO schedule (job, cron, zone, payload, next_due) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (job) DO UPDATE SET cron = $2, zone = $3, payload = $4, next_due = $5`,
        [job, cron, zone, payload, nextDue],
      );
    },
    remove: async (job) => {
      await sql.query('DELETE FROM schedule WHERE job = $1', [job]);
    },
    moveDue: async (job, expectedDue, nextDue) => {
      await sql.query('UPDATE schedule SET next_due = $3 WHERE job = $1 AND next_due = $2', [
        ...[job, expectedDue, nextDue],
      ]);
    },
    claimTick: async (job, expectedDue, nextDue) => {
      const { rows } = await sql.query(
        `UPDATE schedule SET next_due = $3, last_tick_at = $2
          WHERE job = $1 AND next_due = $2 RETURNING 1`,
        [job, expectedDue, nextDue],
      );
      return rows.length > 0;
    },
  };
}
