import type { ErrorGroupRow } from '@ponte/db/error-groups';
import { listRunsInTrouble } from '@ponte/db/error-groups';
import { findPause } from '@ponte/db/pauses';
import { CALM_REASONS, CAUSES } from '@ponte/integrations/alerts/rules/causes';
import { trialJobs } from '@ponte/integrations/catalogue';
import { muteAlerts } from './alerts.ts';
import { OperationRefused, type Actor, type OperationPorts } from './ports.ts';
import { releaseHeld } from './release-held.ts';
import { retryRun } from './retry-run.ts';

/** Runs that ended before this are forgotten by alerts; virtual milliseconds. */
export const ALERTS_MEMORY_MS = 26 * 3_600_000;
/** Pieces of work that one request sets going again; the others stay for the next. */
const MOST_RETRIES = 100;

export interface GroupOrder {
  readonly account: string;
  readonly action: 'mute' | 'retry' | 'release';
  readonly group: Pick<ErrorGroupRow, 'integration' | 'reason'>;
  /** Until when it is muted; virtual. */
  readonly until: Date;
}

/** How many pieces of work were touched; none of them when that was done before. */
export interface GroupOutcome {
  readonly count: number;
}

/**
 * Does with everything of one trouble what a person wants. Refused when its integration is paused
 * and nobody would work on it.
 */
export async function actOnGroup(
  ports: OperationPorts,
  { account, action, group, until }: GroupOrder,
  actor: Actor,
): Promise<GroupOutcome> {
  const { integration, reason } = group;
  if (action === 'mute') {
    await muteAlerts(ports, { account, integration, reason, until }, actor);
    return { count: 1 };
  }
  if (action === 'release') {
    const { released } = await releaseHeld(ports, { integration, reason }, actor);
    return { count: released.length };
  }
  return retryGroup(ports, group, actor);
}

async function retryGroup(
  ports: OperationPorts,
  { integration, reason }: GroupOrder['group'],
  actor: Actor,
): Promise<GroupOutcome> {
  const { database, clock } = ports;
  const pause = await findPause(database.pool, integration, clock.now());
  if (pause !== undefined) {
    const words = `${integration} is paused (${pause.reason}). Resume it first.`;
    throw new OperationRefused('conflict', words);
  }
  const runs = await listRunsInTrouble(database.pool, {
    ...{ integration, reason, calm: CALM_REASONS, causes: CAUSES, exceptJobs: trialJobs },
    ...{ since: new Date(clock.nowMs() - ALERTS_MEMORY_MS), limit: MOST_RETRIES },
  });
  const ends = await Promise.allSettled(runs.map((run) => retryRun(ports, run, actor)));
  const broken = ends.find((end) => end.status === 'rejected' && !isOver(end.reason));
  if (broken?.status === 'rejected') throw broken.reason;
  return { count: ends.filter(({ status }) => status === 'fulfilled').length };
}

/** It came through, or went on, between the look and the ring. */
function isOver(reason: unknown): boolean {
  return reason instanceof OperationRefused && reason.kind === 'conflict';
}
