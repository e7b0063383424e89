import { setTimeout as sleep } from 'node:timers/promises';
import { Cron } from 'croner';
import type { Clock } from '@ponte/clock';
import type { Logger } from '@ponte/logging';
import {
  queueOf,
  type AnyJobSpec,
  type Catalogue,
  type JobSpec,
  type JsonObject,
  type Schedule,
} from './define.ts';
import type { Ringer } from './ring.ts';
import { createTroubleLog } from './trouble-log.ts';

/** One job that runs by itself. `nextDue` and `lastTickAt` are virtual times. */
export interface ScheduleRow {
  job: string;
  /** Five-field cron pattern. */
  cron: string;
  /** IANA zone; never the word 'company'. */
  zone: string;
  payload: JsonObject;
  nextDue: Date;
  /** The due time of the last tick that was rung; null before the first. */
  lastTickAt: Date | null;
}

/** Where schedules live: rows, so that no tick depends on a queue's memory. */
export interface ScheduleStore {
  list(): Promise<ScheduleRow[]>;
  /** Inserts or replaces the row of `row.job`. */
  save(row: ScheduleRow): Promise<void>;
  remove(job: string): Promise<void>;
  /**
   * Compare-and-set in one statement: only if the row's `nextDue` still is `expectedDue`, writes
   * `nextDue`, and `expectedDue` as `lastTickAt`. True for exactly one of any number of callers.
   */
  claimTick(job: string, expectedDue: Date, nextDue: Date): Promise<boolean>;
  /** The same without the tick: moves a claim to its end. */
  moveDue(job: string, expectedDue: Date, nextDue: Date): Promise<void>;
}

export interface SchedulerOptions {
  catalogue: Catalogue;
  store: ScheduleStore;
  ringer: Ringer;
  clock: Clock;
  /** COMPANY_TIME_ZONE, for schedules in the zone 'company'. */
  companyZone: string;
  logger: Logger;
}

export interface Scheduler {
  /** Makes the rows equal to the catalogue: adds, recomputes what changed, removes strangers. */
  sync(): Promise<void>;
  /** Rings every due job once, however many of its ticks passed; returns how many were rung. */
  tick(): Promise<number>;
  /** Ticks from now on, by itself. */
  start(): void;
  /** Resolves when a tick under way has ended. */
  stop(): Promise<void>;
}

/** Real milliseconds between two looks at the rows: another process may have changed them. */
const LOOK_EVERY_MS = 5_000;
const SHORTEST_LOOK_MS = 50;
/** Virtual milliseconds. */
const CLAIM_MS = 60_000;

/**
 * The next time that a cron pattern means in a zone, strictly after `after`. A wall-clock time that
 * a change to summer time leaves out comes at the change; one that occurs twice comes once.
 */
export function toNextDue(cron: string, zone: string, after: Date): Date {
  const next = new Cron(cron, { timezone: zone, paused: true, mode: '5-part' }).nextRun(after);
  if (next === null) throw new Error(`The schedule "${cron}" never comes again: correct it.`);
  return next;
}

/** Makes the scheduler; several processes may run one each over the same rows. */
export function createScheduler(options: SchedulerOptions): Scheduler {
  const stop = new AbortController();
  const note = createTroubleLog(options.logger, 'schedule.troubled');
  let running: Promise<void> | undefined;
  const loop = async (): Promise<void> => {
    let isSynced = false;
    while (!stop.signal.aborted) {
      let waitMs = LOOK_EVERY_MS;
      try {
        if (!isSynced) await sync(options);
        isSynced = true;
        await tick(options);
        waitMs = await toNextLookMs(options);
      } catch (error) {
        note(error);
      }
      await sleepUnless(stop.signal, waitMs);
    }
  };
  return {
    sync: () => sync(options),
    tick: () => tick(options),
    start: () => {
      running ??= loop();
    },
    stop: async () => {
      stop.abort();
      await running;
    },
  };
}

