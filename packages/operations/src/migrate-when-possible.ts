import { setTimeout as sleep } from 'node:timers/promises';
import { DatabaseIsNewer, migrate } from '@ponte/db/migrate';
import type { Logger } from '@ponte/logging';

export interface MigrateWhenPossible {
  readonly databaseUrl: string;
  readonly logger: Logger;
  /** Aborted: no further try, and the promise rejects with the signal's reason. */
  readonly signal: AbortSignal;
  /** Work that a start needs of the migrated database; its trouble is trouble of this try. */
  readonly afterwards?: () => Promise<void>;
  /** Told after every try that failed. */
  readonly onTrouble?: (error: unknown) => void;
  /** Real milliseconds between tries; default 1,000. */
  readonly retryEveryMs?: number;
}

/**
 * Brings the schema up to date, however long PostgreSQL is away. Each cause is logged once when it
 * begins (`database.unreachable`, or `database.not-migrated` when PostgreSQL answers and the
 * migrations fail), and once when all is over (`database.recovered`).
 * Rejects at once with `DatabaseIsNewer`, because waiting would not help: end the process.
 */
export async function migrateWhenPossible(options: MigrateWhenPossible): Promise<void> {
  const { databaseUrl, logger, signal, afterwards, onTrouble, retryEveryMs = 1_000 } = options;
  const told = new Set<string>();
  for (;;) {
    signal.throwIfAborted();
    try {
      const applied = await migrate(databaseUrl);
      if (applied.length > 0) logger.info({ applied }, 'database.migrated');
      await afterwards?.();
      if (told.size > 0) logger.info('database.recovered');
      return;
    } catch (err) {
      if (err instanceof DatabaseIsNewer) throw err;
      const cause = toCause(err);
      if (!told.has(cause)) logger.warn({ err }, toEventName(cause));
      told.add(cause);
      onTrouble?.(err);
    }
    await pause(retryEveryMs, signal);
  }
}

async function pause(forMs: number, signal: AbortSignal): Promise<void> {
  try {
    await sleep(forMs, undefined, { signal });
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  }
}

/** A database that is away, still starts, refuses the login or was not created yet. */
const AWAY = /^(?:E[A-Z_]+|08\w{3}|28\w{3}|3D000|53300|57P0\d)$/;
const AWAY_WORDS = /timeout|timed out|terminated/i;

function toEventName(cause: string): string {
  const isAway = AWAY.test(cause) || AWAY_WORDS.test(cause);
  return isAway ? 'database.unreachable' : 'database.not-migrated';
}

/** The code by which Node and PostgreSQL name a cause; its words where there is none. */
function toCause(error: unknown): string {
  if (error instanceof Error && 'code' in error && typeof error.code === 'string') {
    return error.code;
  }
  return error instanceof Error ? error.message : String(error);
}
