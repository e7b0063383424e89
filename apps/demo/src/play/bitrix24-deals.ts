import { setTimeout as wait } from 'node:timers/promises';
import type { IntegrationSummary, Progress } from './day.ts';
import type { Desk } from './desk.ts';
import type { PortalDeal, PortalScreen } from './portal.ts';

const SETTLE_WITHIN_MS = 90_000;
const ACCOUNT = 'default';

export interface DealsDay {
  screen: PortalScreen;
  desk: Desk;
  webhookUrl: string;
  seed: number;
  progress: Progress;
}

/**
 * A day at the portal: everything it has is loaded; deals appear, are edited in a burst, deleted
 * and restored; the portal refuses requests for a while and keeps some changes to itself until the
 * comparison; one deal is damaged, one event says nothing and one is foreign.
 */
export async function playDealsDay(day: DealsDay): Promise<IntegrationSummary> {
  const { screen, webhookUrl, seed, progress } = day;
  const { database } = day.desk;
  const total = 100 + (seed % 7) * 10;
  await screen.act('set-event-handler', { url: webhookUrl });

  await loadPortal(day);
  const ids = await createDeals(day, total);
  await awaitRows(day, `${total} deals appear`);

  await screen.act('mutate', { count: 400, ids: ids.slice(0, 20), seconds: 4, seed });
  await awaitRows(day, '400 edits of 20 deals in four seconds');

  await screen.fault({ match: {}, kind: 'rate-limit', count: 4 });
  for (const id of ids.slice(20, 40)) {
    await screen.act('edit-deal', { id, fields: { TITLE: `Proposta ${id} revisada` } });
  }
  await awaitRows(day, '20 edits while the portal refuses requests');

  for (const id of ids.slice(40, 46)) await screen.act('delete-deal', { id });
  await awaitRows(day, '6 deals are deleted');
  for (const id of ids.slice(40, 42)) {
    await screen.act('restore-deal', { id, event: 'ONCRMDEALUPDATE' });
  }
  await awaitRows(day, '2 of them are restored');
  await keepToItself(day, ids.slice(50, 62));

  const { id: damaged } = await screen.act('create-deal', { fields: { TITLE: 'Obra danificada' } });
  await screen.act('break-deal', { id: damaged, how: 'text-date' });
  await screen.act('emit-event', { event: 'ONCRMDEALUPDATE', body: await oddEvent(day) });
  await screen.act('emit-event', { event: 'ONTASKADD', id: 12 });
  progress.begin('a damaged deal, an empty event, a foreign event', 3);
  await until(async () => {
    const { rows } = await database.pool.query<{ count: number }>(
      `SELECT count(*)::int AS count FROM held
        WHERE integration = 'bitrix24-deals' AND released_at IS NULL`,
    );
    progress.reach(rows[0]?.count ?? 0);
    return (rows[0]?.count ?? 0) >= 3;
  });
  progress.end();
  return summarize(day);
}

async function loadPortal({ screen, desk, progress }: DealsDay): Promise<void> {
  const { length } = await screen.readDeals();
  await desk.startLoad();
  progress.begin(`${length} deals of the past are loaded`, length);
  await until(async () => {
    const { rows, isDone } = await desk.readLoad();
    progress.reach(rows);
    return isDone;
  });
  progress.end();
}

/** Changes that no event tells: the portal drops events, and moves between funnels send none. */
async function keepToItself(day: DealsDay, ids: readonly number[]): Promise<void> {
  const { screen, desk } = day;
  for (const id of ids.slice(0, 8)) {
    await screen.act('edit-deal', { id, fields: { TITLE: `Sem aviso ${id}` }, silent: true });
  }
  const [, funnel] = await screen.readFunnels();
  for (const id of ids.slice(8)) {
    await screen.act('move-deal-category', { id, categoryId: funnel?.id ?? 0 });
  }
  await desk.startComparison();
  await awaitRows(day, 'a comparison finds 12 changes nobody told');
}

async function createDeals({ screen, seed, progress }: DealsDay, total: number): Promise<number[]> {
  progress.begin('the portal makes deals', total);
  const ids: number[] = [];
  for (let number = 1; number <= total; number += 1) {
    const fields = {
      TITLE: `Instalação ${seed}-${number}`,
      OPPORTUNITY: `${500 + ((seed + number) % 40) * 25}.00`,
      CURRENCY_ID: 'BRL',
    };
    const { id } = await screen.act('create-deal', { fields });
    ids.push(Number(id));
    progress.reach(number);
  }
  progress.end();
  return ids;
}

/** An event with the right token that names no deal. */
async function oddEvent({ screen }: DealsDay): Promise<string> {
  const [handler] = await screen.readEventHandlers();
  const domain = encodeURIComponent(handler?.domain ?? '');
  const token = handler?.applicationToken ?? '';
  return `event=ONCRMDEALUPDATE&ts=1&auth%5Bdomain%5D=${domain}&auth%5Bapplication_token%5D=${token}`;
}

async function awaitRows(day: DealsDay, title: string): Promise<void> {
  const { progress, screen } = day;
  const { length } = await screen.readDeals();
  progress.begin(title, length);
  await until(async () => {
    const { equal, live } = await compare(day);
    const pending = await screen.countPendingEvents();
    progress.reach(equal);
    return pending === 0 && equal === length && live === length;
  });
  progress.end();
}

async function until(isDone: () => Promise<boolean>): Promise<void> {
  const last = performance.now() + SETTLE_WITHIN_MS;
  while (!(await isDone())) {
    // A day that does not settle is told by the summary, with its numbers.
    if (performance.now() > last) return;
    await wait(250);
  }
}

async function compare({
  screen,
  desk: { database },
}: DealsDay): Promise<{ equal: number; live: number }> {
  const [deals, { rows }] = await Promise.all([
    screen.readDeals(),
    database.pool.query<{ id: string; title: string; stage_id: string; modified_at: Date }>(
      `SELECT id, title, stage_id, modified_at FROM deal
        WHERE account = $1 AND deleted_at IS NULL`,
      [ACCOUNT],
    ),
  ]);
  const byId = new Map(rows.map((row) => [row.id, row]));
  const equal = deals.filter((deal) => isEqual(deal, byId.get(deal.ID))).length;
  return { equal, live: rows.length };
}

function isEqual(
  deal: PortalDeal,
  row: { title: string; stage_id: string; modified_at: Date } | undefined,
): boolean {
  return (
    row?.title === deal.TITLE &&
    row.stage_id === deal.STAGE_ID &&
    row.modified_at.getTime() === Date.parse(deal.DATE_MODIFY)
  );
}

async function summarize(day: DealsDay): Promise<IntegrationSummary> {
  const { screen } = day;
  const { database } = day.desk;
  const [deals, { equal, live }, { requests }] = await Promise.all([
    screen.readDeals(),
    compare(day),
    screen.readCounters(),
  ]);
  const { rows } = await database.pool.query<{ held: number; duplicates: number }>(
    `SELECT (SELECT count(*)::int FROM held WHERE kind = 'deal' AND released_at IS NULL) AS held,
            (SELECT (count(*) - count(DISTINCT (account, id)))::int FROM deal) AS duplicates`,
  );
  return {
    source: deals.length,
    target: live,
    held: rows[0]?.held ?? 0,
    problems: live - equal,
    vendorRequests: requests,
    duplicates: rows[0]?.duplicates ?? 0,
  };
}
