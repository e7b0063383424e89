import type { Sql } from '@ponte/db/client';
import { listHeldEvents } from '@ponte/db/events';
import { listHeld, releaseHeld } from '@ponte/db/held';
import type { Flow } from './flows.ts';

/** The kind of hold that stands for every held event of one name; its key is that name. */
export const EVENT_KIND = 'event-kind';

/** With this reason such events lie in their rows. */
const REASON = 'unknown-event';
const PAGE = 1_000;
/** More kinds of foreign events than any vendor has. */
const MANY_KINDS = 10_000;

/** Ids of the held events that holds of these names stand for. */
export async function listEventsOfKinds(
  sql: Sql,
  flow: Flow,
  { account, kinds }: { account: string; kinds: readonly string[] },
): Promise<string[]> {
  const wanted = new Set(kinds);
  const ids: string[] = [];
  for await (const { id, kind } of readHeldEvents(sql, flow, account)) {
    if (wanted.has(kind)) ids.push(id);
  }
  return ids;
}

/** Closes the holds of kinds of which no event is held any more. `by` as in `releaseHeld`. */
export async function releaseEmptyKinds(
  sql: Sql,
  flow: Flow,
  { account, by }: { account: string; by: string },
): Promise<void> {
  const { integration } = flow;
  const open = await listHeld(sql, { integration, kind: EVENT_KIND, limit: MANY_KINDS });
  const empty = new Set(open.filter((hold) => hold.account === account).map(({ key }) => key));
  if (empty.size === 0) return;
  for await (const { kind } of readHeldEvents(sql, flow, account)) empty.delete(kind);
  if (empty.size === 0) return;
  await releaseHeld(sql, { integration, account, kind: EVENT_KIND, keys: [...empty], by });
}

async function* readHeldEvents(
  sql: Sql,
  { source, readEventKind }: Flow,
  account: string,
): AsyncGenerator<{ id: string; kind: string }> {
  let after = '0';
  for (;;) {
    const wanted = { source, account, reason: REASON, after, limit: PAGE };
    const page = await listHeldEvents(sql, wanted);
    for (const { id, body } of page) {
      const kind = readEventKind(body);
      if (kind !== undefined) yield { id, kind };
      after = id;
    }
    if (page.length < PAGE) return;
  }
}
