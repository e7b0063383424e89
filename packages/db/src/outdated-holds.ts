import type { Sql } from './client.ts';

/**
 * Closes the holds of stored events that are on their way again, whoever sent them: what is still
 * wrong with them is held anew. `by` as in `releaseHeld`. Returns how many.
 */
export async function releaseOutdatedHolds(sql: Sql, by: string): Promise<number> {
  const { rowCount } = await sql.query(
    `UPDATE held SET released_at = now(), released_by = $1 FROM inbound_event
      WHERE held.released_at IS NULL AND held.kind = 'inbound-event'
        AND inbound_event.id = CASE WHEN held.key ~ '^[0-9]{1,18}$' THEN held.key::bigint END
        AND inbound_event.state = 'received'`,
    [by],
  );
  return rowCount ?? 0;
}
