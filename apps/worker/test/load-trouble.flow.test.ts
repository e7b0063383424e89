import { listHeld } from '@ponte/db/held';
import { listRuns, type RunRow } from '@ponte/db/runs';
import type { LoadProgress } from '@ponte/integrations/bitrix24-deals/ports';
import { openBackend, type Backend } from '@ponte/jobs/backend';
import { inspect } from '@ponte/jobs/queues';
import { createRinger, type Ringer } from '@ponte/jobs/ring';
import { createLogger } from '@ponte/logging';
import { findLoad, startLoad } from '@ponte/operations/loads';
import { resumeIntegration } from '@ponte/operations/pause-integration';
import { readLoad } from '@ponte/operations/read-load';
import { STORE_PATIENCE_MS } from '@ponte/servers/store-patience';
import { afterEach, expect, inject, test, vi } from 'vitest';
import { startWorld, type World } from './world/start-world.ts';

// Waits for the portal's minutes come on top of the work itself.
vi.setConfig({ testTimeout: 300_000 });

let world: World;
let backend: Backend;
let ringer: Ringer;
const actor = { by: 'test' };
/** Ten minutes of the portal's, the time after which it forgets what was charged, are 15 s. */
const TIME_SCALE = 40;

async function start(deals: number, timeScale = TIME_SCALE): Promise<void> {
  world = await startWorld({ postgresUrl: inject('postgresUrl'), timeScale, deals });
  const { clock } = world;
  const logger = createLogger({ service: 'test', level: 'silent' });
  backend = openBackend({
    ...{ databaseUrl: world.database.url, clock, logger, role: 'producer' },
    patienceMs: STORE_PATIENCE_MS,
  });
  ringer = createRinger({ backend, clock, logger });
}

afterEach(async () => {
  await ringer.close();
  await backend.close();
  await world.end();
});

const desk = () => ({ database: world.database, backend, ringer, clock: world.clock });
const load = (): Promise<LoadProgress | undefined> =>
  findLoad({ database: world.database }, 'default');
const begin = () => startLoad(desk(), { account: 'default', since: null }, actor);
const expectDone = () => expect.poll(async () => (await load())?.state).toBe('done');

async function findLoadRun(state: RunRow['state']): Promise<RunRow | undefined> {
  const job = 'bitrix24-deals.load-deals';
  return (await listRuns(world.database.pool, { job, state, limit: 1 })).at(0);
}

/** How often the portal is asked in the minute that begins now. */
async function countRequestsOfAMinute(): Promise<number> {
  const { requests } = await world.screen.counters();
  await world.clock.sleep(60_000);
  return (await world.screen.counters()).requests - requests;
}

/** The run that waits until the portal lets the load go on. */
async function expectWaiting(): Promise<Date> {
  await expect
    .poll(() => findLoadRun('waiting'))
    .toMatchObject({
      reason: 'rate_limited',
      errorKind: 'rate_limited',
      errorCode: 'OPERATION_TIME_LIMIT',
      nextAt: expect.any(Date) as Date,
    });
  return (await findLoadRun('waiting'))?.nextAt ?? new Date(Number.NaN);
}

test('a load that uses up the time for lists waits for its reset, and live changes are read meanwhile', async () => {
  await start(6_000);
  const { screen, database } = world;
  // The first two requests, which are under way at once, use it up.
  await screen.act('set-operating-mode', { mode: 'documented', limitSeconds: 9 });
  await screen.act('set-cost', { base: 0.1 });
  await world.startWorker().ready;
  await begin();
  const nextAt = await expectWaiting();
  const before = await load();
  expect(before?.rows.read).toBeGreaterThan(0);
  expect(before?.rows.read).toBeLessThan(6_000);

  const { id } = await screen.act('create-deal', { fields: { TITLE: 'while the load waits' } });
  const find = () => database.prisma.deal.findFirst({ where: { id: String(id) } });
  await expect.poll(find).toMatchObject({ title: 'while the load waits' });
  expect((await find())?.readAt.getTime()).toBeLessThan(nextAt.getTime());

  await expectDone();
  await world.expectRowsEqualPortal();
  expect((await screen.counters()).refusals).toBe(0);
});

