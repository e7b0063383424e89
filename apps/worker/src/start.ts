import type { Clock } from '@ponte/clock';
import { openDatabase, type Database } from '@ponte/db/client';
import { findPause } from '@ponte/db/pauses';
import { createRunRecorder } from '@ponte/db/runs';
import { catalogue } from '@ponte/integrations/catalogue';
import { openBackend, type Backend, type LockTimes } from '@ponte/jobs/backend';
import { createRinger, type Ringer } from '@ponte/jobs/ring';
import { startRuntime } from '@ponte/jobs/runtime';
import { createTroubleLog } from '@ponte/jobs/trouble-log';
import type { Logger } from '@ponte/logging';
import { migrateWhenPossible } from '@ponte/operations/migrate-when-possible';
import { pauseRevoked } from '@ponte/operations/pause-revoked';
import { startSweep } from '@ponte/operations/sweep';
import { awaitAccountLease, type AccountLease } from './account-lease.ts';
import type { WorkerEnv } from './env.ts';
import { createHandlers, type Rules } from './handlers.ts';
import { startHeartbeat, type Heartbeat } from './heartbeat.ts';
import { openPortals } from './portals.ts';
import { createProcessId } from './process-id.ts';
import { startPruning } from './pruning.ts';
import { startScheduling } from './scheduling.ts';
import { wireAlerts } from './wiring/alerts.ts';
import { startUpdateReader } from './wiring/telegram-updates.ts';
import { wireBitrix24Deals } from './wiring/bitrix24-deals.ts';
import { wireBitrix24Load } from './wiring/bitrix24-load.ts';
import { wireBitrix24Reconcile } from './wiring/bitrix24-reconcile.ts';
import { wireIsalesFieldcontrol } from './wiring/isales-fieldcontrol.ts';
import { wireOnecBitrix24 } from './wiring/onec-bitrix24.ts';
import { wireOnecCheck } from './wiring/onec-check.ts';
import { createInvoiceWatch } from './wiring/onec-marks.ts';

const VERSION = '0.1.0';
/** Real milliseconds from SIGTERM to the end; containers are killed after ten seconds. */
const CLOSE_WITHIN_MS = 9_000;
/** The same when another worker may already have our accounts. */
const CUT_OFF_WITHIN_MS = 500;
const RETRY_EVERY_MS = 1_000;

export interface WorkerOptions {
  env: WorkerEnv;
  clock: Clock;
  logger: Logger;
  /** Tells several workers of one process apart: the command line starts one in itself. */
  suffix?: string;
  /** Replaced by tests only. */
  rules?: Rules;
  /** Shorter for tests that kill workers and do not want to wait. */
  lock?: LockTimes;
  /** Real milliseconds that rings and new connections to the rows wait; more for a command and in tests. */
  storePatienceMs?: number;
}

export interface RunningWorker {
  readonly id: string;
  /** Resolves when jobs are taken; stays open while another worker has the accounts. */
  readonly ready: Promise<void>;
  /** Resolves with why when the worker can never work: a database of a newer version. */
  readonly broken: Promise<Error>;
  /** Takes nothing more, lets running jobs end, gives the rest back; within ten seconds; once. */
  close(): Promise<void>;
}

interface World {
  options: WorkerOptions;
  id: string;
  database: Database;
  backend: Backend;
  ringer: Ringer;
  heartbeat: Heartbeat;
  stopping: AbortSignal;
}

/** Starts a worker. It waits for stores that are away and for accounts that another worker has. */
export function startWorker(options: WorkerOptions): RunningWorker {
  const { env, clock, logger, storePatienceMs } = options;
  const id = createProcessId(options.suffix === undefined ? '' : `+${options.suffix}`);
  const stop = new AbortController();
  const database = openDatabase({
    ...{ url: env.databaseUrl, applicationName: 'worker', poolSize: 15 },
    connectTimeoutMs: storePatienceMs,
  });
  const { databaseUrl, redisUrl } = env;
  const backend = openBackend({
    ...{ databaseUrl, redisUrl, clock, logger, role: 'worker' },
    patienceMs: storePatienceMs,
  });
  const ringer = createRinger({ backend, clock, logger });

  let markReady: () => void = () => undefined;
  const ready = new Promise<void>((resolve) => (markReady = resolve));
  let markBroken: (error: Error) => void = () => undefined;
  const broken = new Promise<Error>((resolve) => (markBroken = resolve));
  const life = live().catch((error: unknown) => {
    if (!stop.signal.aborted) markBroken(error instanceof Error ? error : new Error(String(error)));
  });

  async function live(): Promise<void> {
    await migrateWhenPossible({ databaseUrl: env.databaseUrl, logger, signal: stop.signal });
    const heartbeat = startHeartbeat({ database, id, version: VERSION, logger });
    const world = { options, id, database, backend, ringer, heartbeat, stopping: stop.signal };
    const note = createTroubleLog(logger, 'worker.troubled');
    try {
      while (!stop.signal.aborted) {
        try {
          await workUntilLost(world, markReady);
        } catch (error) {
          // A store is away: a worker waits for it, because whoever started it has nothing better.
          if (stop.signal.aborted) break;
          note(error);
          await clock.sleep(RETRY_EVERY_MS * clock.scale, stop.signal);
        }
      }
    } finally {
      await heartbeat.stop();
    }
  }

  const end = async (): Promise<void> => {
    stop.abort(new Error('The worker stops.'));
    await life;
    await ringer.close();
    await backend.close();
    await database.close();
    logger.info({ worker: id }, 'worker.stopped');
  };
  let ended: Promise<void> | undefined;
  return { id, ready, broken, close: () => (ended ??= end()) };
}

