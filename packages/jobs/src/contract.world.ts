import { randomBytes } from 'node:crypto';
import type {} from 'vitest';
import { z } from 'zod';
import { createClock } from '@ponte/clock';
import { createLogger, type Logger } from '@ponte/logging';
import { openBackend, type Backend, type BackendOptions } from './backend.ts';
import {
  defineJob,
  type Catalogue,
  type Handler,
  type Handlers,
  type JobEnding,
} from './define.ts';
import { createRinger, type Ringer, type RingOutcome } from './ring.ts';
import type { RunEnd, RunRecorder, RunStart } from './runs.ts';
import { startRuntime, type Runtime, type RuntimeOptions } from './runtime.ts';
import { QueueUnreachable } from './unreachable.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Administrator's connection string of the one PostgreSQL of this test run. */
    postgresUrl: string;
  }
}

/** Where the store of a world is. */
export type Address = Pick<BackendOptions, 'redisUrl' | 'databaseUrl'>;

/**
 * A worker of the test itself never dies: a stall of the machine must not cost it its jobs. Those that
 * died are looked for often.
 */
const LASTING_LOCK = { durationMs: 20_000, stalledEveryMs: 200 };

/** For a process that is to die: a test outlives what it held. */
export const SHORT_LOCK = { durationMs: 600, stalledEveryMs: 200 };

/** Queues are looked at often: what is waited for passes quickly. */
export const CLOSE_LOOK = { interval: 10 };

type Keyed = { id: string; version: number; account: string };
export const keyed = (id: string, version = 1): Keyed => ({ id, version, account: 'default' });

const QUICK = { attempts: 3, firstDelayMs: 40, maxDelayMs: 100 };
const PATIENT = { attempts: 3, firstDelayMs: 600_000, maxDelayMs: 600_000 };

/** The jobs of one world, in a queue of its own. */
export function toCatalogue(slug: string) {
  const n = z.object({ n: z.number() });
  const keyed = z.object({ id: z.string(), version: z.number(), account: z.string() });
  return {
    plain: defineJob({ name: `${slug}.do-plain`, payload: n, retry: QUICK }),
    urgent: defineJob({ name: `${slug}.do-urgent`, payload: n, retry: QUICK, priority: 1 }),
    keyed: defineJob({
      name: `${slug}.do-keyed`,
      payload: keyed,
      retry: QUICK,
      coalesceBy: (payload) => payload.id,
    }),
    patient: defineJob({
      name: `${slug}.do-patient`,
      payload: keyed,
      retry: PATIENT,
      coalesceBy: (payload) => payload.id,
    }),
  };
}

export type Specs = ReturnType<typeof toCatalogue>;
export type WorldHandlers = { [Name in keyof Specs]?: Handler<never> };

/** Keeps the runs of a world in memory; can be told to fail. */
export interface MemoryRuns extends RunRecorder {
  readonly begun: RunStart[];
  readonly ended: RunEnd[];
  failNext: number;
}

export type RuntimeTuning = Partial<Omit<RuntimeOptions<Catalogue>, 'catalogue' | 'handlers'>>;

export interface World {
  readonly slug: string;
  readonly specs: Specs;
  readonly backend: Backend;
  readonly ringer: Ringer;
  readonly runs: MemoryRuns;
  readonly logger: Logger;
  /** Starts a runtime; jobs without a handler here end as done. */
  work(handlers: WorldHandlers, more?: RuntimeTuning): Promise<Runtime>;
  close(): Promise<void>;
}

export function createMemoryRuns(): MemoryRuns {
  const runs: MemoryRuns = {
    begun: [],
    ended: [],
    failNext: 0,
    started: (run) => void runs.begun.push(run),
    finished: async (run) => {
      if (runs.failNext > 0) {
        runs.failNext -= 1;
        throw new Error('the database is away');
      }
      runs.ended.push(run);
    },
  };
  return runs;
}

export const DONE: JobEnding = { outcome: 'done' };

export interface WorldOptions {
  /** The queue of another world, for a second process or a second way to it. */
  slug?: string;
  /** What a process has outside of tests: for stores that are away, whose refusal is waited for. */
  isImpatient?: boolean;
}

/**
 * Real milliseconds that a ring waits in tests: a store that is there is never refused, whatever else
 * the machine does.
 */
export const PATIENCE_MS = 60_000;

/** A world of its own on a store that others use too. */
export function createWorld(address: Address, options: WorldOptions = {}): World {
  const { slug = `t${randomBytes(5).toString('hex')}`, isImpatient = false } = options;
  const logger = createLogger({ service: 'test', level: 'silent' });
  const clock = createClock();
  const specs = toCatalogue(slug);
  const backends: Backend[] = [];
  const runtimes: Runtime[] = [];
  const patienceMs = isImpatient ? undefined : PATIENCE_MS;
  const open = (role: BackendOptions['role']): Backend => {
    const opened = openBackend({ ...address, patienceMs, clock, logger, role });
    backends.push(opened);
    return opened;
  };
  const backend = open('producer');
  const ringer = createRinger({ backend, clock, logger });
  const runs = createMemoryRuns();
  return {
    slug,
    specs,
    backend,
    ringer,
    runs,
    logger,
    work: async (handlers, more = {}) => {
      const runtime = await startRuntime({
        backend: open('worker'),
        catalogue: Object.values(specs),
        handlers: toHandlers(specs, handlers),
        runs,
        clock,
        logger,
        lock: LASTING_LOCK,
        ...more,
      });
      runtimes.push(runtime);
      await runtime.ready();
      return runtime;
    },
    close: async () => {
      await Promise.all(runtimes.map((runtime) => runtime.close({ deadlineMs: 1_000 })));
      await Promise.all(backends.map((one) => one.close()));
    },
  };
}

function toHandlers(specs: Specs, handlers: WorldHandlers): Handlers<Specs[keyof Specs][]> {
  const doNothing = async (): Promise<JobEnding> => DONE;
  const pairs = Object.entries(specs).map(([name, spec]) => [
    spec.name,
    handlers[name as keyof Specs] ?? doNothing,
  ]);
  return Object.fromEntries(pairs) as Handlers<Specs[keyof Specs][]>;
}

/** An error of a vendor, by its shape. */
export function vendorError(kind: string, more: Record<string, unknown> = {}): Error {
  return Object.assign(new Error(`the vendor says ${kind}`), { kind, ...more });
}

/** What a ring came to: its outcome, or `refused` when the store did not answer. */
export async function tryRing(ring: () => Promise<RingOutcome>): Promise<RingOutcome | 'refused'> {
  try {
    return await ring();
  } catch (error) {
    if (error instanceof QueueUnreachable) return 'refused';
    throw error;
  }
}
