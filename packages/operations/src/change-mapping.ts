import { randomUUID } from 'node:crypto';
import { recordAudit } from '@ponte/db/audit';
import { inTransaction, type Sql } from '@ponte/db/client';
import {
  recordMappingChanges,
  type MappingAction,
  type NewMappingChange,
} from '@ponte/db/product-mapping-changes';
import {
  listDecided,
  lockMappings,
  replaceDecided,
  type NewMapping,
  type ProductMapping,
} from '@ponte/db/product-mappings';
import type { Actor, OperationPorts } from './ports.ts';
import { releaseMapped } from './release-mapped.ts';

export type MappingPorts = Pick<OperationPorts, 'database' | 'ringer'>;

/** What shall be decided about a card from now on. */
export interface Decision {
  readonly bitrix24ProductId: string;
  readonly action: MappingAction;
  readonly decided: readonly NewMapping[];
}

export interface MappingChanged {
  /** The number under which it can be undone as a whole; null when nothing was different. */
  readonly batch: string | null;
  /** Cards about which something else is decided now. */
  readonly changed: readonly string[];
  /** Ids of held records that were waiting for these products and go on. */
  readonly released: readonly string[];
  /** Rings that did not reach the queue; the sweep repeats them. */
  readonly missedRings: number;
}

export interface MappingWork {
  readonly account: string;
  /** `mapping.linked`, `mapping.imported` … */
  readonly auditAction: string;
  readonly auditObject: string;
  /** Whose decisions are read and may be changed. */
  readonly bitrix24ProductIds: readonly string[];
  /** Pure: what was decided per card → what shall be; a card that is left out stays. */
  readonly decide: (before: ReadonlyMap<string, readonly NewMapping[]>) => readonly Decision[];
}

/**
 * Changes what is decided about cards, with history and audit in one transaction, then lets go what
 * was held for products that are linked by now.
 */
export async function changeMapping(
  ports: MappingPorts,
  work: MappingWork,
  actor: Actor,
): Promise<MappingChanged> {
  const batch = randomUUID();
  const changed = await inTransaction(ports.database.pool, async (sql) => {
    await lockMappings(sql, work.account);
    const before = groupDecided(await listDecided(sql, work));
    const changes = toChanges(before, work.decide(before), { actor, batch });
    if (changes.length === 0) return [];
    const bitrix24ProductIds = changes.map((change) => change.bitrix24ProductId);
    const mappings = changes.flatMap(({ after }) => after);
    const { account } = work;
    await replaceDecided(sql, { account, bitrix24ProductIds, mappings, by: actor.by });
    await recordMappingChanges(sql, account, changes);
    await audit(sql, work, { changes, batch, actor });
    return bitrix24ProductIds;
  });
  const end = await releaseMapped(ports, work.account, actor);
  return { batch: changed.length === 0 ? null : batch, changed, ...end };
}

function groupDecided(rows: readonly ProductMapping[]): Map<string, NewMapping[]> {
  const groups = Map.groupBy(rows, (row) => row.bitrix24ProductId);
  return new Map([...groups].map(([id, group]) => [id, group.map(toNewMapping)]));
}

function toNewMapping(row: ProductMapping): NewMapping {
  const { bitrix24ProductId, bitrix24ProductName, onecProductCode, onecProductName } = row;
  const { state, score, reason } = row;
  return {
    ...{ bitrix24ProductId, bitrix24ProductName, onecProductCode, onecProductName },
    ...{ state, score, reason },
  };
}

function toChanges(
  before: ReadonlyMap<string, readonly NewMapping[]>,
  decisions: readonly Decision[],
  { actor, batch }: { actor: Actor; batch: string },
): NewMappingChange[] {
  return decisions.flatMap(({ bitrix24ProductId, action, decided }) => {
    const was = before.get(bitrix24ProductId) ?? [];
    if (toText(was) === toText(decided)) return [];
    const { by, reason = null } = actor;
    return [{ bitrix24ProductId, action, before: was, after: decided, batch, by, why: reason }];
  });
}

/** Equal for equal decisions, whatever the order. */
function toText(mappings: readonly NewMapping[]): string {
  return JSON.stringify(
    mappings
      .map((each) => [
        ...[each.onecProductCode, each.state, each.bitrix24ProductName, each.onecProductName],
      ])
      .toSorted((one, other) => ((one[0] ?? '') < (other[0] ?? '') ? -1 : 1)),
  );
}

interface Audited {
  readonly changes: readonly NewMappingChange[];
  readonly batch: string;
  readonly actor: Actor;
}

async function audit(
  sql: Sql,
  { auditAction, auditObject }: MappingWork,
  { changes, batch, actor }: Audited,
): Promise<void> {
  const [first] = changes;
  const isOne = changes.length === 1 && first !== undefined;
  const words = (mappings: readonly NewMapping[]): string[] =>
    mappings.map(({ state, onecProductCode }) => `${state} ${onecProductCode}`);
  await recordAudit(sql, {
    ...{ actor: actor.by, action: auditAction, reason: actor.reason ?? null },
    object: isOne ? `product:${first.bitrix24ProductId}` : auditObject,
    ...(isOne ? { before: words(first.before) } : {}),
    after: isOne ? words(first.after) : { batch, cards: changes.length },
  });
}
