import { startLoad, findLoad, moveLoad } from '@ponte/operations/loads';
import { openBackend, type Backend } from '@ponte/jobs/backend';
import { createRinger, type Ringer } from '@ponte/jobs/ring';
import { reconcileDeals } from '@ponte/integrations/bitrix24-deals/jobs';
import { createLogger } from '@ponte/logging';
import { listHeld } from '@ponte/db/held';
import { listRuns } from '@ponte/db/runs';
import { afterEach, expect, inject, test } from 'vitest';
import { startWorld, type World, type WorldOptions } from './world/start-world.ts';
import { startWorkerProcess, type WorkerProcess } from './world/worker-process.ts';

let world: World;
let backend: Backend;
let ringer: Ringer;
const workers: WorkerProcess[] = [];
const actor = { by: 'test' };

async function start(options: Omit<WorldOptions, 'postgresUrl'>): Promise<void> {
  world = await startWorld({ postgresUrl: inject('postgresUrl'), timeScale: 20, ...options });
  const { clock } = world;
  const logger = createLogger({ service: 'test', level: 'silent' });
  backend = openBackend({ databaseUrl: world.database.url, clock, logger, role: 'producer' });
  ringer = createRinger({ backend, clock, logger });
}

afterEach(async () => {
  await Promise.all(workers.splice(0).map((worker) => worker.kill()));
  await ringer.close();
  await backend.close();
  await world.end();
});

const desk = () => ({ database: world.database, backend, ringer, clock: world.clock });
const load = () => findLoad({ database: world.database }, 'default');

test('a portal is loaded whole, without a count, and equals the portal', async () => {
  await start({ deals: 6_000 });
  await world.startWorker().ready;
  await startLoad(desk(), { account: 'default', since: null }, actor);
  await expect.poll(async () => (await load())?.state, { timeout: 50_000 }).toBe('done');
  await world.expectRowsEqualPortal();
  const counters = await world.screen.counters();
  expect(counters).toMatchObject({ counts: 0, refusals: 0 });
  expect((await load())?.requests).toBeLessThanOrEqual(12);
  expect((await load())?.rows).toMatchObject({ read: 6_000, inserted: 6_000, problems: 0 });

  await startLoad(desk(), { account: 'default', since: null }, actor);
  await expect.poll(async () => (await load())?.state, { timeout: 50_000 }).toBe('done');
  expect((await load())?.rows).toMatchObject({ unchanged: 6_000, inserted: 0, updated: 0 });
});

test('a load that is killed three times goes on where it was, and says that it was resumed', async () => {
  await start({ deals: 10_000 });
  const screen = world.screen;
  await screen.fault({ match: { method: 'batch' }, kind: 'delay', ms: 4_000 });
  let worker = startWorkerProcess(world.workerEnv);
  workers.push(worker);
  await worker.ready;
  await startLoad(desk(), { account: 'default', since: null }, actor);
  for (const share of [500, 3_000, 6_000]) {
    await expect
      .poll(async () => (await load())?.rows.read ?? 0, { timeout: 50_000 })
      .toBeGreaterThan(share);
    await worker.kill();
    worker = startWorkerProcess(world.workerEnv);
    workers.push(worker);
  }
  await expect.poll(async () => (await load())?.state, { timeout: 50_000 }).toBe('done');
  await world.expectRowsEqualPortal();
  const done = await load();
  expect(done?.rows.read).toBe(10_000);
  expect(done?.resumed).toBe(3);
  const [run] = await listRuns(world.database.pool, { job: 'bitrix24-deals.load-deals' });
  expect(run?.message).toContain('resumed 3 times');
});

test('a load rests and goes on as told, and a second one is refused meanwhile', async () => {
  await start({ deals: 10_000 });
  await world.screen.fault({ match: { method: 'batch' }, kind: 'delay', ms: 4_000 });
  await world.startWorker().ready;
  await startLoad(desk(), { account: 'default', since: null }, actor);
  await expect.poll(async () => (await load())?.rows.read ?? 0).toBeGreaterThan(0);
  await moveLoad(desk(), { account: 'default', move: 'pause' }, actor);
  await expect(startLoad(desk(), { account: 'default', since: null }, actor)).rejects.toThrow(
    'is paused',
  );
  await expect.poll(async () => (await load())?.runId).toBeNull();
  const { requests } = await world.screen.counters();
  await moveLoad(desk(), { account: 'default', move: 'resume' }, actor);
  await expect.poll(async () => (await load())?.state, { timeout: 50_000 }).toBe('done');
  expect((await world.screen.counters()).requests).toBeGreaterThan(requests);
  await world.expectRowsEqualPortal();
});

