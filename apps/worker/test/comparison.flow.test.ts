import type { JobSpec } from '@ponte/jobs/define';
import { reconcileDeals, reconcileDelta } from '@ponte/integrations/bitrix24-deals/jobs';
import { listRuns, type RunRow } from '@ponte/db/runs';
import { findLastComparison } from '@ponte/operations/last-comparison';
import { moveLoad } from '@ponte/operations/loads';
import { afterEach, expect, inject, test, vi } from 'vitest';
import { actor, startDesk, type Desk } from './world/start-desk.ts';
import { startWorld, type World, type WorldOptions } from './world/start-world.ts';

// Each begins with a load and a comparison; on a busy machine they take their time.
vi.setConfig({ testTimeout: 240_000 });

let world: World;
let desk: Desk;

/** A portal with a worker, of which nothing is known yet; gives the ids of its deals. */
async function open(options: Omit<WorldOptions, 'postgresUrl'> = {}): Promise<number[]> {
  world = await startWorld({
    ...{ postgresUrl: inject('postgresUrl'), deals: 300, timeScale: 20, ...options },
  });
  desk = startDesk(world);
  await world.startWorker().ready;
  const { deals } = await world.screen.state('?deals=1&fields=ID');
  return deals.map(({ ID }) => Number(ID));
}

/** The same, loaded and compared once, so that a comparison finds what the test does and no more. */
async function start(options: Omit<WorldOptions, 'postgresUrl'> = {}): Promise<number[]> {
  const ids = await open(options);
  await desk.loadAll();
  await compare();
  await world.expectRowsEqualPortal();
  return ids;
}

afterEach(async () => {
  await desk.close();
  await world.end();
});

/** Rings a comparison and gives its run when it has ended. */
function compare(job: JobSpec<string, { account: string }> = reconcileDeals): Promise<RunRow> {
  return desk.run(job);
}

const edit = (id: number | undefined, title: string) =>
  world.screen.act('edit-deal', { id, fields: { TITLE: title }, silent: true });

test('before a load nothing is missed: the comparison says so, and the next delta begins there', async () => {
  const ids = await open();
  expect(await compare(reconcileDelta)).toMatchObject({
    ...{ state: 'skipped', reason: 'no-comparison-yet' },
    message: expect.stringContaining('no time to begin from') as string,
  });
  expect(await findLastComparison(world.database.pool, 'default')).toBeUndefined();
  await world.screen.act('edit-deal', { id: ids[3], fields: { TITLE: 'known by its event' } });
  await expect.poll(() => world.database.prisma.deal.count()).toBe(1);
  await edit(ids[3], 'and then unheard');

  const first = await compare();
  expect(first).toMatchObject({
    ...{ state: 'done', reason: 'drift' },
    counts: { checked: 300, drift: 1, changed: 1, missed: 0, unloaded: 299, delta: 0 },
    message: expect.stringContaining('299 deals have no row') as string,
  });
  const again = await compare();
  expect(again).toMatchObject({ reason: 'no-load-yet', counts: { drift: 0, unloaded: 299 } });
  expect(await world.database.prisma.deal.count()).toBe(1);
  const began = await findLastComparison(world.database.pool, 'default');
  expect(began?.getTime()).toBeLessThanOrEqual(again.finishedAt?.getTime() ?? 0);
});

test('a load since a day expects no older deals, and keeps those true that are known anyway', async () => {
  const ids = await open();
  const { deals } = await world.screen.state('?deals=1&fields=ID,DATE_CREATE');
  const day = new Date(deals[200]?.DATE_CREATE ?? '');
  const young = deals.filter(({ DATE_CREATE }) => new Date(DATE_CREATE) >= day).length;
  await desk.loadAll(day);
  expect((await compare()).counts).toMatchObject({ checked: 300, drift: 0, unloaded: 0 });
  expect(await world.database.prisma.deal.count()).toBe(young);

  await world.screen.act('edit-deal', { id: ids[3], fields: { TITLE: 'old, and heard of' } });
  await expect.poll(() => world.database.prisma.deal.count()).toBe(young + 1);
  await edit(ids[3], 'old, and unheard');
  await edit(ids[4], 'old, and unknown');
  await edit(ids[250], 'young');
  await world.screen.act('create-deal', { fields: { TITLE: 'new' }, silent: true });
  expect((await compare()).counts).toMatchObject({ drift: 3, changed: 2, missed: 1 });
  await expect.poll(() => world.database.prisma.dirty.count()).toBe(0);
  expect(await world.database.prisma.deal.count()).toBe(young + 2);
});

test('what a load has not reached yet is no drift, whether it runs or rests', async () => {
  await open({ deals: 6_000 });
  await world.screen.fault({ match: { method: 'batch' }, kind: 'delay', ms: 4_000 });
  await desk.startLoad();
  await expect.poll(async () => (await desk.findLoad())?.rows.read ?? 0).toBeGreaterThan(0);
  expect((await compare()).counts).toMatchObject({ drift: 0, unloaded: 0 });
  await expect.poll(async () => (await desk.findLoad())?.state).toBe('done');
  expect((await desk.findLoad())?.rows).toMatchObject({ inserted: 6_000 });

  // A second load that rests does not hide what the first has brought.
  await desk.startLoad();
  await expect.poll(async () => (await desk.findLoad())?.plan).not.toBeNull();
  await moveLoad(desk.ports, { account: 'default', move: 'pause' }, actor);
  await world.screen.act('create-deal', { fields: { TITLE: 'unheard of' }, silent: true });
  expect((await compare()).counts).toMatchObject({ drift: 1, missed: 1 });
});

