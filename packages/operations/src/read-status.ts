import type { Sql } from '@ponte/db/client';
import { countDirty } from '@ponte/db/dirty';
import { listEvents, listUnworked } from '@ponte/db/events';
import { countHeld } from '@ponte/db/held';
import { listLeases } from '@ponte/db/leases';
import { listPauses } from '@ponte/db/pauses';
import { countRuns, listRuns, listTrouble, type RunRow } from '@ponte/db/runs';
import { listLiveWorkers } from '@ponte/db/workers';
import { integrationSlugs, trialJobs } from '@ponte/integrations/catalogue';
import { nextStepFor } from '@ponte/integrations/reasons';
import { inspect } from '@ponte/jobs/queues';
import { decideState } from './decide-state.ts';
import { findFlow, findFlowOfSource, markFlows } from './flows.ts';
import type { OperationPorts } from './ports.ts';
import { readComparison } from './read-comparison.ts';
import { readLoad } from './read-load.ts';
import type { HouseStatus, IntegrationStatus, QueueStatus, Trouble } from './status.ts';
import { toVirtual } from './to-virtual.ts';

type StatusPorts = Pick<OperationPorts, 'database' | 'backend' | 'clock'>;

const DAY_MS = 24 * 3_600_000;
const RECENT_RUNS = 8;
/** The account whose load and comparison are shown; this release knows one of each vendor. */
const ACCOUNT = 'default';

/** Reads the whole house from the rows. Rejects when PostgreSQL does not answer. */
export async function readStatus(ports: StatusPorts): Promise<HouseStatus> {
  const facts = await readFacts(ports);
  const { clock } = ports;
  const integrations = await Promise.all(
    integrationSlugs.map((slug) => readIntegration(ports, slug, facts)),
  );
  return {
    at: clock.now(),
    integrations,
    workers: facts.workers,
    leases: facts.leases.map(({ name, owner }) => ({ name, owner })),
    queues: facts.queues,
    unclaimedEvents: facts.unworked
      .filter(({ source }) => findFlowOfSource(source) === undefined)
      .map(({ source, count, oldest }) => ({ source, count, oldest: toVirtual(clock, oldest) })),
    runsOfDay: facts.runsOfDay,
  };
}

async function readFacts({ database: { pool }, backend, clock }: StatusPorts) {
  const now = clock.now();
  const [unworked, held, troubles, pauses, workers, leases, runsOfDay, queues] = await Promise.all([
    listUnworked(pool, 0),
    countHeld(pool),
    listTrouble(pool, { limit: 50, exceptJobs: trialJobs }),
    listPauses(pool, now),
    listLiveWorkers(pool),
    listLeases(pool),
    countRuns(pool, new Date(now.getTime() - DAY_MS)),
    inspectOrNull(backend),
  ]);
  return { unworked, held, troubles, pauses, workers, leases, runsOfDay, queues };
}

type Facts = Awaited<ReturnType<typeof readFacts>>;

/** The status must be readable when the queue's store is away: that is when it is looked at. */
async function inspectOrNull(backend: StatusPorts['backend']): Promise<QueueStatus[] | null> {
  try {
    return await inspect(backend, integrationSlugs);
  } catch {
    return null;
  }
}

async function readIntegration(
  ports: StatusPorts,
  slug: string,
  facts: Facts,
): Promise<IntegrationStatus> {
  const { database, clock } = ports;
  const { pool } = database;
  const flow = findFlow(slug);
  const [dirty, lastEvents, recent, load, comparison] = await Promise.all([
    countMarks(pool, slug),
    flow === undefined ? [] : listEvents(pool, { source: flow.source, limit: 1 }),
    listRuns(pool, { integration: slug, limit: RECENT_RUNS }),
    flow?.load === undefined ? undefined : readLoad(ports, ACCOUNT),
    flow?.load === undefined ? null : readComparison(ports, ACCOUNT),
  ]);
  const events = facts.unworked.filter(({ source }) => source === flow?.source);
  const waiting = { events: sum(events), records: sum(dirty) };
  const held = facts.held
    .filter(({ integration }) => integration === slug)
    .map(({ reason, count, oldest }) => ({
      ...{ reason, count, nextStep: nextStepFor(reason) },
      oldest: toVirtual(clock, oldest),
    }));
  const troubles = facts.troubles.filter(({ integration }) => integration === slug).map(toTrouble);
  const pause = facts.pauses.find(({ integration }) => integration === slug);
  const lastEvent = lastEvents[0]?.receivedAt;
  const oldest = [...events, ...dirty].map((row) => toVirtual(clock, row.oldest));
  return {
    slug,
    state: decideState({
      isPaused: pause !== undefined,
      troubles,
      active: facts.queues?.find(({ name }) => name === slug)?.active ?? 0,
      waiting: waiting.events + waiting.records,
      held: sum(held),
    }),
    freshAsOf: toFreshness({ oldest, hasLived: recent.length > 0, now: clock.now() }),
    lastEventAt: lastEvent === undefined ? null : toVirtual(clock, lastEvent),
    lastRunAt: recent[0]?.finishedAt ?? recent[0]?.startedAt ?? null,
    waiting,
    held,
    troubles,
    pause:
      pause === undefined
        ? null
        : { reason: pause.reason, by: pause.by, since: pause.since, until: pause.until },
    load: load ?? null,
    comparison,
    recentRuns: recent.map(toSummary),
  };
}

/** Records that wait for a job of this integration, by account. */
async function countMarks(sql: Sql, slug: string): Promise<{ count: number; oldest: Date }[]> {
  const kinds = markFlows.filter(({ integration }) => integration === slug);
  const counted = await Promise.all(kinds.map(({ dirtyKind }) => countDirty(sql, dirtyKind)));
  return counted.flat();
}

/** With nothing waiting the rows are as fresh as now; otherwise as the oldest thing that waits. */
function toFreshness(facts: {
  oldest: readonly Date[];
  hasLived: boolean;
  now: Date;
}): Date | null {
  const [first, ...others] = facts.oldest;
  if (first !== undefined) return new Date(Math.min(...[first, ...others].map(Number)));
  return facts.hasLived ? facts.now : null;
}

function toTrouble(run: RunRow): Trouble {
  return {
    runId: run.id,
    job: run.job,
    account: run.account,
    state: run.state === 'failed' ? 'failed' : 'waiting',
    reason: run.reason,
    errorKind: run.errorKind,
    message: run.message,
    startedAt: run.startedAt,
    nextAt: run.nextAt,
    attempt: run.attempt,
    nextStep: nextStepFor(run.reason ?? run.errorKind),
  };
}

function toSummary(run: RunRow): IntegrationStatus['recentRuns'][number] {
  const { id, job, state, reason, message, keys, counts, startedAt, ms } = run;
  return { id, job, state, reason, message, keys, counts, startedAt, ms };
}

function sum(rows: readonly { count: number }[]): number {
  return rows.reduce((total, { count }) => total + count, 0);
}
