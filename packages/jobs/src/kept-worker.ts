import { setTimeout as sleep } from 'node:timers/promises';
import type { Backend, WorkerSettings } from './backend.ts';
import type { JobWorker, RunAttempt } from './queue-types.ts';

export interface KeptWorkerOptions {
  backend: Backend;
  queueName: string;
  run: RunAttempt;
  settings: WorkerSettings;
  note: (error: unknown, fields?: Record<string, unknown>) => void;
}

export interface KeptWorker {
  /** Resolves when the worker takes jobs for the first time. */
  readonly opened: Promise<void>;
  /** Stops taking jobs at once; resolves when the running ones have ended. */
  close(): Promise<void>;
}

const RETRY_MS = 1_000;

/** One queue's worker, opened as soon as the store can be reached, however long that takes. */
export function keepWorker(options: KeptWorkerOptions): KeptWorker {
  const { backend, queueName, run, settings, note } = options;
  const stop = new AbortController();
  let worker: JobWorker | undefined;
  const open = async (): Promise<void> => {
    while (!stop.signal.aborted) {
      try {
        worker = await backend.openWorker(queueName, run, settings);
        await worker.waitUntilReady();
        return;
      } catch (error) {
        if (stop.signal.aborted) return;
        note(error, { integration: queueName });
        await worker?.close(true);
        worker = undefined;
        await sleep(RETRY_MS);
      }
    }
  };
  const opened = open();
  return {
    opened,
    close: async () => {
      stop.abort();
      if (worker === undefined) await opened;
      await worker?.close();
    },
  };
}
