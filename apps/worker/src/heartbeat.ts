import type { Database } from '@ponte/db/client';
import { closeOrphanRuns } from '@ponte/db/runs';
import { listLiveWorkers, removeWorker, saveHeartbeat } from '@ponte/db/workers';
import type { Logger } from '@ponte/logging';
import { describeSkew } from './describe-skew.ts';

/** Real milliseconds. */
const BEAT_EVERY_MS = 3_000;

export interface Heartbeat {
  /** Shown beside the worker: what it waits for; null when it works. */
  note(text: string | null): Promise<void>;
  stop(): Promise<void>;
}

/** Keeps this worker's row fresh, and closes the rows of runs whose worker is gone. */
export function startHeartbeat({
  database,
  id,
  version,
  logger,
  nowMs = Date.now,
}: {
  database: Database;
  id: string;
  version: string;
  logger: Logger;
  /** Real time of this machine; only tests have another. */
  nowMs?: () => number;
}): Heartbeat {
  let text: string | null = null;
  let skew: string | null = null;
  let last: Promise<void> = Promise.resolve();
  const beat = async (): Promise<void> => {
    try {
      const askedAt = nowMs();
      const at = await saveHeartbeat(database.pool, { id, version, note: text ?? skew });
      skew = describeSkew(at.getTime(), { from: askedAt, to: nowMs() });
      const alive = await listLiveWorkers(database.pool);
      await closeOrphanRuns(
        database.pool,
        alive.map((worker) => worker.id),
      );
    } catch (err) {
      logger.debug({ err }, 'heartbeat.missed');
    }
  };
  const next = (): Promise<void> => {
    last = last.then(beat);
    return last;
  };
  const timer = setInterval(() => void next(), BEAT_EVERY_MS);
  void next();
  return {
    note: (value) => {
      text = value;
      return next();
    },
    stop: async () => {
      clearInterval(timer);
      await last;
      try {
        await removeWorker(database.pool, id);
      } catch (err) {
        logger.debug({ err }, 'heartbeat.missed');
      }
    },
  };
}
