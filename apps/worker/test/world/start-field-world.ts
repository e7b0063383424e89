import { createClock, type Clock } from '@ponte/clock';
import { createDayClock, toMorningMs } from '@ponte/clock/testing';
import { startApi, type RunningApi } from '@ponte/api/app';
import { readApiEnv } from '@ponte/api/env';
import { listRuns, type RunRow } from '@ponte/db/runs';
import { openMigratedDatabase, type TestDatabase } from '@ponte/db/testing';
import { startFieldcontrolFake, startGeoFake, startIsalesFake } from '@ponte/fakes/start';
import * as jobs from '@ponte/integrations/isales-fieldcontrol/jobs';
import { MOST_TRIES } from '@ponte/integrations/isales-fieldcontrol/rules/decide-change';
import { openBackend } from '@ponte/jobs/backend';
import type { JobSpec } from '@ponte/jobs/define';
import { createRinger } from '@ponte/jobs/ring';
import type { OperationPorts } from '@ponte/operations/ports';
import { STORE_PATIENCE_MS } from '@ponte/servers/store-patience';
import { expect } from 'vitest';
import { readWorkerEnv } from '../../src/env.ts';
import { startWorker, type RunningWorker } from '../../src/start.ts';
import { keepLog } from './keep-log.ts';
import { putTicksOff } from './put-ticks-off.ts';
import { openVendorScreen, type VendorScreen } from './vendor-screen.ts';
import { STEADY_LOCK } from './start-world.ts';

export interface FieldWorldOptions {
  /** `inject('postgresUrl')` */
  postgresUrl: string;
  /** Virtual milliseconds per real one. */
  timeScale?: number;
  /** Nothing is read by itself: the schedules have just ticked, and their next tick is days away. */
  isQuiet?: boolean;
  /** Cards at the start; the board is empty without. */
  cards?: number | string;
  /** FieldControl's scenario; `empty` without. */
  field?: string | { name: string; customers: number; tickets: number };
  /** Behaviours of FieldControl that differ: `{ perMinute: 0 }` takes its limit away. */
  fieldSettings?: Record<string, unknown>;
  /** Real milliseconds that a worker here waits for FieldControl's answer; as configured without. */
  fieldTimeoutMs?: number;
}

const ACCOUNT = 'default';
const ZONE = 'America/Sao_Paulo';
const ENDED: ReadonlySet<string> = new Set(['done', 'held', 'skipped', 'failed']);

/** iSales, FieldControl and places with an api between them; workers are started by the test. */
export interface FieldWorld {
  readonly database: TestDatabase;
  readonly isales: VendorScreen;
  readonly field: VendorScreen;
  readonly geo: VendorScreen;
  readonly api: RunningApi;
  readonly clock: Clock;
  readonly ports: OperationPorts;
  readonly workerEnv: Readonly<Record<string, string>>;
  /** FieldControl's services by their meaning. */
  readonly services: { installation: string; expansion: string; cancellation: string };
  readonly logLines: readonly string[];
  startWorker(): RunningWorker;
  /** Asks for a job and waits for nothing. */
  ring(name: JobName): Promise<void>;
  /** Has a job done now and gives its run once it has ended. */
  run(name: JobName): Promise<RunRow>;
  /** A reading of the board and everything that follows from it, until nothing is under way. */
  settle(how?: Resting): Promise<void>;
  /** Resolves when no mark and no delivery is on its way. */
  rest(how?: Resting): Promise<void>;
  /** Rings what waits for its next attempt. */
  wake(): Promise<void>;
  end(): Promise<void>;
}

interface Resting {
  /** Jobs that wait for their next attempt are not waited for but woken. */
  readonly wakes?: boolean;
}

type JobName = keyof typeof JOBS;
const JOBS = {
  poll: jobs.pollBoard,
  preview: jobs.previewBoard,
  refresh: jobs.refreshCards,
  locate: jobs.locateAddress,
  push: jobs.pushDeliveries,
  reconcile: jobs.reconcileField,
} as const;

