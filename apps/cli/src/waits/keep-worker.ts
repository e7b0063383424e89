import { listLiveWorkers } from '@ponte/db/workers';
import { COMMAND_PATIENCE_MS } from '@ponte/jobs/unreachable';
import type { RunningWorker } from '@ponte/worker/start';
import type { Desk } from '../desk.ts';

/** Makes sure that somebody does the work a command waits for. */
export interface WorkerKeeper {
  /** Starts a worker in this process when no other is alive. Cheap to call often. */
  tend(): Promise<void>;
  /** Ends the own worker, if there is one: running jobs end, the rest goes back. */
  close(): Promise<void>;
}

/** Real milliseconds between two looks at who is alive. */
const LOOK_EVERY_MS = 1_000;

/** Only a worker calls vendors; the one that is started here is under the same lease as any other. */
export function keepWorker(desk: Desk): WorkerKeeper {
  const { database, screen, env, clock, logger } = desk;
  let own: RunningWorker | undefined;
  let lookedAt = Number.NEGATIVE_INFINITY;
  return {
    tend: async () => {
      if (own !== undefined || performance.now() - lookedAt < LOOK_EVERY_MS) return;
      lookedAt = performance.now();
      const alive = await listLiveWorkers(database.pool);
      if (alive.length > 0) return;
      screen.note('No worker runs: this command does the work itself while it waits.');
      // Loaded only here: it brings every connector, and most commands need none.
      const { startWorker } = await import('@ponte/worker/start');
      own = startWorker({
        ...{ env, clock, logger, suffix: 'cli' },
        storePatienceMs: COMMAND_PATIENCE_MS,
      });
    },
    close: async () => {
      await own?.close();
    },
  };
}
