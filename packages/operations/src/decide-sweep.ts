import type { RunRow } from '@ponte/db/runs';
import type { Bell } from './bell.ts';
import { findFlow, findFlowOfSource, type MarkFlow } from './flows.ts';

/** What the rows say lies unworked. */
export interface SweepFacts {
  /** Events older than the sweep's patience. */
  readonly events: readonly { source: string; account: string }[];
  /** Dirty records older than the sweep's patience, with the last end of their drain. */
  readonly dirty: readonly {
    flow: MarkFlow;
    account: string;
    lastDrain: Pick<RunRow, 'state' | 'reason' | 'finishedAt'> | undefined;
  }[];
  /** Loads that run and have not moved for a while. */
  readonly loads: readonly { integration: string; account: string }[];
  readonly paused: ReadonlySet<string>;
  /** Virtual milliseconds. */
  readonly nowMs: number;
}

/** A drain that failed for good is left to a person for this long. Virtual milliseconds. */
export const FAILED_DRAIN_REST_MS = 15 * 60_000;

/** How long a drain rests that ended by itself without working; the job it waits for rings it. */
const RESTS = new Map([
  ['dictionaries-first', 60_000],
  // Its marks wait for the vendor; the job itself knows until when.
  ['nothing-due', 10_000],
]);

/** Which jobs to ring so that no row stays unworked. Pure. */
export function decideSweep({ events, dirty, loads, paused, nowMs }: SweepFacts): Bell[] {
  const absorbs = events.flatMap(({ source, account }) => {
    const flow = findFlowOfSource(source);
    return flow === undefined || paused.has(flow.integration)
      ? []
      : [{ job: flow.absorb, account }];
  });
  const drains = dirty.flatMap(({ flow, account, lastDrain }) =>
    paused.has(flow.integration) || isResting(lastDrain, nowMs)
      ? []
      : [{ job: flow.drain, account }],
  );
  const stillLoads = loads.flatMap(({ integration, account }) => {
    const flow = findFlow(integration);
    return flow?.load === undefined || paused.has(integration) ? [] : [{ job: flow.load, account }];
  });
  return [...absorbs, ...drains, ...stillLoads];
}

function isResting(
  run: Pick<RunRow, 'state' | 'reason' | 'finishedAt'> | undefined,
  nowMs: number,
): boolean {
  if (run === undefined || run.finishedAt === null) return false;
  const restMs = run.state === 'failed' ? FAILED_DRAIN_REST_MS : (RESTS.get(run.reason ?? '') ?? 0);
  return nowMs - run.finishedAt.getTime() < restMs;
}
