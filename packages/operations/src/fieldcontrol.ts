import { recordAudit } from '@ponte/db/audit';
import { inTransaction } from '@ponte/db/client';
import { markDirty } from '@ponte/db/dirty';
import { markPlacesOf } from '@ponte/db/enderecos';
import { listDeliveriesOfCards } from '@ponte/db/envios';
import {
  listSelectedCards,
  readFieldOverview,
  reopenDeliveries,
  type FieldOverview,
} from '@ponte/db/field-overview';
import { findLastRun, type RunRow } from '@ponte/db/runs';
import * as jobs from '@ponte/integrations/isales-fieldcontrol/jobs';
import { ENDED } from '@ponte/integrations/isales-fieldcontrol/delivery';
import {
  toPreview,
  type DeliveryPreview,
} from '@ponte/integrations/isales-fieldcontrol/rules/to-preview';
import { ask, type AskedRun } from './asked-run.ts';
import { toDueDelivery } from './field-deliveries.ts';
import { readFieldSettings } from './field-settings.ts';
import type { AccountJob } from './flows.ts';
import { OperationRefused, type Actor, type OperationPorts } from './ports.ts';

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

/** Has a worker say what a reading of the board would change; nothing is written. */
export function askBoardPreview(
  ports: OperationPorts,
  { account }: { account: string },
  actor: Actor,
): Promise<AskedRun> {
  const job = jobs.previewBoard;
  return ask(ports, { job, payload: { account }, action: 'fieldcontrol.previewed', actor });
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

/** Which cards: by id, by the period in which they moved, by a pending; at least one of these. */
export interface CardChoice {
  readonly account: string;
  readonly isalesIds?: readonly string[] | undefined;
  readonly since?: Date | undefined;
  readonly until?: Date | undefined;
  readonly reason?: string | undefined;
}

/** refetch: ask iSales again. replay: from the answers kept. repush: only what was not delivered. */
export const REPROCESSINGS = ['refetch', 'replay', 'repush'] as const;
export type Reprocessing = (typeof REPROCESSINGS)[number];

export interface Reprocessed {
  readonly cards: readonly string[];
  /** What FieldControl would be told of these cards, as the tables have them now. */
  readonly previews: readonly DeliveryPreview[];
  /** Undefined for a dry run and when there was nothing to do. */
  readonly asked: AskedRun | undefined;
}

/** More cards at once are several requests. */
const MOST_CARDS = 5_000;
const MARKS = { refetch: 'card', replay: 'card-replay' } as const;

/**
 * Works on cards again. What was delivered is never sent twice, whatever is chosen. A dry run shows
 * what would be sent and writes nothing. Refused for an empty choice and when paused.
 */
export async function reprocess(
  ports: OperationPorts,
  how: { kind: Reprocessing; choice: CardChoice; isDryRun: boolean },
  actor: Actor,
): Promise<Reprocessed> {
  const { kind, choice, isDryRun } = how;
  const { pool } = ports.database;
  const { account, isalesIds, since, until, reason } = choice;
  if (
    isalesIds === undefined &&
    since === undefined &&
    until === undefined &&
    reason === undefined
  ) {
    throw new OperationRefused(
      'bad-request',
      'Say which cards: ids, a period, or a pending’s reason.',
    );
  }
  const cards = await listSelectedCards(pool, { ...choice, limit: MOST_CARDS });
  const previews = await previewDeliveries(ports, account, cards);
  if (isDryRun || cards.length === 0) return { cards, previews, asked: undefined };
  await inTransaction(pool, async (sql) => {
    if (kind !== 'repush') await markDirty(sql, { account, kind: MARKS[kind], ids: cards });
    else {
      await reopenDeliveries(sql, { account, isalesIds: cards });
      await markPlacesOf(sql, { account, isalesIds: cards });
    }
    await recordAudit(sql, {
      ...{ actor: actor.by, action: `fieldcontrol.${kind}`, object: 'cards' },
      after: { count: cards.length, cards: cards.slice(0, 100) },
      reason: actor.reason ?? null,
    });
  });
  const step = kind === 'repush' ? 'push' : 'refresh';
  if (kind === 'repush') await askStep(ports, { account, step: 'locate' }, actor);
  return { cards, previews, asked: await askStep(ports, { account, step }, actor) };
}

async function previewDeliveries(
  { database: { pool } }: OperationPorts,
  account: string,
  isalesIds: readonly string[],
): Promise<DeliveryPreview[]> {
  const settings = await readFieldSettings(pool, account);
  const rows = await listDeliveriesOfCards(pool, { account, isalesIds });
  return rows
    .map(toDueDelivery)
    .filter(({ delivery }) => !ENDED.includes(delivery.estado))
    .map((due) => toPreview(due, settings));
}
