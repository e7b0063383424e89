/** Several places of one kind, each a lease, and who waits for one; all times real. */
import type { Sql } from './client.ts';

/** Takes the first of these leases that is free; undefined when none is. */
export async function acquireFreeLease(
  sql: Sql,
  { names, owner, ttlMs }: { names: readonly string[]; owner: string; ttlMs: number },
): Promise<string | undefined> {
  const { rows } = await sql.query<{ name: string }>(
    `INSERT INTO lease AS l (name, owner, fence, expires_at, acquired_at)
     SELECT n.name, $2, 1, clock_timestamp() + $3::int * interval '1 millisecond', clock_timestamp()
       FROM unnest($1::text[]) WITH ORDINALITY AS n(name, place)
       LEFT JOIN lease AS kept ON kept.name = n.name
      WHERE kept.name IS NULL OR kept.expires_at < clock_timestamp()
      ORDER BY n.place LIMIT 1
     ON CONFLICT (name) DO UPDATE
        SET owner = $2, fence = l.fence + 1, expires_at = EXCLUDED.expires_at,
            acquired_at = EXCLUDED.acquired_at
      WHERE l.expires_at < clock_timestamp()
     RETURNING name`,
    [names, owner, ttlMs],
  );
  return rows[0]?.name;
}

/** Says for a moment that somebody waits. `queue` is the same for all who wait for one thing. */
export async function noteWaiter(
  sql: Sql,
  { queue, owner, ttlMs }: { queue: string; owner: string; ttlMs: number },
): Promise<void> {
  await sql.query(
    `INSERT INTO lease (name, owner, expires_at, acquired_at)
     VALUES ($1 || '/' || $2, $2, clock_timestamp() + $3::int * interval '1 millisecond',
             clock_timestamp())
     ON CONFLICT (name) DO UPDATE SET expires_at = EXCLUDED.expires_at`,
    [queue, owner, ttlMs],
  );
}

/** Takes the word back, and those of waiters that have died. */
export async function removeWaiter(
  sql: Sql,
  { queue, owner }: { queue: string; owner: string },
): Promise<void> {
  await sql.query(
    `DELETE FROM lease
      WHERE name = $1 || '/' || $2
         OR (starts_with(name, $1 || '/') AND expires_at < clock_timestamp() - interval '1 hour')`,
    [queue, owner],
  );
}

/** In which of these queues somebody waits other than `except`. */
export async function listAwaitedQueues(
  sql: Sql,
  { queues, except }: { queues: readonly string[]; except: string },
): Promise<ReadonlySet<string>> {
  const { rows } = await sql.query<{ queue: string }>(
    `SELECT DISTINCT q.queue FROM unnest($1::text[]) AS q(queue)
       JOIN lease ON starts_with(lease.name, q.queue || '/')
      WHERE lease.owner <> $2 AND lease.expires_at > clock_timestamp()`,
    [queues, except],
  );
  return new Set(rows.map(({ queue }) => queue));
}