test('what a comparison has marked stands behind the events that arrive meanwhile', async () => {
  const ids = await start({ deals: 2_000, timeScale: 4 });
  const { screen, database } = world;
  await screen.act('mutate', { count: 3_000, silent: true, seed: 7 });
  await expect.poll(async () => (await screen.state()).pendingEdits).toBe(0);
  const { counts } = await compare();
  expect(counts['drift']).toBeGreaterThan(1_000);
  const countDrift = () => database.prisma.dirty.count({ where: { isDrift: true } });
  for (const [at, id] of ids.slice(0, 3).entries()) {
    await screen.act('edit-deal', { id, fields: { TITLE: `heard ${at}` } });
    await expect
      .poll(() => database.prisma.deal.count({ where: { title: `heard ${at}` } }))
      .toBe(1);
    expect(await countDrift()).toBeGreaterThan(0);
  }
  await world.expectRowsEqualPortal();
});

test('a deal whose event arrives in the middle of a comparison is no drift', async () => {
  const ids = await start({ deals: 3_000 });
  const { screen, database } = world;
  const last = ids.at(-1);
  const batch = { method: 'batch' };
  // Both ends of the ids are asked for twice; then the first fifty pages take their time.
  await screen.faults([
    { kind: 'delay', match: batch, ms: 0, count: 2 },
    { kind: 'delay', match: batch, ms: 60_000, count: 1 },
    { kind: 'internal-error', match: { method: 'crm.deal.get', command: true } },
  ]);
  const comparing = compare();
  await expect.poll(async () => (await screen.counters()).faultsByKind['delay']).toBe(3);
  await screen.act('edit-deal', { id: last, fields: { TITLE: 'in the middle' } });
  await expect.poll(() => database.prisma.dirty.count()).toBe(1);
  expect((await comparing).counts).toMatchObject({ checked: 3_000, drift: 0 });
  await screen.clearFaults();
  await world.expectRowsEqualPortal();
});

test('a comparison that the portal’s limit interrupts goes on where it was and counts nothing twice', async () => {
  // The ten minutes after which the portal forgets what was charged are ten seconds.
  const ids = await start({ deals: 3_000, timeScale: 60 });
  const { screen, database } = world;
  const { funnels } = (await screen.state()) as unknown as { funnels: { id: number }[] };
  const last = funnels.at(-1)?.id;
  const spread = ids.filter((_, at) => at % 50 === 0);
  const { rows } = await database.pool.query<{ id: string }>(
    'SELECT id FROM deal WHERE category_id <> $1 AND id = ANY($2::text[])',
    [String(last), spread.map(String)],
  );
  for (const { id } of rows) {
    await screen.act('move-deal-category', { id: Number(id), categoryId: last, keepsTime: true });
  }
  const gone = ids.filter((_, at) => at % 100 === 1);
  for (const id of gone) await screen.act('delete-deal', { id, silent: true });
  // The first request of the sweep, fifty pages, uses it up.
  await screen.act('set-operating-mode', { mode: 'documented', limitSeconds: 5 });
  await screen.act('set-cost', { base: 0.1 });
  const comparing = compare();
  const latest = async () => (await listRuns(database.pool, { job: reconcileDeals.name }))[0];
  await expect.poll(latest).toMatchObject({ state: 'waiting', errorCode: 'OPERATION_TIME_LIMIT' });
  // What was found before the limit is repaired by the time the comparison goes on.
  await expect.poll(() => database.prisma.dirty.count()).toBe(0);
  const run = await comparing;
  const moved = rows.length;
  expect(moved).toBeGreaterThan(20);
  expect(run.counts).toMatchObject({ checked: 2_970, deleted: 30, moved, drift: 30 + moved });
  await world.expectRowsEqualPortal();
});

test('a delta finds what has changed and no more, without a count; the night finds the rest', async () => {
  const ids = await start();
  const { screen } = world;
  for (const id of ids.slice(0, 3)) await edit(id, 'unheard');
  await screen.act('create-deal', { fields: { TITLE: 'unheard of' }, silent: true });
  const { funnels } = (await screen.state()) as unknown as { funnels: { id: number }[] };
  const [left, right] = funnels.map(({ id }) => id);
  for (const categoryId of [left, right]) {
    await screen.act('move-deal-category', { id: ids[10], categoryId, keepsTime: true });
  }
  await screen.act('delete-deal', { id: ids[20], silent: true });

  await screen.act('reset-counters');
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
  await expect.poll(() => database.prisma.deal.count({ where: { title: 'edited' } })).toBe(20);

  const run = await compare();
  expect(run?.counts).toMatchObject({ drift: 15, delta: 10, changed: 10, moved: 5 });
  expect(run?.message).toContain('15 of 300 deals differed');
  await world.expectRowsEqualPortal();
  expect((await compare())?.counts).toMatchObject({ drift: 0, delta: 0 });
});

test('a whole comparison counts a deal once, whichever step meets it', async () => {
  const ids = await start();
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
  expect(drains).toHaveLength(1);
});

test('the overlap covers a portal whose clock is late', async () => {
  const ids = await start({ portalBehindMs: 240_000 });
  const began = await findLastComparison(world.database.pool, 'default');
  const { dateModify } = await edit(ids[7], 'stamped before it was made');
  expect(Date.parse(String(dateModify))).toBeLessThan(began?.getTime() ?? 0);
  expect((await compare(reconcileDelta))?.counts).toMatchObject({ drift: 1, changed: 1 });
  await world.expectRowsEqualPortal();
});
