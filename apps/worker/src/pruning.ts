import type { Database } from '@ponte/db/client';
import { pruneOldRows } from '@ponte/db/prune';
import type { Logger } from '@ponte/logging';

/** Real milliseconds. */
const EVERY_MS = 600_000;

/** Removes rows that are older than they need be, a few thousand at a time. Returns its stop. */
export function startPruning({
  database,
  logger,
}: {
  database: Database;
  logger: Logger;
}): () => void {
  const round = async (): Promise<void> => {
    try {
      const removed = await pruneOldRows(database.pool);
      if (removed > 0) logger.info({ removed }, 'rows.pruned');
    } catch (err) {
      logger.warn({ err }, 'rows.unpruned');
    }
  };
  const timer = setInterval(() => void round(), EVERY_MS);
  return () => clearInterval(timer);
}
