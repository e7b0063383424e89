import { findLastRun, type RunRow, type RunState } from '@ponte/db/runs';
import { reconcileDeals } from '@ponte/integrations/bitrix24-deals/jobs';
import type { OperationPorts } from './ports.ts';

/** The last comparison of portal and rows that came to its end. */
export interface Comparison {
  readonly runId: string;
  readonly at: Date;
  readonly checked: number;
  /** How many deals differed, and how. */
  readonly drift: number;
  readonly missed: number;
  readonly changed: number;
  readonly moved: number;
  readonly deleted: number;
  /** How many of these were told by the time of their change; the others only by comparing all. */
  readonly delta: number;
}

/** What is known of an account's comparisons. */
export interface ComparisonStatus {
  /** Null: none has come to its end yet. */
  readonly last: Comparison | null;
  /** Since when one is under way; null: none is. */
  readonly runningSince: Date | null;
}

const ENDED: readonly RunState[] = ['done'];

/** The last comparison and whether one is under way. */
export async function readComparison(
  { database: { pool } }: Pick<OperationPorts, 'database'>,
  account: string,
): Promise<ComparisonStatus> {
  const job = reconcileDeals.name;
  const [latest, ended] = await Promise.all([
    findLastRun(pool, { job, account }),
    findLastRun(pool, { job, account, states: ENDED }),
  ]);
  const runningSince = latest?.state === 'running' ? latest.startedAt : null;
  return { last: ended === undefined ? null : toComparison(ended), runningSince };
}

/** The comparison that a run has ended with. */
export function toComparison({ id, startedAt, finishedAt, counts }: RunRow): Comparison {
  const count = (name: string): number => counts[name] ?? 0;
  return {
    ...{ runId: id, at: finishedAt ?? startedAt },
    ...{ checked: count('checked'), drift: count('drift'), missed: count('missed') },
    ...{ changed: count('changed'), moved: count('moved'), deleted: count('deleted') },
    delta: count('delta'),
  };
}

/** `12 of 500 deals differed: 4 missed, 3 deleted.` */
export function describeComparison(one: Comparison): string {
  if (one.drift === 0) return `Nothing differed in ${toFigure(one.checked)} deals.`;
  const kinds = (['missed', 'changed', 'moved', 'deleted'] as const)
    .filter((kind) => one[kind] > 0)
    .map((kind) => `${toFigure(one[kind])} ${kind}`);
  const verb = `${toFigure(one.drift)} of ${toFigure(one.checked)} deals differed`;
  const told =
    one.delta === 0 ? '' : ` The time of their change told ${toFigure(one.delta)} of them.`;
  return `${verb}: ${kinds.join(', ')}.${told} They are read again by themselves.`;
}

function toFigure(count: number): string {
  return new Intl.NumberFormat('en').format(count);
}
