import pg from 'pg';
import { holdFromOutside, type OutsideHold } from './hold-from-outside.ts';
import type { World } from './start-world.ts';

/** Stops every worker between the ring of a tick of this job and the row that says so. */
export async function holdTickEnds(
  world: Pick<World, 'database'>,
  job: string,
): Promise<OutsideHold> {
  const { pool } = world.database;
  const lock = 'SELECT pg_advisory_xact_lock(20261126)';
  await pool.query(
    `CREATE FUNCTION hold_tick() RETURNS trigger LANGUAGE plpgsql AS
     $$ BEGIN PERFORM pg_advisory_xact_lock(20261126); RETURN NEW; END $$`,
  );
  await pool.query(
    `CREATE TRIGGER hold_tick BEFORE UPDATE ON schedule FOR EACH ROW
       WHEN (NEW.job = ${pg.escapeLiteral(job)} AND NEW.last_tick_at IS DISTINCT FROM OLD.last_tick_at)
       EXECUTE FUNCTION hold_tick()`,
  );
  const hold = await holdFromOutside(world, { lock, waits: 'UPDATE schedule' });
  return {
    ...hold,
    release: async () => {
      await hold.release();
      await pool.query('DROP TRIGGER hold_tick ON schedule');
    },
  };
}
