import { openBackend, type Backend } from '@ponte/jobs/backend';
import type { JobSpec } from '@ponte/jobs/define';
import { createRinger, type Ringer } from '@ponte/jobs/ring';
import { reconcileDeals, reconcileDelta } from '@ponte/integrations/bitrix24-deals/jobs';
import { createLogger } from '@ponte/logging';
import { listRuns, type RunRow } from '@ponte/db/runs';
import { findLastComparison } from '@ponte/operations/last-comparison';
import { afterEach, expect, inject, test } from 'vitest';
import { startWorld, type World, type WorldOptions } from './world/start-world.ts';

let world: World;
let backend: Backend;
let ringer: Ringer;

/** A portal whose deals are all known, so that a comparison finds what the test does and no more. */
async function start(options: Omit<WorldOptions, 'postgresUrl'> = {}): Promise<number[]> {
  world = await startWorld({
    ...{ postgresUrl: inject('postgresUrl'), deals: 300, timeScale: 20, ...options },
  });
  const { clock, screen } = world;
  const logger = createLogger({ service: 'test', level: 'silent' });
  backend = openBackend({ databaseUrl: world.database.url, clock, logger, role: 'producer' });
  ringer = createRinger({ backend, clock, logger });
  await world.startWorker().ready;
  const { deals } = await screen.state('?deals=1&fields=ID');
  return deals.map(({ ID }) => Number(ID));
}

afterEach(async () => {
  await ringer.close();
  await backend.close();
  await world.end();
});

/** Rings a comparison and gives its run when it has ended. */
async function compare(
  job: JobSpec<string, { account: string }> = reconcileDeals,
): Promise<RunRow | undefined> {
  const list = () => listRuns(world.database.pool, { job: job.name });
  const before = (await list()).length;
  await ringer.ring(job, { account: 'default' });
  await expect
    .poll(async () => (await list()).slice(0, -before || undefined).map(({ state }) => state), {
      timeout: 50_000,
    })
    .toEqual([expect.stringMatching(/done|skipped/)]);
  return (await list())[0];
}

const edit = (id: number | undefined, title: string) =>
  world.screen.act('edit-deal', { id, fields: { TITLE: title }, silent: true });

test('the first comparison has nothing to begin from and compares everything by id', async () => {
  await start();
  expect(await compare(reconcileDelta)).toMatchObject({
    ...{ state: 'skipped', reason: 'no-comparison-yet' },
    message: expect.stringContaining('no time to begin from') as string,
  });
  expect(await findLastComparison(world.database.pool, 'default')).toBeUndefined();

  const first = await compare();
  expect(first?.counts).toMatchObject({ checked: 300, missed: 300, delta: 0, deltaChecked: 0 });
  await world.expectRowsEqualPortal();
  const began = await findLastComparison(world.database.pool, 'default');
  expect(began?.getTime()).toBeLessThanOrEqual(first?.finishedAt?.getTime() ?? 0);
});

test('a delta finds what has changed and no more, without a count; the night finds the rest', async () => {
  const ids = await start();
  await compare();
  await world.expectRowsEqualPortal();
  const { screen } = world;
  for (const id of ids.slice(0, 3)) await edit(id, 'unheard');
  await screen.act('create-deal', { fields: { TITLE: 'unheard of' }, silent: true });
  const { funnels } = (await screen.state()) as unknown as { funnels: { id: number }[] };
  const [left, right] = funnels.map(({ id }) => id);
  for (const categoryId of [left, right]) {
    await screen.act('move-deal-category', { id: ids[10], categoryId, keepsTime: true });
  }
  await screen.act('delete-deal', { id: ids[20], silent: true });

  const delta = await compare(reconcileDelta);
  expect(delta).toMatchObject({
    ...{ state: 'done', reason: 'drift' },
    counts: { drift: 4, delta: 4, missed: 1, changed: 3, moved: 0, deleted: 0, checked: 4 },
  });
  expect(await screen.counters()).toMatchObject({ counts: 0 });

  const night = await compare();
  expect(night).toMatchObject({
    reason: 'drift',
    counts: { checked: 300, drift: 2, delta: 0, moved: 1, deleted: 1, missed: 0, changed: 0 },
  });
  await world.expectRowsEqualPortal();
});

test('every third event withheld and funnels moved in silence: all are found, and how many', async () => {
  const ids = await start();
  await compare();
  await world.expectRowsEqualPortal();
  const { screen, database } = world;
  await screen.act('configure-events', { withholdEvery: 3 });
  for (const id of ids.slice(0, 30)) {
    await screen.act('edit-deal', { id, fields: { TITLE: 'edited' } });
  }
  const { funnels } = (await screen.state()) as unknown as { funnels: { id: number }[] };
  const last = funnels.at(-1)?.id;
  const { rows } = await database.pool.query<{ id: string }>(
    'SELECT id FROM deal WHERE category_id <> $1 AND NOT id = ANY($2::text[]) LIMIT 5',
    [String(last), ids.slice(0, 30).map(String)],
  );
  for (const { id } of rows) {
    await screen.act('move-deal-category', { id: Number(id), categoryId: last, keepsTime: true });
  }
  await expect
    .poll(() => database.prisma.deal.count({ where: { title: 'edited' } }), { timeout: 50_000 })
    .toBe(20);

  const run = await compare();
  expect(run?.counts).toMatchObject({ drift: 15, delta: 10, changed: 10, moved: 5 });
  expect(run?.message).toContain('15 of 300 deals differed');
  await world.expectRowsEqualPortal();
  expect((await compare())?.counts).toMatchObject({ drift: 0, delta: 0 });
});

test('a whole comparison counts a deal once, whichever step meets it', async () => {
  const ids = await start();
  await compare();
  await world.expectRowsEqualPortal();
  for (const id of ids.slice(0, 12)) await edit(id, 'unheard');
  await world.screen.act('delete-deal', { id: ids[30], silent: true });
  expect((await compare())?.counts).toMatchObject({
    drift: 13,
    delta: 12,
    changed: 12,
    deleted: 1,
  });
  await world.expectRowsEqualPortal();
});

test('a deal that changed twice meanwhile is repaired once, and the next delta lets it be', async () => {
  const ids = await start();
  await compare();
  await world.expectRowsEqualPortal();
  const id = ids[5];
  await edit(id, 'unheard');
  await edit(id, 'unheard again');
  expect((await compare(reconcileDelta))?.counts).toMatchObject({ drift: 1, delta: 1, changed: 1 });
  await world.expectRowsEqualPortal();
  // The overlap brings the deal once more, and by now its row is as it should be.
  const next = await compare(reconcileDelta);
  expect(next?.counts).toMatchObject({ drift: 0, delta: 0, checked: 1 });
  const drains = await listRuns(world.database.pool, {
    ...{ job: 'bitrix24-deals.drain-deals', key: `deal:${id}` },
  });
  expect(drains).toHaveLength(2);
});

test('the overlap covers a portal whose clock is late', async () => {
  const ids = await start({ portalBehindMs: 240_000 });
  await compare();
  await world.expectRowsEqualPortal();
  const began = await findLastComparison(world.database.pool, 'default');
  const { dateModify } = await edit(ids[7], 'stamped before it was made');
  expect(Date.parse(String(dateModify))).toBeLessThan(began?.getTime() ?? 0);
  expect((await compare(reconcileDelta))?.counts).toMatchObject({ drift: 1, changed: 1 });
  await world.expectRowsEqualPortal();
});
