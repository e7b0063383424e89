import { recordAudit } from '@ponte/db/audit';
import { inTransaction } from '@ponte/db/client';
import { replayEvents as replayRows, type EventState } from '@ponte/db/events';
import { releaseOutdatedHolds } from '@ponte/db/outdated-holds';
import { ringAll } from './bell.ts';
import { findFlowOfSource } from './flows.ts';
import { releaseEmptyKinds } from './held-kinds.ts';
import { OperationRefused, type Actor, type OperationPorts } from './ports.ts';

/** Which stored events; at least one of these. Times are instants. */
export interface EventSelection {
  readonly ids?: readonly string[] | undefined;
  readonly source?: string | undefined;
  readonly account?: string | undefined;
  readonly state?: EventState | undefined;
  readonly since?: Date | undefined;
  readonly until?: Date | undefined;
}

/**
 * Puts stored events back to the start of their way and rings their job. Safe at any time: an event
 * only asks for a record to be read again. Gives the number of events.
 */
export async function replayEvents(
  { database, ringer }: Pick<OperationPorts, 'database' | 'ringer'>,
  selection: EventSelection,
  actor: Actor,
): Promise<{ replayed: number; missedRings: number }> {
  const filter = Object.fromEntries(
    Object.entries(selection).filter(([, value]) => value !== undefined),
  );
  if (Object.keys(filter).length === 0) {
    throw new OperationRefused(
      'bad-request',
      'Say which events to replay: ids, a source, a state or a period.',
    );
  }
  const addresses = await inTransaction(database.pool, async (sql) => {
    const found = await replayRows(sql, filter);
    // The holds of these events end here; what is still wrong with them is held anew.
    await releaseOutdatedHolds(sql, actor.by);
    for (const { source, account } of found) {
      const flow = findFlowOfSource(source);
      if (flow !== undefined) await releaseEmptyKinds(sql, flow, { account, by: actor.by });
    }
    const after = { selection: JSON.stringify(filter), replayed: sum(found) };
    await recordAudit(sql, {
      ...{ actor: actor.by, action: 'events.replayed', object: 'inbound-event' },
      ...{ after, reason: actor.reason ?? null },
    });
    return found;
  });
  const bells = addresses.flatMap(({ source, account }) => {
    const flow = findFlowOfSource(source);
    return flow === undefined ? [] : [{ job: flow.absorb, account }];
  });
  const { missed } = await ringAll(ringer, bells);
  return { replayed: sum(addresses), missedRings: missed };
}

function sum(addresses: readonly { count: number }[]): number {
  return addresses.reduce((total, { count }) => total + count, 0);
}
