import {
  findMappingChange,
  listChangedSince,
  listMappingChanges,
  type MappingChange,
} from '@ponte/db/product-mapping-changes';
import { changeMapping, type MappingChanged, type MappingPorts } from './change-mapping.ts';
import { OperationRefused, type Actor } from './ports.ts';

/** One change by its number, everything that was done at once, or a card's latest change. */
export interface UndoSelection {
  readonly account: string;
  readonly changeId?: string | undefined;
  readonly batch?: string | undefined;
  readonly bitrix24ProductId?: string | undefined;
}

const LARGEST_BATCH = 100_000;

/**
 * Makes the mapping what it was before a change; the undoing is a change itself and can be undone.
 * Refused when a card was changed again since: undo the later change first.
 */
export async function undoMapping(
  ports: MappingPorts,
  selection: UndoSelection,
  actor: Actor,
): Promise<MappingChanged> {
  const { account } = selection;
  const changes = await listSelected(ports, selection);
  if (changes.length === 0) {
    throw new OperationRefused(
      'not-found',
      'There is no such change. "ponte map history" shows all.',
    );
  }
  const ids = changes.map(({ id }) => id);
  const later = await listChangedSince(ports.database.pool, { account, ids });
  if (later.length > 0) {
    throw new OperationRefused(
      'conflict',
      `Changed again since: product ${later.slice(0, 10).join(', ')}. Undo the later change first.`,
    );
  }
  const before = new Map(changes.map((change) => [change.bitrix24ProductId, change]));
  return changeMapping(
    ports,
    {
      account,
      auditAction: 'mapping.undone',
      auditObject: 'mapping:products',
      bitrix24ProductIds: [...before.keys()],
      decide: () =>
        [...before.values()].map((change) => ({
          bitrix24ProductId: change.bitrix24ProductId,
          action: 'undone' as const,
          decided: change.before,
        })),
    },
    actor,
  );
}

async function listSelected(
  { database: { pool } }: MappingPorts,
  { account, changeId, batch, bitrix24ProductId }: UndoSelection,
): Promise<MappingChange[]> {
  if (changeId !== undefined) {
    const change = await findMappingChange(pool, { account, id: changeId });
    return change === undefined ? [] : [change];
  }
  if (batch !== undefined)
    return listMappingChanges(pool, { account, batch, limit: LARGEST_BATCH });
  if (bitrix24ProductId !== undefined) {
    return listMappingChanges(pool, { account, bitrix24ProductId, limit: 1 });
  }
  throw new OperationRefused(
    'bad-request',
    'Say what to undo: the number of a change, a batch, or a Bitrix24 product.',
  );
}
