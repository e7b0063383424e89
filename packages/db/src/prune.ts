import type { Sql } from './client.ts';

/** Rows that one round removes of each kind, so that a round is short whatever has gathered. */
const MOST_ROWS = 5_000;

/**
 * What is kept how long, in days of real time. Events with a vendor's id stay longer: the id is what
 * keeps a late repetition out. Held records, intents and audit are never removed here.
 */
const RULES = [
  {
    table: 'inbound_event',
    where: `state = 'done' AND event_key IS NULL AND received_at < now() - interval '30 days'`,
  },
  {
    table: 'inbound_event',
    where: `state = 'done' AND event_key IS NOT NULL AND received_at < now() - interval '90 days'`,
  },
  {
    table: 'run',
    where: `state IN ('done', 'skipped') AND started_at < now() - interval '90 days'`,
  },
  {
    table: 'run',
    where: `state NOT IN ('done', 'skipped') AND started_at < now() - interval '400 days'`,
  },
  // Longer than any answer about a place is believed.
  { table: 'geo_cache', where: `lido_em < now() - interval '200 days'` },
  { table: 'onec_stock_snapshot', where: `taken_at < now() - interval '180 days'` },
] as const;

/** Removes a bounded number of rows that are older than they need be; gives how many. */
export async function pruneOldRows(sql: Sql): Promise<number> {
  let removed = 0;
  for (const { table, where } of RULES) {
    const { rows } = await sql.query(
      `DELETE FROM ${table} WHERE ctid = ANY(ARRAY(
         SELECT ctid FROM ${table} WHERE ${where} LIMIT ${MOST_ROWS})) RETURNING 1`,
    );
    removed += rows.length;
  }
  return removed;
}
