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
import { decideSweep } from './decide-sweep.ts';
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
  const [events, pauses, dirty, loads] = await Promise.all([
    listWaitingAddresses(sql, EVENT_PATIENCE_MS),
    listPauses(sql, clock.now()),
    listDirtyWithDrains(ports),
    listStillCheckpoints(sql, { stream: 'load', stillForMs: LOAD_PATIENCE_MS }),
  ]);
  const paused = new Set(pauses.map(({ integration }) => integration));
  const bells = decideSweep({ events, dirty, loads, paused, nowMs: clock.nowMs() });
  // A job that sleeps until its vendor is better is not waked by somebody who only makes sure.
  return { bells, ...(await ringAll(ports.ringer, bells, { mayWake: false })) };
}

async function listDirtyWithDrains({ database }: SweepPorts) {
  const perFlow = markFlows.map(async (flow) => {
    const accounts = await listDirtyAccounts(database.pool, flow.dirtyKind, DIRTY_PATIENCE_MS);
    return Promise.all(
      accounts.map(async ({ account }) => ({
        flow,
        account,
        lastDrain: await findLastRun(database.pool, { job: flow.drain.name, account }),
      })),
    );
  });
  return (await Promise.all(perFlow)).flat();
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
