import { startLoad, findLoad, moveLoad } from '@ponte/operations/loads';
import { openBackend, type Backend } from '@ponte/jobs/backend';
import { createRinger, type Ringer } from '@ponte/jobs/ring';
import {
  loadDeals,
  reconcileDeals,
  refreshDictionaries,
} from '@ponte/integrations/bitrix24-deals/jobs';
import { IN_FLIGHT } from '@ponte/integrations/bitrix24-deals/rules/plan-ranges';
import { createLogger } from '@ponte/logging';
import { listHeld } from '@ponte/db/held';
import { listRuns } from '@ponte/db/runs';
import { STORE_PATIENCE_MS } from '@ponte/servers/store-patience';
import { afterEach, expect, inject, test, vi } from 'vitest';
import { startWorld, type World, type WorldOptions } from './world/start-world.ts';
import { startWorkerProcess, type WorkerProcess } from './world/worker-process.ts';

// A test runs whole loads; on a busy machine each takes its time.
vi.setConfig({ testTimeout: 240_000 });

let world: World;
let backend: Backend;
let ringer: Ringer;
const workers: WorkerProcess[] = [];
const actor = { by: 'test' };

async function start(options: Omit<WorldOptions, 'postgresUrl'>): Promise<void> {
  world = await startWorld({ postgresUrl: inject('postgresUrl'), timeScale: 20, ...options });
  const { clock } = world;
  const logger = createLogger({ service: 'test', level: 'silent' });
  backend = openBackend({
    ...{ databaseUrl: world.database.url, clock, logger, role: 'producer' },
    patienceMs: STORE_PATIENCE_MS,
  });
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

test('a portal is loaded whole, names first and without a count, and equals the portal', async () => {
  await start({ deals: 6_000 });
  await world.startWorker().ready;
  await startLoad(desk(), { account: 'default', since: null }, actor);
  await expect.poll(async () => (await load())?.state).toBe('done');
  await world.expectRowsEqualPortal();
  expect((await world.screen.counters()).refusals).toBe(0);
  const lists = (await world.screen.requests('batch')).flatMap(({ body }) =>
    Object.values((JSON.parse(body) as { cmd: Record<string, string> }).cmd),
  );
  const counted = lists.filter(
    (command) => command.startsWith('crm.deal.list') && !command.endsWith('&start=-1'),
  );
  expect(counted).toEqual([]);
  expect((await load())?.requests).toBeLessThanOrEqual(12);
  expect((await load())?.rows).toMatchObject({ read: 6_000, inserted: 6_000, problems: 0 });

  const readNames = async () =>
    (await listRuns(world.database.pool, { job: refreshDictionaries.name })).length;
  const before = await readNames();
  await startLoad(desk(), { account: 'default', since: null }, actor);
  await expect.poll(async () => (await load())?.state).toBe('done');
  expect((await load())?.rows).toMatchObject({ unchanged: 6_000, inserted: 0, updated: 0 });
  expect(await readNames()).toBe(before + 1);
});

/** Lists that a load has asked for, whether or not somebody still heard the answer. */
async function countLists(): Promise<number> {
  const batches = await world.screen.requests('batch');
  return batches.filter(({ body }) => body.includes('crm.deal.list')).length;
}

/** The same numbers for the same seed (mulberry32), from 0 to 1. */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** `PONTE_TEST_DEALS=100000` for a large portal, `PONTE_TEST_SEED` for the moments of another run. */
const KILLED_DEALS = Number(process.env['PONTE_TEST_DEALS'] ?? 20_000);
const SEED = Number(process.env['PONTE_TEST_SEED'] ?? Date.now() % 1_000_000);
const DEALS_PER_REQUEST = 2_500;
/** Virtual milliseconds that each answer takes, and one that comes after the worker's death. */
const DELAY_MS = 3_200;
const TOO_LATE_MS = 600_000;
/** One page at each end of the ids, to see where they begin and end. */
const BOUNDS = 100;
const LONG = { timeout: 180_000 + KILLED_DEALS * 2 };

test(
  'a load that is killed three times at any moment goes on where it was, and redoes what was under way',
  async () => {
    console.info(`killed at moments of PONTE_TEST_SEED=${SEED}`);
    const random = createRandom(SEED);
    // At a faster pace a busy machine takes longer over an answer than the connector waits for it.
    await start({ deals: KILLED_DEALS, timeScale: KILLED_DEALS > 20_000 ? 2 : 6 });
    const { screen } = world;
    const answerAfter = (ms: number): Promise<unknown> =>
      screen.faults([{ match: { method: 'batch' }, kind: 'delay', ms }]);
    await answerAfter(DELAY_MS);
    let worker = startWorkerProcess(world.workerEnv);
    workers.push(worker);
    await worker.ready;
    await startLoad(desk(), { account: 'default', since: null }, actor);
    for (const third of [0, 1, 2]) {
      const share = (third + random()) / 6;
      // A worker that has not found the load yet would die of nothing.
      await expect.poll(async () => (await load())?.resumed, LONG).toBe(third);
      await expect
        .poll(async () => (await load())?.rows.read ?? 0, LONG)
        .toBeGreaterThan(KILLED_DEALS * share);
      // However late we look, the load does not come to its end before the worker does.
      await answerAfter(TOO_LATE_MS);
      await world.clock.sleep(random() * DELAY_MS);
      await worker.kill();
      await answerAfter(DELAY_MS);
      const saved = (await load())?.requests ?? 0;
      expect((await load())?.state).toBe('running');
      expect(await countLists()).toBeLessThanOrEqual(saved + (third + 1) * IN_FLIGHT);
      worker = startWorkerProcess(world.workerEnv);
      workers.push(worker);
    }
    await expect.poll(async () => (await load())?.state, LONG).toBe('done');
    await world.expectRowsEqualPortal();
    const done = await load();
    expect(done?.rows.read).toBe(KILLED_DEALS);
    expect(done?.resumed).toBe(3);
    const redone = (await countLists()) - (done?.requests ?? 0);
    expect(redone).toBeLessThanOrEqual(3 * IN_FLIGHT);
    const { dealReads, duplicateDealReads } = await screen.counters();
    expect(dealReads - duplicateDealReads).toBe(KILLED_DEALS);
    expect(duplicateDealReads).toBeLessThanOrEqual(redone * DEALS_PER_REQUEST + BOUNDS);
    // The load is done before its run is: a run ends when its handler has.
    const readWords = async () =>
      (await listRuns(world.database.pool, { job: loadDeals.name })).map(({ message }) => message);
    await expect.poll(readWords).toContainEqual(expect.stringContaining('resumed 3 times'));
  },
  LONG.timeout * 3,
);

test('a load rests and goes on as told, asks for nothing meanwhile, and a second one is refused', async () => {
  await start({ deals: 10_000 });
  await world.screen.fault({ match: { method: 'batch' }, kind: 'delay', ms: 30_000 });
  await world.startWorker().ready;
  await startLoad(desk(), { account: 'default', since: null }, actor);
  await expect.poll(async () => (await load())?.rows.read ?? 0).toBeGreaterThan(0);
  await moveLoad(desk(), { account: 'default', move: 'pause' }, actor);
  await expect(startLoad(desk(), { account: 'default', since: null }, actor)).rejects.toThrow(
    'is paused',
  );
  await expect.poll(async () => (await load())?.runId).toBeNull();
  const { requests } = await world.screen.counters();
  // Even rung it finds that it rests.
  await ringer.ring(loadDeals, { account: 'default' });
  await expect
    .poll(async () => (await listRuns(world.database.pool, { job: loadDeals.name }))[0])
    .toMatchObject({ state: 'skipped', reason: 'load-paused' });
  const resting = await world.screen.counters();
  expect(resting.requests).toBe(requests);
  expect((await load())?.rows.read).toBeLessThan(10_000);
  await moveLoad(desk(), { account: 'default', move: 'resume' }, actor);
  await expect.poll(async () => (await load())?.state).toBe('done');
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
  await expect
    .poll(async () => (await listRuns(world.database.pool, { state: 'held' }))[0]?.message)
    .toContain(`${broken.length} of its deals are held`);
  expect(await world.database.prisma.deal.count()).toBe(300 - broken.length);
});

test('a load while the portal changes, with webhooks arriving, equals the portal after a comparison', async () => {
  await start({ deals: 4_000 });
  const { screen } = world;
  await screen.act('configure-events', { withholdEvery: 3 });
  await world.startWorker().ready;
  await screen.act('mutate', { count: 300, seconds: 60, creates: 0.1, deletes: 0.1, seed: 5 });
  await startLoad(desk(), { account: 'default', since: null }, actor);
  await expect.poll(async () => (await load())?.state).toBe('done');
  await expect.poll(async () => (await screen.state()).pendingEdits).toBe(0);
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
  const findRun = async () => (await listRuns(database.pool, { job: reconcileDeals.name }))[0];
  await expect.poll(async () => (await findRun())?.reason).toBe('drift');
  const run = await findRun();
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
