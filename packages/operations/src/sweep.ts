import type { Clock } from '@ponte/clock';
import { listStillCheckpoints } from '@ponte/db/checkpoints';
import type { Database } from '@ponte/db/client';
import { listDirtyAccounts } from '@ponte/db/dirty';
import { listWaitingAddresses } from '@ponte/db/events';
import { listPauses } from '@ponte/db/pauses';
import { findLastRun } from '@ponte/db/runs';
import type { Ringer } from '@ponte/jobs/ring';
import type { Logger } from '@ponte/logging';
import { ringAll, type Bell } from './bell.ts';
import { decideSweep, type SweepFacts } from './decide-sweep.ts';
import { markFlows } from './flows.ts';

export interface SweepPorts {
  readonly database: Pick<Database, 'pool'>;
  readonly ringer: Pick<Ringer, 'ring'>;
  readonly clock: Clock;
}

/** Ages in real milliseconds, as the rows' own clock counts them. */
const EVENT_PATIENCE_MS = 3_000;
const DIRTY_PATIENCE_MS = 5_000;
/** Longer than the vendor takes for one request. */
const LOAD_PATIENCE_MS = 90_000;
const EVERY_MS = 2_000;

/** One round: reads what lies unworked and rings for it. Rejects when PostgreSQL does not answer. */
export async function runSweep(ports: SweepPorts): Promise<{ bells: Bell[]; missed: number }> {
  const { database, clock } = ports;
  const sql = database.pool;
  // One after the other: ten statements at once would take every processor
  // from the events that arrive meanwhile.
  const events = await listWaitingAddresses(sql, EVENT_PATIENCE_MS);
  const pauses = await listPauses(sql, clock.now());
  const dirty = await listDirtyWithDrains(ports);
  const loads = await listStillCheckpoints(sql, { stream: 'load', stillForMs: LOAD_PATIENCE_MS });
  const paused = new Set(pauses.map(({ integration }) => integration));
  const bells = decideSweep({ events, dirty, loads, paused, nowMs: clock.nowMs() });
  // A job that sleeps until its vendor is better is not waked by somebody who only makes sure.
  return { bells, ...(await ringAll(ports.ringer, bells, { mayWake: false })) };
}

async function listDirtyWithDrains({
  database: { pool },
}: SweepPorts): Promise<SweepFacts['dirty']> {
  const kinds = markFlows.map(({ dirtyKind }) => dirtyKind);
  const dirty: SweepFacts['dirty'][number][] = [];
  for (const { kind, account } of await listDirtyAccounts(pool, kinds, DIRTY_PATIENCE_MS)) {
    for (const flow of markFlows.filter(({ dirtyKind }) => dirtyKind === kind)) {
      const lastDrain = await findLastRun(pool, { job: flow.drain.name, account });
      dirty.push({ flow, account, lastDrain });
    }
  }
  return dirty;
}

export interface Sweep {
  /** Resolves when no round is under way any more. */
  stop(): Promise<void>;
}

/**
 * Sweeps every two real seconds until stopped: the net under every ring that was lost. Trouble is
 * logged when it begins and when it ends, not at every round.
 */
export function startSweep(ports: SweepPorts & { readonly logger: Logger }): Sweep {
  const { logger } = ports;
  let isTroubled = false;
  let isStopped = false;
  let timer: NodeJS.Timeout | undefined;

  const turn = async (): Promise<void> => {
    try {
      const { bells, missed } = await runSweep(ports);
      if (bells.length > 0) logger.debug({ rung: bells.length, missed }, 'sweep.rung');
      note(missed > 0 ? new Error('The queue does not answer; rows wait for it.') : undefined);
    } catch (error) {
      note(error);
    }
    if (!isStopped) timer = setTimeout(begin, EVERY_MS);
  };
  const note = (error: unknown): void => {
    if (error !== undefined && !isTroubled) logger.warn({ err: error }, 'sweep.failed');
    if (error === undefined && isTroubled) logger.info('sweep.recovered');
    isTroubled = error !== undefined;
  };
  let round = Promise.resolve();
  const begin = (): void => {
    round = turn();
  };
  timer = setTimeout(begin, EVERY_MS);
  return {
    stop: async () => {
      isStopped = true;
      clearTimeout(timer);
      await round;
    },
  };
}
