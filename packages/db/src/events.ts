import type { Sql } from './client.ts';

export {
  createEventWriter,
  EventRefused,
  type EventWriter,
  type NewEvent,
} from './event-writer.ts';

export type EventState = 'received' | 'done' | 'held';

export interface EventRow {
  id: string;
  source: string;
  account: string;
  eventKey: string | null;
  body: string;
  state: EventState;
  reason: string | null;
  receivedAt: Date;
  doneAt: Date | null;
}

const COLUMNS = `id::text, source, account, event_key AS "eventKey", body, state, reason,
  received_at AS "receivedAt", done_at AS "doneAt"`;

export interface EventFilter {
  source?: string;
  account?: string;
  state?: EventState;
  /** Only events with a smaller id: the next page. */
  before?: string;
  limit: number;
}

/** The oldest events of one address that nobody has worked yet. */
export async function listReceivedEvents(
  sql: Sql,
  { source, account, limit }: { source: string; account: string; limit: number },
): Promise<{ id: string; body: string; receivedAt: Date }[]> {
  const { rows } = await sql.query<{ id: string; body: string; receivedAt: Date }>(
    `SELECT id::text, body, received_at AS "receivedAt" FROM inbound_event
      WHERE source = $1 AND account = $2 AND state = 'received'
      ORDER BY inbound_event.id LIMIT $3`,
    [source, account, limit],
  );
  return rows;
}

/** Writes the ends of events; one that is done stays done. */
export async function settleEvents(
  sql: Sql,
  ends: readonly { id: string; state: 'done' | 'held'; reason: string | null }[],
): Promise<void> {
  if (ends.length === 0) return;
  await sql.query(
    `UPDATE inbound_event e SET state = n.state, reason = n.reason, done_at = now()
       FROM unnest($1::bigint[], $2::text[], $3::text[]) AS n(id, state, reason)
      WHERE e.id = n.id AND e.state <> 'done'`,
    [ends.map(({ id }) => id), ends.map(({ state }) => state), ends.map(({ reason }) => reason)],
  );
}

/** Addresses with events that lie unworked for longer than `olderThanMs`, with their number. */
export async function listUnworked(
  sql: Sql,
  olderThanMs: number,
): Promise<{ source: string; account: string; count: number; oldest: Date }[]> {
  const { rows } = await sql.query<{
    source: string;
    account: string;
    count: number;
    oldest: Date;
  }>(
    `SELECT source, account, count(*)::int AS count, min(received_at) AS oldest
       FROM inbound_event
      WHERE state = 'received' AND received_at < now() - $1::int * interval '1 millisecond'
      GROUP BY source, account`,
    [olderThanMs],
  );
  return rows;
}

/**
 * The same addresses without the number, at a cost that does not grow with the backlog: the index
 * of unworked events is entered once per address. What the sweep rings, every two seconds.
 */
export async function listWaitingAddresses(
  sql: Sql,
  olderThanMs: number,
): Promise<{ source: string; account: string }[]> {
  const { rows } = await sql.query<{ source: string; account: string }>(
    `WITH RECURSIVE address AS (
       (SELECT source, account FROM inbound_event WHERE state = 'received'
         ORDER BY source, account LIMIT 1)
       UNION ALL
       SELECT next.source, next.account
         FROM address, LATERAL (
           SELECT source, account FROM inbound_event
            WHERE state = 'received'
              AND (source, account) > (address.source, address.account)
            ORDER BY source, account LIMIT 1) AS next
     )
     SELECT address.source, address.account
       FROM address, LATERAL (
         SELECT received_at FROM inbound_event
          WHERE state = 'received' AND source = address.source AND account = address.account
          ORDER BY id LIMIT 1) AS first
      WHERE first.received_at < now() - $1::int * interval '1 millisecond'`,
    [olderThanMs],
  );
  return rows;
}

/** Held events of one address with one reason, oldest first; `after` an id gives the next page. */
export async function listHeldEvents(
  sql: Sql,
  wanted: { source: string; account: string; reason: string; after: string; limit: number },
): Promise<{ id: string; body: string }[]> {
  const { source, account, reason, after, limit } = wanted;
  const { rows } = await sql.query<{ id: string; body: string }>(
    `SELECT id::text, body FROM inbound_event
      WHERE source = $1 AND account = $2 AND state = 'held' AND reason = $3 AND id > $4
      ORDER BY inbound_event.id LIMIT $5`,
    [source, account, reason, after, limit],
  );
  return rows;
}

export interface ReplayFilter {
  ids?: readonly string[];
  source?: string;
  account?: string;
  state?: EventState;
  since?: Date;
  until?: Date;
}

/**
 * Puts events back to the start of their way; what they stand for is done again. Returns the
 * addresses to ring with the number of events each. An empty filter is refused: it would replay all.
 */
export async function replayEvents(
  sql: Sql,
  filter: ReplayFilter,
): Promise<{ source: string; account: string; count: number }[]> {
  if (Object.values(filter).every((value) => value === undefined)) {
    throw new Error('Say which events to replay: ids, a source, a state or a period.');
  }
  const { rows } = await sql.query<{ source: string; account: string; count: number }>(
    `WITH replayed AS (
       UPDATE inbound_event SET state = 'received', reason = NULL, done_at = NULL
        WHERE ($1::bigint[] IS NULL OR id = ANY($1)) AND ($2::text IS NULL OR source = $2)
          AND ($3::text IS NULL OR account = $3) AND ($4::text IS NULL OR state = $4)
          AND ($5::timestamptz IS NULL OR received_at >= $5)
          AND ($6::timestamptz IS NULL OR received_at < $6)
        RETURNING source, account)
     SELECT source, account, count(*)::int AS count FROM replayed GROUP BY source, account`,
    [
      filter.ids ?? null,
      filter.source ?? null,
      filter.account ?? null,
      filter.state ?? null,
      filter.since ?? null,
      filter.until ?? null,
    ],
  );
  return rows;
}

/** One stored event, or undefined. */
export async function findEvent(sql: Sql, id: string): Promise<EventRow | undefined> {
  const { rows } = await sql.query<EventRow>(`SELECT ${COLUMNS} FROM inbound_event WHERE id = $1`, [
    id,
  ]);
  return rows[0];
}

/** Stored events, newest first. */
export async function listEvents(sql: Sql, filter: EventFilter): Promise<EventRow[]> {
  const { rows } = await sql.query<EventRow>(
    `SELECT ${COLUMNS} FROM inbound_event
      WHERE ($1::text IS NULL OR source = $1) AND ($2::text IS NULL OR account = $2)
        AND ($3::text IS NULL OR state = $3) AND ($4::bigint IS NULL OR id < $4)
      ORDER BY inbound_event.id DESC LIMIT $5`,
    [
      filter.source ?? null,
      filter.account ?? null,
      filter.state ?? null,
      filter.before ?? null,
      filter.limit,
    ],
  );
  return rows;
}
