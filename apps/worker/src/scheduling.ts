import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from '@ponte/clock';
import type { Sql } from '@ponte/db/client';
import { createScheduleStore } from '@ponte/db/schedules';
import { findSetting } from '@ponte/db/settings';
import { toLoadSchedule, type LoadSchedule } from '@ponte/integrations/bitrix24-deals/settings';
import type { Ringer } from '@ponte/jobs/ring';
import { createScheduler, toNextDue, type Scheduler } from '@ponte/jobs/schedules';
import { createTroubleLog } from '@ponte/jobs/trouble-log';
import type { Logger } from '@ponte/logging';
import type { WorkerEnv } from './env.ts';
import { toScheduledCatalogue } from './scheduled-catalogue.ts';

export interface SchedulingOptions {
  env: WorkerEnv;
  pool: Sql;
  ringer: Ringer;
  clock: Clock;
  logger: Logger;
}

export interface Scheduling {
  /** Resolves when a tick under way has ended. */
  stop(): Promise<void>;
}

/** Real milliseconds between two looks at the setting. */
const LOOK_EVERY_MS = 2_000;

/**
 * Rings what is due, by the catalogue and by the schedules that people set; a setting that was changed
 * holds within seconds, in every worker.
 */
export function startScheduling(options: SchedulingOptions): Scheduling {
  const { pool, logger } = options;
  const stop = new AbortController();
  const note = createTroubleLog(logger, 'schedule.troubled');
  let scheduler: Scheduler | undefined;
  let known: string | undefined;

  const look = async (): Promise<void> => {
    const where = { integration: 'bitrix24-deals', key: 'loadSchedule' };
    const wanted = toLoadSchedule((await findSetting(pool, where))?.value);
    const text = JSON.stringify(wanted);
    if (text === known) return;
    await scheduler?.stop();
    scheduler = createFor(options, wanted);
    scheduler.start();
    known = text;
  };
  const loop = async (): Promise<void> => {
    while (!stop.signal.aborted) {
      await look().catch(note);
      // Woken to stop or not: the loop looks at the signal itself.
      await Promise.allSettled([sleep(LOOK_EVERY_MS, undefined, { signal: stop.signal })]);
    }
    await scheduler?.stop();
  };
  const running = loop();
  return {
    stop: async () => {
      stop.abort();
      await running;
    },
  };
}

function createFor(options: SchedulingOptions, wanted: LoadSchedule): Scheduler {
  const { env, pool, ringer, clock, logger } = options;
  return createScheduler({
    catalogue: toScheduledCatalogue(env, isComing(options, wanted) ? wanted : null),
    ...{ store: createScheduleStore(pool), ringer, clock, logger, companyZone: env.timeZone },
  });
}

/** A day that no month has would stop every schedule: it is told, and the others go on. */
function isComing({ env, clock, logger }: SchedulingOptions, wanted: LoadSchedule): boolean {
  if (wanted === null) return false;
  try {
    toNextDue(wanted.cron, env.timeZone, clock.now());
    return true;
  } catch (error) {
    logger.warn({ integration: 'bitrix24-deals', err: error }, 'schedule.refused');
    return false;
  }
}