/** Starts the three vendors, an api and what is needed to ring. */
export async function startFieldWorld(options: FieldWorldOptions): Promise<FieldWorld> {
  const database = await openMigratedDatabase(options.postgresUrl);
  const scale = options.timeScale ?? 60;
  const clock =
    options.isQuiet === true ? startAfterTick(scale) : createDayClock({ scale, zone: ZONE });
  const time = { scale: clock.scale, originMs: clock.originMs };
  const { cards = 'empty', field = 'empty', fieldSettings = {} } = options;
  const scenario = typeof cards === 'number' ? { name: 'board', cards, awkward: false } : cards;
  const board = await startIsalesFake({ seed: 1, time, scenario });
  const control = await startFieldcontrolFake({
    ...{ seed: 1, time, scenario: field, settings: fieldSettings },
  });
  const places = await startGeoFake({ seed: 1, time });
  const { logger, lines: logLines } = keepLog();
  const workerEnv = {
    DATABASE_URL: database.url,
    PONTE_TIME_SCALE: String(clock.scale),
    PONTE_TIME_ORIGIN: String(clock.originMs),
    COMPANY_TIME_ZONE: ZONE,
    ISALES_BASE_URL: board.url,
    ISALES_API_TOKEN: board.apiToken,
    ISALES_FUNIL_ID: String(board.funilId),
    FIELDCONTROL_BASE_URL: control.url,
    FIELDCONTROL_API_KEY: control.apiKey,
    FIELDCONTROL_ACCOUNT_ID: control.accountId,
    FIELDCONTROL_WEBHOOK_USER: 'fieldcontrol',
    FIELDCONTROL_WEBHOOK_PASSWORD: 'a-long-invented-password',
    GEO_VIACEP_URL: places.viacepUrl,
    GEO_BRASILAPI_URL: places.brasilapiUrl,
    GEO_NOMINATIM_URL: places.nominatimUrl,
    GEO_MAPS_URL: places.mapsUrl,
  };
  const reading = readApiEnv({ ...workerEnv, SERVER_PORT: '0' });
  if ('problems' in reading) throw new Error(reading.problems.join('\n'));
  const api = await startApi({
    env: reading.env,
    clock,
    logger,
    storePatienceMs: STORE_PATIENCE_MS,
  });
  const backend = openBackend({
    ...{ databaseUrl: database.url, clock, logger, role: 'producer' },
    patienceMs: STORE_PATIENCE_MS,
  });
  const ringer = createRinger({ backend, clock, logger });
  const workers: RunningWorker[] = [];
  const ring = async (name: JobName): Promise<void> => {
    const spec = JOBS[name] as JobSpec<string, { account: string }>;
    await ringer.ring(spec, { account: ACCOUNT });
  };
  const run = async (name: JobName): Promise<RunRow> => {
    const job = JOBS[name].name;
    const known = new Set((await listRuns(database.pool, { job, limit: 500 })).map(({ id }) => id));
    const ended = async (): Promise<RunRow | undefined> => {
      const runs = await listRuns(database.pool, { job, limit: 500 });
      // A run that was cut off comes again, under another id; one that was under way when this was
      // asked has seen nothing of what was done before.
      return runs.find(
        ({ id, state, startedAt }) => !known.has(id) && ENDED.has(state) && startedAt >= askedAt,
      );
    };
    const askedAt = clock.now();
    await ring(name);
    await expect.poll(ended).not.toBe(undefined);
    const found = await ended();
    if (found === undefined) throw new Error(`${job} did not run.`);
    return found;
  };
  const wake = async (): Promise<void> => {
    for (const name of ['refresh', 'locate', 'push'] as const) await ring(name);
  };
  const wakeAndCount = async (): Promise<number> => {
    const count = await countUnderWay(database);
    if (count > 0) await wake();
    return count;
  };
  const rest = async ({ wakes = false }: Resting = {}): Promise<void> => {
    const count = wakes ? wakeAndCount : () => countUnderWay(database);
    await expect.poll(count, { interval: 100 }).toBe(0);
  };
  return {
    ...{ database, api, clock, workerEnv, logLines, ring, run, rest, wake },
    isales: openVendorScreen(board.control),
    field: openVendorScreen(control.control),
    geo: openVendorScreen(places.control),
    services: control.services,
    ports: { database, ringer, backend, clock },
    startWorker: () => {
      const given = readWorkerEnv(workerEnv);
      if ('problems' in given) throw new Error(given.problems.join('\n'));
      const suffix = `w${workers.length}`;
      const { fieldTimeoutMs: timeoutMs } = options;
      // The client's options beside its environment.
      const http = timeoutMs === undefined ? {} : { http: { timeoutMs } };
      const env = { ...given.env, fieldcontrol: { ...given.env.fieldcontrol, ...http } };
      const worker = startWorker({
        ...{ env, clock, logger, suffix },
        ...{ lock: STEADY_LOCK, storePatienceMs: STORE_PATIENCE_MS },
      });
      workers.push(worker);
      const stopped = options.isQuiet === true ? TICKING : NIGHTLY;
      return { ...worker, ready: worker.ready.then(() => putTicksOff(database, stopped)) };
    },
    settle: async (how) => {
      await run('poll');
      await rest(how);
    },
    end: async () => {
      await Promise.all(workers.map((worker) => worker.close()));
      await ringer.close();
      await backend.close();
      await api.close();
      await Promise.all([board.stop(), control.stop(), places.stop()]);
      await database.remove();
    },
  };
}

const TICKING = Object.values(jobs).flatMap((job) =>
  typeof job === 'object' && 'schedule' in job ? [job.name] : [],
);
/** A sweep would bring what a lost hint has left: tests ring it themselves. */
const NIGHTLY = [jobs.reconcileField.name];
const TICK_MS = 300_000;
const AFTER_TICK_MS = 5_000;

