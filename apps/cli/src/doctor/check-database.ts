import type { Database } from '@ponte/db/client';
import { listPendingMigrations } from '@ponte/db/migrate';
import { toShownAddress } from '../addresses.ts';
import { toFailure } from '../to-failure.ts';
import { ok, problem, warning, type Check } from './check.ts';
import { EXIT } from '../exit-codes.ts';

const ANSWER_WITHIN_MS = 5_000;
const SKEW_WARNING_MS = 2_000;

/** What else may be looked at: rows only when PostgreSQL answers and has our tables. */
export interface DatabaseFindings {
  readonly checks: readonly Check[];
  readonly hasTables: boolean;
}

/** Reachable, which version, how large, whose clock, and whether migrations are due. */
export async function checkDatabase(database: Database): Promise<DatabaseFindings> {
  const place = toShownAddress(database.url);
  try {
    await database.ping(ANSWER_WITHIN_MS);
    const checks = [await checkServer(database, place), await checkClock(database)];
    const pending = await listPendingMigrations(database.url);
    if (pending.length === 0) {
      return { checks: [...checks, ok('migrations', 'up to date')], hasTables: true };
    }
    const text = `${pending.length} to be applied: ${pending.join(', ')}`;
    const due = problem('migrations', text, { next: 'ponte migrate', exitCode: EXIT.conflict });
    return { checks: [...checks, due], hasTables: false };
  } catch (thrown) {
    const { message, exitCode } = toFailure(thrown, place);
    return { checks: [problem('postgresql', message, { exitCode })], hasTables: false };
  }
}

async function checkServer({ pool }: Database, place: string): Promise<Check> {
  const { rows } = await pool.query<{ version: string; size: string; used: number; most: number }>(
    `SELECT current_setting('server_version') AS version,
            pg_size_pretty(pg_database_size(current_database())) AS size,
            (SELECT count(*)::int FROM pg_stat_activity) AS used,
            current_setting('max_connections')::int AS most`,
  );
  const { version = '?', size = '?', used = 0, most = 0 } = rows[0] ?? {};
  const text = `${place}: version ${version}, ${size}, ${used} of ${most} connections`;
  return used > 0.9 * most
    ? warning('postgresql', text, 'Raise max_connections, or run fewer processes.')
    : ok('postgresql', text);
}

/** Half the way of the question is taken off, so that a slow network is not taken for a wrong clock. */
async function checkClock({ pool }: Database): Promise<Check> {
  const sentAt = Date.now();
  const { rows } = await pool.query<{ at: Date }>('SELECT clock_timestamp() AS at');
  const middle = (sentAt + Date.now()) / 2;
  const skewMs = Math.round((rows[0]?.at.getTime() ?? middle) - middle);
  const text = `PostgreSQL's clock is ${skewMs} ms ${skewMs < 0 ? 'behind' : 'ahead'}`;
  return Math.abs(skewMs) > SKEW_WARNING_MS
    ? warning(
        'clock',
        text,
        'Let both machines ask a time server: leases and freshness rely on it.',
      )
    : ok('clock', text);
}
