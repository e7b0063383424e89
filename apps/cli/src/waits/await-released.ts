import { listDirty } from '@ponte/db/dirty';
import { findEvent, listEvents } from '@ponte/db/events';
import { listHeld, type HeldRow } from '@ponte/db/held';
import { findFlow } from '@ponte/operations/flows';
import type { Desk } from '../desk.ts';
import { awaitUntil } from './await-until.ts';

/** How released records ended within the time given. */
export interface ReleaseEnds {
  readonly settled: readonly HeldRow[];
  /** They wait for a person again, with the new reason. */
  readonly heldAgain: readonly HeldRow[];
  readonly unfinished: readonly HeldRow[];
}

const MANY = 10_000;

/** Waits until the rows say that released records were worked on: they alone know. */
export async function awaitReleased(
  desk: Desk,
  released: readonly HeldRow[],
  timeoutMs: number,
): Promise<ReleaseEnds> {
  const open = new Set(released);
  await awaitUntil(desk, {
    text: `Waiting for ${describe(released)}`,
    timeoutMs,
    look: async () => {
      for (const row of open) if (await isWorked(desk, row)) open.delete(row);
      return open.size === 0 ? true : undefined;
    },
  });
  const holds = await listHeld(desk.database.pool, { limit: MANY });
  const again = new Map(holds.map((row) => [toName(row), row]));
  const heldAgain = released.flatMap((row) => again.get(toName(row)) ?? []);
  const names = new Set(heldAgain.map(toName));
  const isAgain = (row: HeldRow): boolean => names.has(toName(row));
  return {
    settled: released.filter((row) => !open.has(row) && !isAgain(row)),
    heldAgain,
    unfinished: [...open].filter((row) => !isAgain(row)),
  };
}

async function isWorked({ database: { pool } }: Desk, row: HeldRow): Promise<boolean> {
  const { account, kind, key } = row;
  if (kind === 'inbound-event') return (await findEvent(pool, key))?.state !== 'received';
  if (kind === 'event-kind') {
    const source = findFlow(row.integration)?.source;
    const filter = { account, state: 'received', limit: 1 } as const;
    const waiting = await listEvents(pool, { ...filter, ...(source ? { source } : {}) });
    return waiting.length === 0;
  }
  const dirty = await listDirty(pool, { account, kind, limit: MANY });
  return !dirty.some(({ id }) => id === key);
}

function describe(rows: readonly HeldRow[]): string {
  const [first] = rows;
  return rows.length === 1 && first ? `${first.kind}:${first.key}` : `${rows.length} records`;
}

function toName({ integration, account, kind, key }: HeldRow): string {
  return JSON.stringify([integration, account, kind, key]);
}