test('a load through bursts of 503, pages of HTML and answers cut off in the middle loses nothing', async () => {
  await start(6_000);
  const { screen } = world;
  const kinds = ['rate-limit', 'html-200', 'cut-body', 'error-502', 'error-500-html'];
  await screen.faults(kinds.map((kind) => ({ kind, match: { method: 'batch' }, count: 3 })));
  await world.startWorker().ready;
  await begin();
  await expectDone();
  await world.expectRowsEqualPortal();
  const { faultsByKind } = await screen.counters();
  expect(faultsByKind).toEqual(Object.fromEntries(kinds.map((kind) => [kind, 3])));
  expect((await load())?.rows).toMatchObject({ read: 6_000, problems: 0 });
});

test('a load whose batches are banned for five minutes waits them out and ends', async () => {
  await start(6_000);
  const { screen } = world;
  await screen.act('set-operating-mode', { mode: 'batch-billed', limitSeconds: 4 });
  await screen.act('set-cost', { base: 0.1 });
  await world.startWorker().ready;
  await begin();
  const nextAt = await expectWaiting();
  const run = await findLoadRun('waiting');
  expect(nextAt.getTime() - (run?.finishedAt?.getTime() ?? 0)).toBeLessThanOrEqual(300_000);
  expect((await load())?.state).toBe('running');
  await expectDone();
  await world.expectRowsEqualPortal();
});

test('a webhook that may not see every deal loads those it sees, and a hidden one that changes is held', async () => {
  await start(700, 20);
  const { screen, database } = world;
  const { deals } = await screen.state('?deals=1&fields=ID');
  const ids = deals.map(({ ID }) => Number(ID));
  const hidden = ids.filter((_, at) => at % 7 === 3);
  await screen.act('set-rights', { hiddenDeals: hidden });
  await world.startWorker().ready;
  await begin();
  await expectDone();
  expect((await load())?.rows).toMatchObject({ read: 700 - hidden.length, problems: 0 });
  expect(await database.prisma.deal.count()).toBe(700 - hidden.length);

  const [id] = hidden;
  await screen.act('edit-deal', { id, fields: { TITLE: 'seen by others' } });
  await expect
    .poll(() => listHeld(database.pool, { kind: 'deal', limit: 5 }))
    .toMatchObject([{ key: String(id), reason: 'no-right-to-read' }]);
  const [held] = await listHeld(database.pool, { kind: 'deal', limit: 5 });
  expect(held?.detail).toContain('Access denied');
});

test('a load whose webhook is deleted stops with the reason, and goes on when the integration is resumed', async () => {
  await start(7_000, 20);
  const { screen, database } = world;
  await screen.fault({ match: { method: 'batch' }, kind: 'delay', ms: 30_000 });
  await world.startWorker().ready;
  await begin();
  await expect.poll(async () => (await load())?.rows.read ?? 0).toBeGreaterThan(0);

  await screen.faults([{ match: {}, kind: 'invalid-credentials' }]);
  await expect
    .poll(() => findLoadRun('failed'))
    .toMatchObject({ reason: 'auth_revoked', errorKind: 'auth_revoked' });
  await expect.poll(() => database.prisma.pause.count()).toBe(1);
  expect((await load())?.state).toBe('running');
  // What was under way at that moment ends; then the portal is left alone.
  const queues = ['bitrix24-deals'];
  await expect.poll(() => inspect(backend, queues)).toMatchObject([{ active: 0, paused: true }]);
  expect(await countRequestsOfAMinute()).toBe(0);

  await screen.clearFaults();
  await resumeIntegration(desk(), { integration: 'bitrix24-deals' }, actor);
  await expect.poll(async () => (await load())?.state).toBe('done');
  await world.expectRowsEqualPortal();
}, 400_000);

test('a load that begins without a valid webhook waits for names, says so, and begins when it is resumed', async () => {
  await start(300, 20);
  const { screen, database } = world;
  await screen.faults([{ match: {}, kind: 'invalid-credentials' }]);
  await world.startWorker().ready;
  await begin();
  await expect.poll(() => database.prisma.pause.count()).toBe(1);
  expect(await readLoad(desk(), 'default')).toMatchObject({
    ...{ position: 'running', word: 'waiting', rows: { read: 0 } },
    why: { text: expect.stringContaining('paused') as string },
  });
  await screen.clearFaults();
  await resumeIntegration(desk(), { integration: 'bitrix24-deals' }, actor);
  await expect.poll(async () => (await load())?.state).toBe('done');
  await world.expectRowsEqualPortal();
}, 400_000);
