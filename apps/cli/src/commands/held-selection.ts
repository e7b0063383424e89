import { countHeld, listHeld, type HeldRow } from '@ponte/db/held';
import type { HeldSelection } from '@ponte/operations/release-held';
import { CommandFailed } from '../command-failed.ts';
import type { Desk } from '../desk.ts';
import { EXIT } from '../exit-codes.ts';
import type { WritingOptions } from '../global-options.ts';

export interface SelectionOptions extends WritingOptions {
  reason?: string;
  integration?: string;
  all?: boolean;
}

export interface AskedRecords extends SelectionOptions {
  ids: readonly string[];
}

export interface Selected {
  /** One for each call of the operation. */
  readonly selections: readonly HeldSelection[];
  /** What they stand for at this moment. */
  readonly rows: readonly HeldRow[];
  /** Numbers that are not held. */
  readonly unknownIds: readonly string[];
}

const MANY = 10_000;

/** Finds what is meant; ends the command when that is nothing, or was not said. */
export async function selectHeld(desk: Desk, asked: AskedRecords): Promise<Selected> {
  const { pool } = desk.database;
  const { ids, reason, integration, all = false } = asked;
  assertOneWay(asked);
  if (ids.length > 0) {
    const open = await listHeld(pool, { limit: MANY });
    const rows = open.filter(({ id }) => ids.includes(id));
    const found = new Set(rows.map(({ id }) => id));
    const unknownIds = ids.filter((id) => !found.has(id));
    if (rows.length === 0) {
      throw new CommandFailed(
        EXIT.notFound,
        `Nothing is held under ${unknownIds.join(', ')}. "ponte held list" shows what is.`,
      );
    }
    return { selections: [{ ids: [...found] }], rows, unknownIds };
  }
  const filter = {
    ...(reason === undefined ? {} : { reason }),
    ...(integration === undefined ? {} : { integration }),
  };
  const rows = await listHeld(pool, { ...filter, limit: MANY });
  const selections = all
    ? [...new Set((await countHeld(pool)).map((group) => group.integration))].map((slug) => ({
        integration: slug,
      }))
    : [filter];
  return { selections, rows, unknownIds: [] };
}

function assertOneWay({ ids, reason, integration, all = false }: AskedRecords): void {
  const ways = [ids.length > 0, reason !== undefined || integration !== undefined, all];
  if (ways.filter(Boolean).length === 1) return;
  throw new CommandFailed(
    EXIT.usage,
    'Say which held records, in one way: their numbers, or --reason and --integration, or --all.',
  );
}

/** `3 held records (rule-failed 2, unknown-event 1)`. */
export function describeRows(rows: readonly HeldRow[]): string {
  const counts = new Map<string, number>();
  for (const { reason } of rows) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  const parts = [...counts].map(([reason, count]) => `${reason} ${count}`);
  const noun = rows.length === 1 ? 'held record' : 'held records';
  return `${rows.length} ${noun}${parts.length === 0 ? '' : ` (${parts.join(', ')})`}`;
}
