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

/**
 * One job that runs by itself. `nextDue` and `lastTickAt` are virtual times, and a tick has its due
 * time as its name until it was rung: a claim stands beside it and never changes it.
 */
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
  /** How often the tick that is due was claimed and not ended. */
  claims: number;
}

/** Where schedules live: rows, so that no tick depends on a queue's memory. */
export interface ScheduleStore {
  list(): Promise<ScheduleRow[]>;
  /** Inserts or replaces the row of `row.job`; another `nextDue` is another tick, claimed by nobody. */
  save(row: Omit<ScheduleRow, 'lastTickAt' | 'claims'>): Promise<void>;
  remove(job: string): Promise<void>;
  /**
   * Takes the tick `due` for `forMs` real milliseconds, in one statement, if it still is the one that
   * is due and nobody has it. Of any number of callers one gets which claim on this tick it is, from
   * 1; the others undefined.
   */
  claimTick(job: string, due: Date, forMs: number): Promise<number | undefined>;
  /** Gives a claim back, if it still is the last one, so that the tick is taken up again. */
  releaseTick(job: string, due: Date, claim: number): Promise<void>;
  /** The tick was rung: writes it down as the last one, and the next. */
  endTick(job: string, due: Date, nextDue: Date): Promise<void>;
  /** Whether a run that the tick asked for has ended and is written down. */
  hasRun(tick: TickAddress): Promise<boolean>;
}

/** How the run of a tick is found: by its job in the queue, or as any run since the tick was due. */
export interface TickAddress {
  job: string;
  account: string | null;
  queueJobId: string;
  due: Date;
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
/** Real milliseconds, much longer than a ring may take: a process that dies leaves its tick to others. */
const CLAIM_MS = 30_000;

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
    await store.save({ ...wanted, nextDue });
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
    const claim = await store.claimTick(row.job, row.nextDue, CLAIM_MS);
    if (claim === undefined) continue;
    const fate = await bring(options, { spec, row, isFirst: claim === 1 });
    if (fate === 'open') await store.releaseTick(row.job, row.nextDue, claim);
    else await store.endTick(row.job, row.nextDue, nextDue);
    if (fate === 'rung') rung += 1;
  }
  if (rung > 0) logger.debug({ rung }, 'schedule.ticked');
  return rung;
}

interface Tick {
  spec: AnyJobSpec;
  row: ScheduleRow;
  /** False: somebody had this tick and may have rung it. */
  isFirst: boolean;
}

/** covered: a ring from before did it; open: to be seen again, because the queue is away or at work on it. */
type TickFate = 'rung' | 'covered' | 'open';

async function bring(options: SchedulerOptions, tick: Tick): Promise<TickFate> {
  const { ringer, logger } = options;
  const { spec, row, isFirst } = tick;
  try {
    const before = isFirst ? 'none' : await findEarlierRing(options, tick);
    if (before !== 'none') return before;
    await ringer.ring(spec as JobSpec, row.payload, { onceAs: toWord(row) });
    return 'rung';
  } catch (error) {
    const fields = { integration: queueOf(row.job), job: row.job, err: error };
    logger.warn(fields, 'schedule.unrung');
    return 'open';
  }
}

/**
 * Looks for the job of a tick whose first claimer was not heard of again. In this order: a job writes
 * its run down before it leaves the queue, so that what is no longer there is found in the rows.
 */
async function findEarlierRing(
  { ringer, store }: SchedulerOptions,
  { spec, row }: Tick,
): Promise<'none' | 'covered' | 'open'> {
  const { queueJobId, state } = await ringer.trace(spec as JobSpec, row.payload, toWord(row));
  const account = row.payload['account'];
  const hasRun = await store.hasRun({
    ...{ job: row.job, queueJobId, due: row.nextDue },
    account: typeof account === 'string' ? account : null,
  });
  if (hasRun || state === 'ended') return 'covered';
  return state === 'unfinished' ? 'open' : 'none';
}

function toWord({ nextDue }: ScheduleRow): string {
  return nextDue.toISOString();
}

async function toNextLookMs({ store, clock }: SchedulerOptions): Promise<number> {
  const waits = (await store.list()).map(({ nextDue, claims }) => {
    const waitMs = clock.toRealMs(nextDue.getTime() - clock.nowMs());
    // Somebody has it, or the queue is away: looking all the time would not help.
    return waitMs <= 0 && claims > 0 ? LOOK_EVERY_MS : waitMs;
  });
  return Math.min(LOOK_EVERY_MS, Math.max(SHORTEST_LOOK_MS, Math.min(...waits)));
}

async function sleepUnless(signal: AbortSignal, ms: number): Promise<void> {
  try {
    await sleep(ms, undefined, { signal });
  } catch {
    // Being woken to stop is the other way this wait may end.
  }
}
