import type { RunRow } from '@ponte/db/runs';
import type { Bell } from './bell.ts';
import { findFlowOfSource, type Flow } from './flows.ts';

/** What the rows say lies unworked. */
export interface SweepFacts {
  /** Events older than the sweep's patience. */
  readonly events: readonly { source: string; account: string }[];
  /** Dirty records older than the sweep's patience, with the last end of their drain. */
  readonly dirty: readonly {
    flow: Flow;
    account: string;
    lastDrain: Pick<RunRow, 'state' | 'finishedAt'> | undefined;
  }[];
  readonly paused: ReadonlySet<string>;
  /** Virtual milliseconds. */
  readonly nowMs: number;
}

/** A drain that failed for good is left to a person for this long. Virtual milliseconds. */
export const FAILED_DRAIN_REST_MS = 15 * 60_000;

/** Which jobs to ring so that no row stays unworked. Pure. */
export function decideSweep({ events, dirty, paused, nowMs }: SweepFacts): Bell[] {
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
  return [...absorbs, ...drains];
}

function isResting(run: Pick<RunRow, 'state' | 'finishedAt'> | undefined, nowMs: number): boolean {
  if (run?.state !== 'failed' || run.finishedAt === null) return false;
  return nowMs - run.finishedAt.getTime() < FAILED_DRAIN_REST_MS;
}
