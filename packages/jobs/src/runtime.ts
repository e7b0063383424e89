import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from '@ponte/clock';
import type { Logger } from '@ponte/logging';
import { AttemptFailed } from './attempt-ends.ts';
import { createRunAttempt } from './attempt.ts';
import type { Backend, LockTimes, WorkerSettings } from './backend.ts';
import { assertComplete } from './catalogue-check.ts';
import {
  queueOf,
  type AnyJobSpec,
  type Catalogue,
  type Handler,
  type Handlers,
  type JsonObject,
} from './define.ts';
import { createInFlight, type InFlight } from './in-flight.ts';
import { keepWorker, type KeptWorker } from './kept-worker.ts';
import { startPauseWatch } from './pause-watch.ts';
import type { RunEnd, RunRecorder } from './runs.ts';
import { createTroubleLog } from './trouble-log.ts';

export interface RuntimeOptions<C extends Catalogue> {
  /** Opened with the role `worker`; the runtime does not close it. */
  backend: Backend;
  catalogue: C;
  handlers: Handlers<C>;
  runs: RunRecorder;
  clock: Clock;
  logger: Logger;
  /** Handlers of one integration that run at the same time in this process. Default 10. */
  concurrency?: number;
  /** Called once per run that a vendor refused because the access was taken away. */
  onRevoked?: (run: RunEnd) => void;
  /** The rows' word on paused integrations; asked every two seconds. */
  isPaused?: (integration: string) => boolean | Promise<boolean>;
  /** Real milliseconds after which a handler is given up. Default ten minutes. */
  timeLimitMs?: number;
  /** Shorter locks are for tests that kill workers. */
  lock?: LockTimes;
}

export interface Runtime {
  /** One queue per integration. */
  readonly queueNames: readonly string[];
  /** Handlers that run right now. */
  readonly inFlight: number;
  /** Resolves when every queue has a worker that takes jobs. */
  ready(): Promise<void>;
  /**
   * The end for SIGTERM: takes nothing more, lets running handlers end, then aborts their signals,
   * then gives the rest back to the queue. Resolves within `deadlineMs` real milliseconds, also
   * when a store is away.
   */
  close(options: { deadlineMs: number }): Promise<void>;
}

/**
 * A worker that stood still for the whole lock loses its jobs to another; one that died is noticed
 * within lock plus two looks. Blocked loops of 20 s are a fault, restarts of 30 s are not felt.
 */
const LOCK: LockTimes = { durationMs: 20_000, stalledEveryMs: 5_000 };
const TIME_LIMIT_MS = 600_000;
const CONCURRENCY = 10;

/** Shares of the closing deadline after which handlers are aborted, and given back. */
const ABORT_AT = 0.4;
const GIVE_BACK_AT = 0.75;

/**
 * Runs the jobs of a catalogue. Throws, with what to add, when a job has no handler or a handler no
 * job. Resolves when the workers are being opened; a store that is away is waited for.
 */
export async function startRuntime<const C extends Catalogue>(
  options: RuntimeOptions<C>,
): Promise<Runtime> {
  const { backend, catalogue, logger } = options;
  // The catalogue's type has tied each handler to its payload; from here on they are looked up by name.
  const handlers = options.handlers as unknown as Readonly<Record<string, Handler<JsonObject>>>;
  assertComplete(catalogue, handlers);
  const inFlight = createInFlight(options.timeLimitMs ?? TIME_LIMIT_MS);
  const run = createRunAttempt({
    backend,
    specs: new Map<string, AnyJobSpec>(catalogue.map((spec) => [String(spec.name), spec])),
    handlers,
    runs: options.runs,
    inFlight,
    clock: options.clock,
    logger,
    onRevoked: options.onRevoked,
  });
  const note = createTroubleLog(logger, 'runtime.troubled');
  const queueNames = [...new Set(catalogue.map((spec) => queueOf(String(spec.name))))];
  const settings = toWorkerSettings(options);
  const workers = queueNames.map((queueName) =>
    keepWorker({ backend, queueName, run, settings, note }),
  );
  const { isPaused } = options;
  const stopPauseWatch = isPaused && startPauseWatch({ backend, queueNames, isPaused, note });
  return {
    queueNames,
    get inFlight() {
      return inFlight.count;
    },
    ready: async () => {
      await Promise.all(workers.map((worker) => worker.opened));
    },
    close: async ({ deadlineMs }) => {
      stopPauseWatch?.();
      await drain({ workers, inFlight, deadlineMs, logger });
    },
  };
}

function toWorkerSettings(options: RuntimeOptions<Catalogue>): WorkerSettings {
  return {
    concurrency: options.concurrency ?? CONCURRENCY,
    lock: options.lock ?? LOCK,
    // Only reached for failures that the attempt itself has not judged, such as a lost hold.
    backoff: (_made, _type, error) => (error instanceof AttemptFailed ? error.delayMs : 1_000),
  };
}

interface Drain {
  workers: readonly KeptWorker[];
  inFlight: InFlight;
  deadlineMs: number;
  logger: Logger;
}

async function drain({ workers, inFlight, deadlineMs, logger }: Drain): Promise<void> {
  const abort = setTimeout(() => inFlight.abortAll(), deadlineMs * ABORT_AT);
  const giveBack = setTimeout(() => inFlight.giveBackAll(), deadlineMs * GIVE_BACK_AT);
  const stop = new AbortController();
  const closing = Promise.allSettled(workers.map((worker) => worker.close()));
  const late = sleep(deadlineMs * 0.97, 'late' as const, { signal: stop.signal });
  const outcome = await Promise.race([closing, late]);
  stop.abort();
  await Promise.allSettled([late]);
  clearTimeout(abort);
  clearTimeout(giveBack);
  if (outcome === 'late') logger.warn({ deadlineMs }, 'runtime.left');
}
