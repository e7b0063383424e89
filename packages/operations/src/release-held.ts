import { inTransaction } from '@ponte/db/client';
import { recordAudit } from '@ponte/db/audit';
import { settleEvents } from '@ponte/db/events';
import { releaseHeld as releaseRows, type HeldRow } from '@ponte/db/held';
import { ringAll } from './bell.ts';
import { OperationRefused, type Actor, type OperationPorts } from './ports.ts';
import { applyReleaseEffects } from './release-effects.ts';

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
  { database, ringer }: OperationPorts,
  selection: HeldSelection,
  actor: Actor,
): Promise<Released> {
  assertSelective(selection);
  const { released, bells } = await inTransaction(database.pool, async (sql) => {
    const rows = await releaseRows(sql, toFilter(selection, actor));
    const due = await applyReleaseEffects(sql, rows);
    if (rows.length > 0) await audit(sql, { action: 'held.released', selection, rows, actor });
    return { released: rows, bells: due };
  });
  const { missed } = await ringAll(ringer, bells);
  return { released, missedRings: missed };
}

/**
 * Closes held records without doing their work: for what turned out to be harmless. Stored events
 * among them end as done with the reason `dismissed`.
 */
export async function dismissHeld(
  { database }: Pick<OperationPorts, 'database'>,
  selection: HeldSelection,
  actor: Actor,
): Promise<readonly HeldRow[]> {
  assertSelective(selection);
  return inTransaction(database.pool, async (sql) => {
    const rows = await releaseRows(sql, toFilter(selection, actor));
    const events = rows.filter(({ kind }) => kind === 'inbound-event');
    await settleEvents(
      sql,
      events.map(({ key }) => ({ id: key, state: 'done', reason: 'dismissed' })),
    );
    if (rows.length > 0) await audit(sql, { action: 'held.dismissed', selection, rows, actor });
    return rows;
  });
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
