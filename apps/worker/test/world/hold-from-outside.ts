import { expect } from 'vitest';
import pg from 'pg';
import type { World } from './start-world.ts';

/** What is locked from outside, and how the statement begins that shall come to wait for it. */
export interface Obstacle {
  readonly lock: string;
  readonly waits: string;
}

/** Something in the database that a worker cannot get past. */
export interface OutsideHold {
  /** Resolves when the statement waits. */
  someoneWaits(): Promise<void>;
  /** Lets those that wait go on. */
  letPass(): Promise<void>;
  /** Ends what dead workers left waiting, which PostgreSQL would carry out yet, and lets go. */
  release(): Promise<void>;
}

/** The obstacle of a whole table: nobody reads or writes it. */
export function lockedTable(table: string): string {
  return `LOCK TABLE ${table} IN ACCESS EXCLUSIVE MODE`;
}

/** Puts an obstacle in the way of every worker of a world. */
export async function holdFromOutside(
  { database: { pool, url } }: Pick<World, 'database'>,
  { lock, waits }: Obstacle,
): Promise<OutsideHold> {
  const holder = new pg.Client({ connectionString: url });
  await holder.connect();
  await holder.query('BEGIN');
  await holder.query(lock);
  const { rows } = await holder.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
  const pid = rows[0]?.pid;
  const blocked = `FROM pg_stat_activity
    WHERE datname = current_database() AND application_name <> 'ponte-api'
      AND $1::int = ANY(pg_blocking_pids(pid))`;
  const letPass = async (): Promise<void> => {
    await holder.query('ROLLBACK');
    await holder.end();
  };
  return {
    letPass,
    someoneWaits: async () => {
      const count = async (): Promise<number> =>
        (await pool.query(`SELECT 1 ${blocked} AND strpos(query, $2) > 0`, [pid, waits])).rows
          .length;
      await expect.poll(count).toBeGreaterThan(0);
    },
    release: async () => {
      const endAll = async (): Promise<number> =>
        (await pool.query(`SELECT pg_terminate_backend(pid) ${blocked}`, [pid])).rows.length;
      await expect.poll(endAll).toBe(0);
      await letPass();
    },
  };
}
