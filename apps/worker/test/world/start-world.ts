import type { Clock } from '@ponte/clock';
import { createDayClock } from '@ponte/clock/testing';
import { startApi, type RunningApi } from '@ponte/api/app';
import { readApiEnv } from '@ponte/api/env';
import { openMigratedDatabase, type TestDatabase } from '@ponte/db/testing';
import { startBitrix24Fake, type Bitrix24Fake } from '@ponte/fakes/start';
import type { Logger } from '@ponte/logging';
import { STORE_PATIENCE_MS } from '@ponte/servers/store-patience';
import { readWorkerEnv } from '../../src/env.ts';
import { startWorker, type RunningWorker, type WorkerOptions } from '../../src/start.ts';
import { keepLog } from './keep-log.ts';
import { openScreen, type PortalScreen } from './portal-screen.ts';
import { expectRowsEqualPortal } from './rows-equal-portal.ts';

export interface WorldOptions {
  /** `inject('postgresUrl')` */
  postgresUrl: string;
  /** Absent: queues live in PostgreSQL. */
  redisUrl?: string;
  deals?: number;
  /** Virtual milliseconds per real one; 10 unless the test counts real seconds. */
  timeScale?: number;
  /** Virtual milliseconds by which the portal's clock is late; its owners set it wrong. */
  portalBehindMs?: number;
}

/** A whole system for one test: its own database, portal and api; workers are started by the test. */
export interface World {
  readonly database: TestDatabase;
  readonly portal: Bitrix24Fake;
  readonly screen: PortalScreen;
  readonly api: RunningApi;
  readonly clock: Clock;
  /** The environment of worker processes. */
  readonly workerEnv: Readonly<Record<string, string>>;
  /** Every log line of api and in-process workers. */
  readonly logLines: readonly string[];
  startWorker(options?: Partial<Pick<WorkerOptions, 'rules' | 'lock' | 'suffix'>>): RunningWorker;
  /** Posts an event as the portal would, with the right token unless told otherwise. */
  post(event: { event?: string; id?: string | number; body?: string }): Promise<number>;
  /**
   * Resolves when the rows are what the portal has; fails with the differences when they are not,
   * where it is said within so many real milliseconds.
   */
  expectRowsEqualPortal(within?: { ms: number }): Promise<void>;
  end(): Promise<void>;
}

/** A worker that often looks for jobs of the dead, and keeps its own also when the machine stands still. */
export const STEADY_LOCK = { durationMs: 20_000, stalledEveryMs: 500 };

/** Starts portal and api. Events of the portal are sent to the api. */
export async function startWorld(options: WorldOptions): Promise<World> {
  const database = await openMigratedDatabase(options.postgresUrl);
  const clock = createDayClock({ scale: options.timeScale ?? 10, zone: 'UTC' });
  // Virtual time is equal to real time at the origin: a later origin makes a late clock.
  const behindMs = options.portalBehindMs ?? 0;
  const lateMs = behindMs === 0 ? 0 : behindMs / (clock.scale - 1);
  const time = { scale: clock.scale, originMs: clock.originMs + lateMs };
  const portal = await startBitrix24Fake({
    ...{ seed: 1, time, scenario: { deals: options.deals ?? 0 } },
    events: { minDelayMs: 0, maxDelayMs: 100 },
  });
  const { logger, lines: logLines } = keepLog();
  const common = {
    DATABASE_URL: database.url,
    ...(options.redisUrl === undefined ? {} : { REDIS_URL: options.redisUrl }),
    PONTE_TIME_SCALE: String(clock.scale),
    PONTE_TIME_ORIGIN: String(clock.originMs),
    BITRIX24_WEBHOOK_URL: portal.webhookUrl,
    BITRIX24_DOMAIN: portal.domain,
    BITRIX24_APPLICATION_TOKEN: portal.applicationToken,
  };
  const api = await startApiFor(common, { clock, logger });
  const screen = openScreen(portal.control);
  await screen.act('set-event-handler', { url: `${api.url}/webhook/bitrix24` });
  const workers: RunningWorker[] = [];
  return {
    ...{ database, portal, screen, api, clock, workerEnv: common, logLines },
    startWorker: (more = {}) => {
      const reading = readWorkerEnv(common);
      if ('problems' in reading) throw new Error(reading.problems.join('\n'));
      const suffix = `w${workers.length}`;
      const worker = startWorker({
        ...{ env: reading.env, clock, logger, suffix, storePatienceMs: STORE_PATIENCE_MS },
        ...more,
      });
      workers.push(worker);
      return worker;
    },
    post: (event) => postEvent({ api, portal }, event),
    expectRowsEqualPortal: (within) => expectRowsEqualPortal({ database, screen }, within),
    end: async () => {
      await Promise.all(workers.map((worker) => worker.close()));
      await api.close();
      await portal.stop();
      await database.remove();
    },
  };
}

async function startApiFor(
  env: Record<string, string>,
  { clock, logger }: { clock: Clock; logger: Logger },
): Promise<RunningApi> {
  const reading = readApiEnv({ ...env, SERVER_PORT: '0' });
  if ('problems' in reading) throw new Error(reading.problems.join('\n'));
  return startApi({ env: reading.env, clock, logger, storePatienceMs: STORE_PATIENCE_MS });
}

async function postEvent(
  { api, portal }: { api: RunningApi; portal: Bitrix24Fake },
  { event = 'ONCRMDEALUPDATE', id, body }: { event?: string; id?: string | number; body?: string },
): Promise<number> {
  const form = new URLSearchParams({
    event,
    ...(id === undefined ? {} : { 'data[FIELDS][ID]': String(id) }),
    ts: '1766047124',
    'auth[domain]': portal.domain,
    'auth[application_token]': portal.applicationToken,
  });
  const answer = await fetch(`${api.url}/webhook/bitrix24`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: body ?? form.toString(),
  });
  await answer.arrayBuffer();
  return answer.status;
}
