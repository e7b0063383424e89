import { readFieldOverview, type FieldOverview } from '@ponte/db/field-overview';
import { findLastRun, type RunRow } from '@ponte/db/runs';
import * as jobs from '@ponte/integrations/isales-fieldcontrol/jobs';
import { ask, type AskedRun } from './asked-run.ts';
import type { AccountJob } from './flows.ts';
import type { Actor, OperationPorts } from './ports.ts';

/** The steps that can be done one by one, in their order. */
export const FIELD_STEPS = ['poll', 'refresh', 'locate', 'push', 'reconcile'] as const;
export type FieldStep = (typeof FIELD_STEPS)[number];

const STEP_JOBS: Readonly<Record<FieldStep, AccountJob>> = {
  poll: jobs.pollBoard,
  refresh: jobs.refreshCards,
  locate: jobs.locateAddress,
  push: jobs.pushDeliveries,
  reconcile: jobs.reconcileField,
};

/** Has one step done now. Refused when the integration is paused. Rejects when the queue is away. */
export function askStep(
  ports: OperationPorts,
  { account, step }: { account: string; step: FieldStep },
  actor: Actor,
): Promise<AskedRun> {
  const job = STEP_JOBS[step];
  return ask(ports, { job, payload: { account }, action: `fieldcontrol.${step}`, actor });
}

const PREVIEW_WHEN_PAUSED =
  'Also a dry run of the board asks iSales, and a paused integration asks its vendors nothing. ' +
  'What would leave by what is known already is shown all the same: ' +
  'ponte fieldcontrol repush --since 30d --dry-run.';

/**
 * Has a worker say what a reading of the board would change; nothing is written. Refused when the
 * integration is paused: only workers ask vendors, and none works on a paused queue.
 */
export function askBoardPreview(
  ports: OperationPorts,
  { account }: { account: string },
  actor: Actor,
): Promise<AskedRun> {
  return ask(ports, {
    ...{ job: jobs.previewBoard, payload: { account }, action: 'fieldcontrol.previewed', actor },
    whenPaused: PREVIEW_WHEN_PAUSED,
  });
}

/** How everything stands, and how each step ended last. */
export interface FieldStatus extends FieldOverview {
  readonly steps: readonly { readonly step: FieldStep; readonly run: RunRow | null }[];
}

/** Reads the state from the rows. Rejects when PostgreSQL does not answer. */
export async function readFieldStatus(
  { database: { pool } }: Pick<OperationPorts, 'database'>,
  account: string,
): Promise<FieldStatus> {
  const overview = await readFieldOverview(pool, account);
  const steps = await Promise.all(
    FIELD_STEPS.map(async (step) => {
      const run = await findLastRun(pool, { job: STEP_JOBS[step].name, account });
      return { step, run: run ?? null };
    }),
  );
  return { ...overview, steps };
}