/** A clock whose virtual time has just passed the moment at which the board is read by itself. */
function startAfterTick(scale: number): Clock {
  const nowMs = Date.now();
  const byDayMs = toMorningMs(nowMs, ZONE);
  const sinceTick = (nowMs + byDayMs) % TICK_MS;
  const aheadMs = byDayMs + ((TICK_MS + AFTER_TICK_MS - sinceTick) % TICK_MS);
  return createClock({ scale, originMs: Math.round(nowMs - aheadMs / (scale - 1)) });
}

/** Marks, webhooks and deliveries that have not come to rest, whatever waits for a person apart. */
async function countUnderWay({ pool }: TestDatabase): Promise<number> {
  const { rows } = await pool.query<{ count: number }>(
    `SELECT (SELECT count(*) FROM dirty WHERE kind <> 'request' OR tries < ${MOST_TRIES})::int
          + (SELECT count(*) FROM inbound_event WHERE state = 'received')::int
          + (SELECT count(*) FROM envio_field e
              WHERE (estado IN ('pronto', 'enviando', 'incerto')
                 OR (estado = 'pendente' AND tipo = 'cancelamento'))
                AND NOT EXISTS (SELECT FROM envio_field b WHERE b.os_id = e.os_id AND b.seq < e.seq
                     AND b.estado IN ('bloqueado', 'rejeitado')))::int AS count`,
  );
  return rows[0]?.count ?? 0;
}

export const INSTALLATION = 17840;
export const EXPANSION = 20024;
export const CANCELLED = 20363;

/** A request at FieldControl, its service by its meaning. */
export interface FieldRequest {
  readonly id: string;
  readonly service: string;
  readonly externalId: string | null;
  readonly subject: string;
  readonly message: string;
  readonly status: string;
  readonly customerId: string;
  readonly locationId: string | undefined;
}

/** The requests at FieldControl in the order in which they were made. */
export async function readRequests({ field, services }: FieldWorld): Promise<FieldRequest[]> {
  const { tickets } = (await field.state('?tickets=1')) as { tickets: WireTicket[] };
  const names = new Map(Object.entries(services).map(([name, id]) => [id, name]));
  return tickets
    .toSorted((one, other) => (one.identifier < other.identifier ? -1 : 1))
    .map(({ id, service, external, customer, location, subject, message, status }) => ({
      ...{ id, subject, message, status, externalId: external?.id ?? null },
      service: names.get(service.id) ?? service.id,
      ...{ customerId: customer.id, locationId: location?.id },
    }));
}

interface WireTicket {
  id: string;
  identifier: string;
  subject: string;
  message: string;
  status: string;
  external: { id: string } | null;
  customer: { id: string };
  service: { id: string };
  location?: { id: string };
}

/** Cards with their deliveries as `<seq> <tipo> <estado> [<motivo>]`. */
export async function readCards({
  database,
}: FieldWorld): Promise<{ isalesId: string; deliveries: string[] }[]> {
  const { rows } = await database.pool.query<{ isalesId: string; deliveries: string[] }>(
    `SELECT o.isales_id AS "isalesId", array_agg(concat_ws(' ', e.seq, e.tipo, e.estado,
              CASE WHEN e.estado IN ('suprimido', 'nao_aplicavel') OR e.motivo = 'tipo_trocado'
                   THEN e.motivo END)
            ORDER BY e.seq) AS deliveries
       FROM os o JOIN envio_field e ON e.os_id = o.id GROUP BY o.id ORDER BY o.id`,
  );
  return rows;
}

/** Open pendings of cards: `501:sem_localizacao`. */
export async function readHolds({ database }: FieldWorld): Promise<string[]> {
  const { rows } = await database.pool.query<{ key: string }>(
    `SELECT key FROM held WHERE released_at IS NULL AND integration = 'isales-fieldcontrol'
      ORDER BY key`,
  );
  return rows.map(({ key }) => key);
}

/** One card's deliveries, as `readCards` words them; none while it has none. */
export async function readDeliveriesOf(world: FieldWorld, id: number): Promise<string[]> {
  const cards = await readCards(world);
  return cards.find(({ isalesId }) => isalesId === String(id))?.deliveries ?? [];
}

/** What FieldControl has under a card's keys. */
export async function readRequestsOf(world: FieldWorld, id: number): Promise<FieldRequest[]> {
  const requests = await readRequests(world);
  return requests.filter(({ externalId }) => externalId?.startsWith(`isales:${id}:`));
}

/** One card's open pendings. */
export async function readHoldsOf(world: FieldWorld, id: number): Promise<string[]> {
  return (await readHolds(world)).filter((key) => key.startsWith(`${id}:`));
}

/** A day later the card's details are read again; what follows from it is not waited for. */
export async function readDetailsAgain(world: FieldWorld, id: number): Promise<void> {
  const { pool } = world.database;
  await pool.query(`UPDATE os SET lido_em = lido_em - interval '1 day' WHERE isales_id = $1`, [id]);
  await world.run('refresh');
}
