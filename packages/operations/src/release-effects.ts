import type { Sql } from '@ponte/db/client';
import { markDirty } from '@ponte/db/dirty';
import { replayEvents } from '@ponte/db/events';
import type { HeldRow } from '@ponte/db/held';
import { pollBoard, reconcileField } from '@ponte/integrations/isales-fieldcontrol/jobs';
import { releaseAlerts } from './alerts-release.ts';
import type { Bell } from './bell.ts';
import { findFlow, findMarkFlow, type AccountJob, type Flow } from './flows.ts';
import { EVENT_KIND, listEventsOfKinds } from './held-kinds.ts';

/** Sets the work of released records going again, by kind of record. All rows are of one account. */
type Effect = (sql: Sql, flow: Flow, records: { account: string; keys: string[] }) => Promise<Bell>;

const EFFECTS = new Map<string, Effect>([
  [
    'inbound-event',
    async (sql, { absorb }, { account, keys }) => {
      await replayEvents(sql, { ids: keys });
      return { job: absorb, account };
    },
  ],
  [
    EVENT_KIND,
    async (sql, flow, { account, keys }) => {
      const ids = await listEventsOfKinds(sql, flow, { account, kinds: keys });
      await replayEvents(sql, { ids });
      return { job: flow.absorb, account };
    },
  ],
  // Holds about a whole reading: it is made once more.
  ['board', (_sql, _flow, { account }) => Promise.resolve({ job: pollBoard, account })],
  ['sweep', (_sql, _flow, { account }) => Promise.resolve({ job: reconcileField, account })],
]);

/**
 * Makes the rows ask for work again and says which jobs to ring once the transaction is committed.
 * A record without an effect of its own is read again at the vendor.
 */
export async function applyReleaseEffects(sql: Sql, released: readonly HeldRow[]): Promise<Bell[]> {
  const groups = Map.groupBy(released, toGroup);
  const bells: Bell[] = [];
  for (const rows of groups.values()) {
    const [first] = rows;
    if (first === undefined) continue;
    const { integration, account, kind } = first;
    const records = { account, keys: rows.map(({ key }) => key) };
    const flow = findFlow(integration);
    const effect = EFFECTS.get(kind);
    const drain = findMarkFlow(integration, kind)?.drain ?? flow?.drain;
    if (integration === 'alerts') bells.push(await releaseAlerts(sql, { ...records, kind }));
    else if (flow !== undefined && effect !== undefined)
      bells.push(await effect(sql, flow, records));
    else if (drain !== undefined) bells.push(await readAgain(sql, { ...records, kind, drain }));
  }
  return bells;
}

async function readAgain(
  sql: Sql,
  {
    account,
    keys,
    kind,
    drain,
  }: { account: string; keys: string[]; kind: string; drain: AccountJob },
): Promise<Bell> {
  await markDirty(sql, { account, kind, ids: keys });
  return { job: drain, account };
}

function toGroup({ integration, account, kind }: HeldRow): string {
  return JSON.stringify([integration, account, kind]);
}