async function sync(options: SchedulerOptions): Promise<void> {
  const { catalogue, store, clock, logger } = options;
  const rows = new Map((await store.list()).map((row) => [row.job, row]));
  for (const spec of catalogue) {
    const wanted = toRow(spec, options);
    if (wanted === undefined) continue;
    const row = rows.get(wanted.job);
    rows.delete(wanted.job);
    const isSameTime = row !== undefined && row.cron === wanted.cron && row.zone === wanted.zone;
    if (isSameTime && JSON.stringify(row.payload) === JSON.stringify(wanted.payload)) continue;
    const nextDue = isSameTime ? row.nextDue : toNextDue(wanted.cron, wanted.zone, clock.now());
    await store.save({ ...wanted, nextDue, lastTickAt: row?.lastTickAt ?? null });
    logger.info({ integration: queueOf(wanted.job), job: wanted.job, nextDue }, 'schedule.synced');
  }
  for (const job of rows.keys()) {
    await store.remove(job);
    logger.info({ integration: queueOf(job), job }, 'schedule.removed');
  }
}

type WantedRow = Pick<ScheduleRow, 'job' | 'cron' | 'zone' | 'payload'>;

function toRow(spec: AnyJobSpec, { companyZone }: SchedulerOptions): WantedRow | undefined {
  if (spec.schedule === undefined) return undefined;
  const { cron, zone, payload } = spec.schedule as Schedule & { payload: unknown };
  return {
    job: String(spec.name),
    cron,
    zone: zone === 'company' ? companyZone : zone,
    payload: spec.payload.parse(payload) as JsonObject,
  };
}

async function tick(options: SchedulerOptions): Promise<number> {
  const { catalogue, store, clock, logger } = options;
  const specs = new Map(catalogue.map((spec) => [String(spec.name), spec]));
  const nowMs = clock.nowMs();
  let rung = 0;
  for (const row of await store.list()) {
    const spec = specs.get(row.job);
    if (spec?.schedule === undefined || row.nextDue.getTime() > nowMs) continue;
    const nextDue = toNextDue(row.cron, row.zone, new Date(nowMs));
    // Claimed for a minute at first: a process that dies before it has rung leaves the tick to others.
    const claimedUntil = new Date(nowMs + CLAIM_MS);
    if (!(await store.claimTick(row.job, row.nextDue, claimedUntil))) continue;
    const isRung = await ringTick(options, { spec, row });
    await store.moveDue(row.job, claimedUntil, isRung ? nextDue : row.nextDue);
    if (isRung) rung += 1;
  }
  if (rung > 0) logger.debug({ rung }, 'schedule.ticked');
  return rung;
}

interface Tick {
  spec: AnyJobSpec;
  row: ScheduleRow;
}

/** False when the queue is away: the tick is then handed back. */
async function ringTick(options: SchedulerOptions, { spec, row }: Tick): Promise<boolean> {
  const { ringer, logger } = options;
  try {
    await ringer.ring(spec as JobSpec, row.payload, { onceAs: row.nextDue.toISOString() });
    return true;
  } catch (error) {
    const fields = { integration: queueOf(row.job), job: row.job, err: error };
    logger.warn(fields, 'schedule.unrung');
    return false;
  }
}

async function toNextLookMs({ store, clock }: SchedulerOptions): Promise<number> {
  const dues = (await store.list()).map((row) => row.nextDue.getTime());
  if (dues.length === 0) return LOOK_EVERY_MS;
  const waitMs = clock.toRealMs(Math.min(...dues) - clock.nowMs());
  return Math.min(LOOK_EVERY_MS, Math.max(SHORTEST_LOOK_MS, waitMs));
}

async function sleepUnless(signal: AbortSignal, ms: number): Promise<void> {
  try {
    await sleep(ms, undefined, { signal });
  } catch {
    // Being woken to stop is the other way this wait may end.
  }
}