/** One tenure: from the leases to the moment they are lost or the worker stops. */
async function workUntilLost(world: World, markReady: () => void): Promise<void> {
  const { options, id, database, heartbeat, stopping } = world;
  const { env, clock, logger } = options;
  const portals = openPortals({ env, clock, logger, database, worker: id });
  const leases: AccountLease[] = [];
  try {
    if (env.redisUrl === undefined) {
      for (const name of portals.accounts) {
        const onWait = (holder: string): void => {
          logger.warn({ lease: name, holder }, 'lease.awaited');
          void heartbeat.note(`waits for ${name}, which ${holder} has`);
        };
        leases.push(
          await awaitAccountLease({ database, name, owner: id, logger, signal: stopping, onWait }),
        );
      }
    }
    void heartbeat.note(null);
    await work(world, {
      portals,
      lost: AbortSignal.any([stopping, ...leases.map((l) => l.lost)]),
      markReady,
    });
  } finally {
    await portals.close();
    await Promise.allSettled(leases.map((lease) => lease.end()));
  }
}

interface Tenure {
  portals: ReturnType<typeof openPortals>;
  lost: AbortSignal;
  markReady: () => void;
}

async function work(world: World, { portals, lost, markReady }: Tenure): Promise<void> {
  const { options, id, database, backend, ringer } = world;
  const { env, clock, logger, rules, lock } = options;
  const { pool } = database;
  const runs = createRunRecorder(pool, { worker: id });
  const wired = {
    ...{ database, ringer, clock, logger, portal: portals.bitrix24 },
    companyZone: env.timeZone,
  };
  const isExchanging = env.onec.enabled && env.bitrix24.enabled;
  const watch = isExchanging ? { watch: createInvoiceWatch({ ringer, clock }) } : {};
  const bitrix24Deals = wireBitrix24Deals({ ...wired, ...watch });
  const alerts = wireAlerts({
    ...{ database, ringer, clock, companyZone: env.timeZone, findBot: portals.findTelegram },
    firstChat: env.telegram.enabled ? env.telegram.chatId : undefined,
    publicUrl: env.publicUrl,
  });
  const bitrix24Load = wireBitrix24Load({ ...wired, ...watch, worker: id, backend });
  const bitrix24Reconcile = wireBitrix24Reconcile(wired);
  const onecBitrix24 = wireOnecBitrix24({
    ...{ database, ringer, clock, worker: id, zone: env.onecZone },
    ...{ onec: portals.onec, portal: portals.bitrix24, portalDomain: portals.portalDomain },
  });
  const isalesFieldcontrol = wireIsalesFieldcontrol({
    ...{ database, ringer, clock, worker: id, companyZone: env.timeZone },
    ...{ isales: portals.isales, fieldcontrol: portals.fieldcontrol, geo: portals.geo },
    funilId: env.isales.enabled ? env.isales.funilId : '',
  });
  const runtime = await startRuntime({
    backend,
    catalogue,
    handlers: createHandlers(
      {
        ...{ alerts, bitrix24Deals, bitrix24Load, bitrix24Reconcile, onecBitrix24 },
        ...{ onecCheck: wireOnecCheck(portals), isalesFieldcontrol },
      },
      rules,
    ),
    runs,
    clock,
    logger,
    concurrency: env.concurrency,
    ...(lock === undefined ? {} : { lock }),
    isPaused: async (integration) =>
      (await findPause(pool, integration, clock.now())) !== undefined,
    onRevoked: (run) => void pauseRevoked({ database, clock, logger }, run),
  });
  const scheduling = startScheduling({ env, pool, ringer, clock, logger });
  const sweep = startSweep({ database, ringer, clock, logger });
  const stopPruning = startPruning({ database, logger });
  const bot = portals.findTelegram('default');
  const reader =
    bot &&
    startUpdateReader({
      ...{ database, ringer, clock, logger, bot, account: 'default', worker: id },
      ...{ companyZone: env.timeZone, vendorAccounts: portals.accounts },
      ports: { database, ringer, backend, clock },
    });
  try {
    await Promise.race([runtime.ready(), whenAborted(lost)]);
    if (!lost.aborted) {
      logger.info({ worker: id, queues: runtime.queueNames }, 'worker.started');
      markReady();
    }
    await whenAborted(lost);
  } finally {
    stopPruning();
    await reader?.stop();
    await sweep.stop();
    await scheduling.stop();
    // Without the lease nobody here may call the vendor any more: what runs is cut off at once.
    const isOurs = world.stopping.aborted;
    if (!isOurs) await portals.close();
    await runtime.close({ deadlineMs: isOurs ? CLOSE_WITHIN_MS : CUT_OFF_WITHIN_MS });
    await runs.close();
  }
}

function whenAborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
