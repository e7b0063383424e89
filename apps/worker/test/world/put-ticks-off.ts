import type { TestDatabase } from '@ponte/db/testing';
import { vi } from 'vitest';

/**
 * Lets these jobs run when they are rung and never by themselves, however long a test takes. Waits
 * until a worker has written their schedules; it keeps what stands there as long as the cron is the
 * same.
 */
export async function putTicksOff(
  { pool }: Pick<TestDatabase, 'pool'>,
  jobs: readonly string[],
): Promise<void> {
  const areThere = async (): Promise<void> => {
    const { rowCount } = await pool.query('SELECT FROM schedule WHERE job = ANY($1)', [jobs]);
    if (rowCount !== jobs.length) throw new Error(`${rowCount} of ${jobs.length} schedules.`);
  };
  // Workers are started in hooks too, where there is no `expect.poll`.
  await vi.waitFor(areThere, { timeout: 170_000 });
  await pool.query(
    `UPDATE schedule SET next_due = next_due + interval '20 days' WHERE job = ANY($1)`,
    [jobs],
  );
}
