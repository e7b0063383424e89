import { inTransaction, type Sql } from '@ponte/db/client';
import { recordAudit } from '@ponte/db/audit';
import { settleEvents } from '@ponte/db/events';
import { releaseHeld as releaseRows, type HeldRow } from '@ponte/db/held';
import { ringAll } from './bell.ts';
import { findFlow } from './flows.ts';
import { EVENT_KIND, listEventsOfKinds } from './held-kinds.ts';
import { OperationRefused, type Actor, type OperationPorts } from './ports.ts';
import { applyReleaseEffects } from './release-effects.ts';
import { keepDismissedInvoices, noteReleasedInvoices } from './release-invoices.ts';
import { noteReleasedStock } from './release-stock.ts';

/** Which held records: by id, or all of an integration, a kind, keys or a reason. */
export interface HeldSelection {
  readonly ids?: readonly string[] | undefined;
  readonly integration?: string | undefined;
  readonly kind?: string | undefined;
  readonly keys?: readonly string[] | undefined;
  readonly reason?: string | undefined;
}

export interface Released {
  readonly released: readonly HeldRow[];
  /** Rings that did not reach the queue; the sweep repeats them. */
  readonly missedRings: number;
}

/**
 * Lets held records go and sets their work going again, in one transaction with its audit record.
 * An empty selection is refused: it would release everything by accident.
 */
export async function releaseHeld(
  { database, ringer }: Pick<OperationPorts, 'database' | 'ringer'>,
  selection: HeldSelection,
  actor: Actor,
): Promise<Released> {
  assertSelective(selection);
  const { released, bells } = await inTransaction(database.pool, async (sql) => {
    const rows = await releaseRows(sql, toFilter(selection, actor));
    await noteReleasedInvoices(sql, rows);
    await noteReleasedStock(sql, rows);
    const due = await applyReleaseEffects(sql, rows);
    if (rows.length > 0) await audit(sql, { action: 'held.released', selection, rows, actor });
    return { released: rows, bells: due };
  });
  const { missed } = await ringAll(ringer, bells);
  return { released, missedRings: missed };
}

/**
 * Closes held records without doing their work: for what turned out to be harmless. Stored events
 * among them, and those that a held kind stands for, end as done with the reason `dismissed`; of
 * invoices it is kept what was dismissed, so that the next look does not hold it again.
 */
export async function dismissHeld(
  { database }: Pick<OperationPorts, 'database'>,
  selection: HeldSelection,
  actor: Actor,
): Promise<readonly HeldRow[]> {
  assertSelective(selection);
  return inTransaction(database.pool, async (sql) => {
    const rows = await releaseRows(sql, toFilter(selection, actor));
    await keepDismissedInvoices(sql, rows);
    const ids = await listEventsOf(sql, rows);
    await settleEvents(
      sql,
      ids.map((id) => ({ id, state: 'done', reason: 'dismissed' })),
    );
    if (rows.length > 0) await audit(sql, { action: 'held.dismissed', selection, rows, actor });
    return rows;
  });
}

async function listEventsOf(sql: Sql, rows: readonly HeldRow[]): Promise<string[]> {
  const ids = rows.filter(({ kind }) => kind === 'inbound-event').map(({ key }) => key);
  const kinds = rows.filter(({ kind }) => kind === EVENT_KIND);
  const groups = Map.groupBy(kinds, ({ integration, account }) => `${integration}/${account}`);
  for (const group of groups.values()) {
    const [first] = group;
    const flow = first && findFlow(first.integration);
    if (first === undefined || flow === undefined) continue;
    const wanted = { account: first.account, kinds: group.map(({ key }) => key) };
    ids.push(...(await listEventsOfKinds(sql, flow, wanted)));
  }
  return ids;
}

function assertSelective(selection: HeldSelection): void {
  if (Object.values(selection).some((value) => value !== undefined)) return;
  throw new OperationRefused(
    'bad-request',
    'Say which held records: ids, an integration, a kind, keys or a reason.',
  );
}

function toFilter(selection: HeldSelection, { by }: Actor): Parameters<typeof releaseRows>[1] {
  const { ids, integration, kind, keys, reason } = selection;
  return {
    by,
    ...(ids === undefined ? {} : { ids }),
    ...(integration === undefined ? {} : { integration }),
    ...(kind === undefined ? {} : { kind }),
    ...(keys === undefined ? {} : { keys }),
    ...(reason === undefined ? {} : { reason }),
  };
}

interface AuditParts {
  action: string;
  selection: HeldSelection;
  rows: readonly HeldRow[];
  actor: Actor;
}

async function audit(
  sql: Parameters<typeof recordAudit>[0],
  { action, selection, rows, actor }: AuditParts,
): Promise<void> {
  const [first] = rows;
  const object =
    rows.length === 1 && first ? `held:${first.id}` : `held:${selection.integration ?? 'several'}`;
  const after = { count: rows.length, ids: rows.slice(0, 100).map(({ id }) => id) };
  await recordAudit(sql, { actor: actor.by, action, object, after, reason: actor.reason ?? null });
}
