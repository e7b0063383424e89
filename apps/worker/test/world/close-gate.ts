import { countLockWaiters } from '@ponte/db/testing';
import pg from 'pg';
import { expect, onTestFinished } from 'vitest';
import type { FieldWorld } from './start-field-world.ts';

/** A place in the database that writes of one kind do not get past. */
export interface Gate {
  someoneWaits(): Promise<void>;
  open(): Promise<void>;
}

/** Which writes: of these rows of a table. */
export interface GatedWrites {
  readonly table: string;
  readonly event: 'INSERT' | 'UPDATE';
  readonly when: string;
}

const GATE = 4_711;

/**
 * Holds writes of one kind back until it is opened, or the test ends: a trigger waits for a lock that
 * is ours.
 */
export async function closeGate(
  { database }: Pick<FieldWorld, 'database'>,
  { table, event, when }: GatedWrites,
): Promise<Gate> {
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  await client.query('SELECT pg_advisory_lock($1)', [GATE]);
  await client.query(`CREATE OR REPLACE FUNCTION gate() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN PERFORM pg_advisory_xact_lock(${GATE}); RETURN NEW; END $$`);
  await client.query(`CREATE TRIGGER gate BEFORE ${event} ON ${table} FOR EACH ROW
    WHEN (${when}) EXECUTE FUNCTION gate()`);
  let isOpen = false;
  const open = async (): Promise<void> => {
    if (isOpen) return;
    isOpen = true;
    await client.query('SELECT pg_advisory_unlock($1)', [GATE]);
    await client.query(`DROP TRIGGER gate ON ${table}`);
    await client.end();
  };
  // Its world may be gone by then.
  onTestFinished(() => Promise.allSettled([open()]).then(() => undefined));
  return {
    someoneWaits: async () => {
      await expect
        .poll(() => countLockWaiters(database, { type: 'advisory', key: GATE }))
        .toBeGreaterThan(0);
    },
    open,
  };
}