test('every unreadable deal is kept in front of a person, and the load says so', async () => {
  await start({ deals: 300 });
  const { deals } = await world.screen.state('?deals=1&fields=ID');
  const broken = deals.filter((_, at) => at % 50 === 7).map(({ ID }) => ID);
  for (const id of broken) {
    await world.screen.act('break-deal', { id: Number(id), how: 'text-date' });
  }
  await world.startWorker().ready;
  await startLoad(desk(), { account: 'default', since: null }, actor);
  await expect.poll(async () => (await load())?.state).toBe('done');
  const held = await listHeld(world.database.pool, { kind: 'deal', limit: 50 });
  expect(held.map(({ key }) => key).toSorted()).toEqual(broken.toSorted());
  const [run] = await listRuns(world.database.pool, { state: 'held' });
  expect(run?.message).toContain(`${broken.length} of its deals are held`);
  expect(await world.database.prisma.deal.count()).toBe(300 - broken.length);
});

test('a load while the portal changes, with webhooks arriving, equals the portal after a comparison', async () => {
  await start({ deals: 4_000 });
  const { screen } = world;
  await screen.act('configure-events', { withholdEvery: 3 });
  await world.startWorker().ready;
  await screen.act('mutate', { count: 300, seconds: 60, creates: 0.1, deletes: 0.1, seed: 5 });
  await startLoad(desk(), { account: 'default', since: null }, actor);
  await expect.poll(async () => (await load())?.state, { timeout: 50_000 }).toBe('done');
  await expect.poll(async () => (await screen.state()).pendingEdits, { timeout: 50_000 }).toBe(0);
  await ringer.ring(reconcileDeals, { account: 'default' });
  await world.expectRowsEqualPortal();
});

test('the comparison finds withheld events, silent moves and deletions, and says how many', async () => {
  await start({ deals: 500 });
  const { screen, database } = world;
  await world.startWorker().ready;
  await startLoad(desk(), { account: 'default', since: null }, actor);
  await expect.poll(async () => (await load())?.state).toBe('done');
  const { deals } = await screen.state('?deals=1&fields=ID');
  const ids = deals.map(({ ID }) => Number(ID));
  for (const id of ids.slice(0, 7)) {
    await screen.act('edit-deal', { id, fields: { TITLE: 'unheard' }, silent: true });
  }
  for (const id of ids.slice(10, 13)) await screen.act('delete-deal', { id, silent: true });
  for (let deal = 0; deal < 4; deal += 1) {
    await screen.act('create-deal', { fields: { TITLE: 'unheard of' }, silent: true });
  }
  const { funnels } = (await screen.state()) as unknown as { funnels: { id: number }[] };
  const funnel = funnels.map(({ id }) => id).find((id) => id !== 0) ?? 0;
  for (const id of ids.slice(20, 25)) {
    await screen.act('move-deal-category', { id, categoryId: funnel });
  }
  await ringer.ring(reconcileDeals, { account: 'default' });
  await world.expectRowsEqualPortal();
  const [run] = await listRuns(database.pool, { job: 'bitrix24-deals.reconcile-deals' });
  expect(run?.reason).toBe('drift');
  expect(run?.counts).toMatchObject({ missed: 4, deleted: 3 });
  expect((run?.counts['changed'] ?? 0) + (run?.counts['moved'] ?? 0)).toBeGreaterThanOrEqual(7);

  await ringer.ring(reconcileDeals, { account: 'default' });
  await expect
    .poll(
      async () =>
        (await listRuns(database.pool, { job: 'bitrix24-deals.reconcile-deals' })).at(0)?.counts,
    )
    .toMatchObject({ drift: 0 });
});
