import type { World } from './start-world.ts';

/** What has really happened since the count began: in the rows and at the vendor. */
export interface Effects {
  /** Writes of rows, by table. */
  readonly written: Readonly<Record<string, number>>;
  /** Times a deal was asked for. */
  readonly dealReads: number;
  /** Times the portal's fields were asked for, with which a read of all names begins. */
  readonly nameReads: number;
  /** Runs that are written down as ended, by job and end, without those that found nothing to do. */
  readonly runs: Readonly<Record<string, number>>;
}

const TABLES = ['deal', 'dictionary_entry', 'dictionary_history', 'deal_field'];
/** Ends of a second look, which costs nothing. */
const IDLE = ['nothing-dirty', 'nothing-received', 'dictionaries-first'];

/** Begins to count; call it when nothing is under way. */
export async function countEffects({
  database: { pool },
  screen,
}: Pick<World, 'database' | 'screen'>): Promise<() => Promise<Effects>> {
  await pool.query('CREATE TABLE write_count (what text NOT NULL)');
  await pool.query(
    `CREATE FUNCTION count_write() RETURNS trigger LANGUAGE plpgsql AS
     $$ BEGIN INSERT INTO write_count VALUES (TG_TABLE_NAME); RETURN NULL; END $$`,
  );
  for (const table of TABLES) {
    await pool.query(
      `CREATE TRIGGER count_write AFTER INSERT OR UPDATE OR DELETE ON ${table}
         FOR EACH ROW EXECUTE FUNCTION count_write()`,
    );
  }
  const { rows: old } = await pool.query<{ id: string }>('SELECT id FROM run');
  const atFirst = await readPortal(screen);
  return async () => {
    const now = await readPortal(screen);
    const written = await pool.query<{ name: string; count: number }>(
      'SELECT what AS name, count(*)::int AS count FROM write_count GROUP BY what',
    );
    const runs = await pool.query<{ name: string; count: number }>(
      `SELECT split_part(job, '.', 2) || ': ' || state AS name, count(*)::int AS count FROM run
        WHERE integration = 'bitrix24-deals' AND id <> ALL($1) AND state NOT IN ('running', 'waiting')
          AND COALESCE(reason, '') <> ALL($2)
        GROUP BY 1`,
      [old.map(({ id }) => id), IDLE],
    );
    return {
      written: toCounts(written.rows),
      dealReads: now.dealReads - atFirst.dealReads,
      nameReads: now.nameReads - atFirst.nameReads,
      runs: toCounts(runs.rows),
    };
  };
}

async function readPortal(screen: World['screen']) {
  const { dealGets, requestsByMethod } = await screen.counters();
  return { dealReads: dealGets, nameReads: requestsByMethod['crm.deal.fields'] ?? 0 };
}

function toCounts(rows: readonly { name: string; count: number }[]): Record<string, number> {
  return Object.fromEntries(rows.map(({ name, count }) => [name, count]));
}
