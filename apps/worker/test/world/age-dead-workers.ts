import { WORKER_SILENCE_MS } from '@ponte/db/workers';
import type { World } from './start-world.ts';

/**
 * Lets the silence of workers that were killed be over: the others take them for dead with their
 * next heartbeat, as they would a quarter of a minute later.
 */
export async function ageDeadWorkers({
  database: { pool },
}: Pick<World, 'database'>): Promise<void> {
  const { rows } = await pool.query<{ id: string }>('SELECT id FROM worker');
  const dead = rows.map(({ id }) => id).filter((id) => !isAlive(Number(id.split('/')[1])));
  await pool.query(
    `UPDATE worker SET seen_at = seen_at - $2::int * interval '1 millisecond' WHERE id = ANY($1)`,
    [dead, WORKER_SILENCE_MS],
  );
}

function isAlive(pid: number): boolean {
  try {
    // Signal 0 only asks.
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
