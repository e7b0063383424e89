import { recordAudit } from '@ponte/db/audit';
import { inTransaction } from '@ponte/db/client';
import { markDirty } from '@ponte/db/dirty';
import { markPlacesOf } from '@ponte/db/enderecos';
import { wakeChanges } from '@ponte/db/envios-changed';
import { listSelectedCards, reopenDeliveries } from '@ponte/db/field-overview';
import { pushDeliveries, refreshCards } from '@ponte/integrations/isales-fieldcontrol/jobs';
import type { PendingReason } from '@ponte/integrations/isales-fieldcontrol/project';
import { assertWorked, type AskedRun } from './asked-run.ts';
import { askStep } from './fieldcontrol.ts';
import { previewCards, type CardPreviews } from './preview-cards.ts';
import { OperationRefused, type Actor, type OperationPorts } from './ports.ts';

/** Which cards: by id, by the period in which they moved, by a pending; at least one of these. */
export interface CardChoice {
  readonly account: string;
  readonly isalesIds?: readonly string[] | undefined;
  readonly since?: Date | undefined;
  readonly until?: Date | undefined;
  readonly reason?: PendingReason | undefined;
}

/** refetch: ask iSales again. replay: from the answers kept. repush: only what was not delivered. */
export const REPROCESSINGS = ['refetch', 'replay', 'repush'] as const;
export type Reprocessing = (typeof REPROCESSINGS)[number];

/** The cards that were chosen. */
export interface ChosenCards {
  readonly cards: readonly string[];
  /** Ids that were given and fit no card. */
  readonly unmatched: readonly string[];
}

export interface Reprocessed extends ChosenCards {
  /** Undefined when there was nothing to do. */
  readonly asked: AskedRun | undefined;
}

/** Cards of one transaction; more are worked on in pieces. */
const CARDS_AT_ONCE = 5_000;
const MARKS = { refetch: 'card', replay: 'card-replay' } as const;

/**
 * Works on cards again. What was delivered is never sent twice, whatever is chosen. Refused for an
 * empty choice, for ids that all fit no card, and when paused.
 */
export async function reprocess(
  ports: OperationPorts,
  { kind, choice }: { kind: Reprocessing; choice: CardChoice },
  actor: Actor,
): Promise<Reprocessed> {
  const { account } = choice;
  const job = kind === 'repush' ? pushDeliveries : refreshCards;
  await assertWorked(ports, job);
  const { cards, unmatched } = await chooseCards(ports, choice);
  if (cards.length === 0) return { cards, unmatched, asked: undefined };
  for (let at = 0; at < cards.length; at += CARDS_AT_ONCE) {
    await mark(ports, { kind, account, cards: cards.slice(at, at + CARDS_AT_ONCE) }, actor);
  }
  if (kind === 'repush') await askStep(ports, { account, step: 'locate' }, actor);
  const step = kind === 'repush' ? 'push' : 'refresh';
  return { cards, unmatched, asked: await askStep(ports, { account, step }, actor) };
}

/**
 * What FieldControl would be told of these cards, as the tables have them now. Writes nothing and
 * asks nobody, so that it is answered while the integration is paused.
 */
export async function previewReprocess(
  ports: Pick<OperationPorts, 'database'>,
  choice: CardChoice,
): Promise<ChosenCards & CardPreviews> {
  const chosen = await chooseCards(ports, choice);
  return { ...chosen, ...(await previewCards(ports, choice.account, chosen.cards)) };
}

async function chooseCards(
  { database }: Pick<OperationPorts, 'database'>,
  choice: CardChoice,
): Promise<ChosenCards> {
  const { isalesIds, since, until, reason } = choice;
  if ([isalesIds, since, until, reason].every((one) => one === undefined)) {
    throw new OperationRefused(
      'bad-request',
      'Say which cards: ids, a period, or a pending’s reason.',
    );
  }
  const cards = await listSelectedCards(database.pool, choice);
  const fitting = new Set(cards);
  const unmatched = [...new Set(isalesIds)].filter((id) => !fitting.has(id));
  if (cards.length === 0 && unmatched.length > 0) {
    throw new OperationRefused('not-found', describeUnmatched(unmatched));
  }
  return { cards, unmatched };
}

/** Names the ids that were given and fit no card. */
export function describeUnmatched(ids: readonly string[]): string {
  return `No card fits ${ids.slice(0, 20).join(', ')}${ids.length > 20 ? ', …' : ''}: compare the ids with those of the board.`;
}

async function mark(
  { database: { pool } }: OperationPorts,
  { kind, account, cards }: { kind: Reprocessing; account: string; cards: readonly string[] },
  actor: Actor,
): Promise<void> {
  await inTransaction(pool, async (sql) => {
    if (kind !== 'repush') await markDirty(sql, { account, kind: MARKS[kind], ids: cards });
    else {
      await reopenDeliveries(sql, { account, isalesIds: cards });
      await wakeChanges(sql, { account, isalesIds: cards });
      await markPlacesOf(sql, { account, isalesIds: cards });
    }
    await recordAudit(sql, {
      ...{ actor: actor.by, action: `fieldcontrol.${kind}`, object: 'cards' },
      after: { count: cards.length, cards: cards.slice(0, 100) },
      reason: actor.reason ?? null,
    });
  });
}
