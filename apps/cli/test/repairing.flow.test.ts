import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { createClock } from '@ponte/clock';
import { findEvent } from '@ponte/db/events';
import { listHeld } from '@ponte/db/held';
import { listRuns } from '@ponte/db/runs';
import { openMigratedDatabase, type TestDatabase } from '@ponte/db/testing';
import { listLiveWorkers } from '@ponte/db/workers';
import { startBitrix24Fake, type Bitrix24Fake } from '@ponte/fakes/start';
import { createLogger } from '@ponte/logging';
import { STORE_PATIENCE_MS } from '@ponte/servers/store-patience';
import { readWorkerEnv } from '@ponte/worker/env';
import { startWorker, type RunningWorker } from '@ponte/worker/start';
import { openControl, type PortalControl } from './world/portal-control.ts';
import { runPonte, type Ended, type RunOptions } from './world/run-ponte.ts';
import { seedEvent, seedHeldDeal } from './world/seed-rows.ts';

let database: TestDatabase;
let portal: Bitrix24Fake;
let control: PortalControl;
let env: Record<string, string>;
beforeAll(async () => {
  database = await openMigratedDatabase(inject('postgresUrl'));
  portal = await startBitrix24Fake({ seed: 1, scenario: { deals: 0 } });
  control = openControl(portal.control);
  env = { DATABASE_URL: database.url, BITRIX24_WEBHOOK_URL: portal.webhookUrl };
});
afterAll(async () => {
  await portal.stop();
  await database.remove();
});

function ponte(args: string[], more: Partial<RunOptions> = {}): Promise<Ended> {
  return runPonte(args, { ...more, env });
}

async function withWorker<T>(work: () => Promise<T>): Promise<T> {
  const reading = readWorkerEnv(env);
  if ('problems' in reading) throw new Error(reading.problems.join('\n'));
  const logger = createLogger({ service: 'test', level: 'silent' });
  const worker: RunningWorker = startWorker({
    ...{ env: reading.env, clock: createClock(), logger },
    storePatienceMs: STORE_PATIENCE_MS,
  });
  try {
    await worker.ready;
    return await work();
  } finally {
    await worker.close();
  }
}

async function createDeal(title: string): Promise<string> {
  return String((await control.act('create-deal', { fields: { TITLE: title } }))['id']);
}

test('without a worker the command does the work itself, and leaves nobody behind', async () => {
  const deal = await createDeal('healed at the portal');
  const id = await seedHeldDeal(database, deal);
  const ended = await ponte(['held', 'release', id, '--wait', '--timeout', '240', '--json']);
  expect(ended).toMatchObject({ code: 0, stderr: expect.stringContaining('No worker runs') });
  expect(ended.json()).toMatchObject({ settled: [{ key: deal, kind: 'deal' }], heldAgain: [] });
  expect(await database.prisma.deal.findMany()).toMatchObject([{ id: deal }]);
  expect(await listLiveWorkers(database.pool)).toEqual([]);
  const [released] = await listHeld(database.pool, { isOpen: false, limit: 1 });
  expect(released?.releasedBy).toMatch(/^cli:/);
});

test('a record whose cause lasts is held again and said so; of two, one is a part', async () => {
  const broken = await createDeal('broken');
  const sound = await createDeal('sound');
  await control.act('break-deal', { id: Number(broken), how: 'text-date' });
  const ids = [await seedHeldDeal(database, broken), await seedHeldDeal(database, sound)];
  await withWorker(async () => {
    const both = await ponte(['held', 'release', ...ids, '--wait', '--timeout', '240']);
    expect(both.code).toBe(7);
    expect(both.stdout).toMatch(
      new RegExp(`Settled: deal:${sound}[^]*Held again:[^]*deal:${broken} +unreadable-answer`),
    );
    const [again] = await listHeld(database.pool, { key: broken, limit: 1 });
    const alone = await ponte(['held', 'release', again?.id ?? '', '--wait', '--timeout', '240']);
    expect(alone.code).toBe(1);
  });
});

test('many are released only after a question, which off a terminal needs --yes', async () => {
  const deal = await createDeal('one of many');
  await seedHeldDeal(database, deal, 'rule-failed');
  const all = ['held', 'release', '--reason', 'rule-failed', '--integration', 'bitrix24-deals'];
  expect(await ponte(all)).toMatchObject({ code: 2, stderr: expect.stringContaining('--yes') });
  const dry = await ponte([...all, '--dry-run']);
  expect(dry).toMatchObject({ code: 0, stdout: expect.stringContaining(`deal:${deal}`) });
  expect(await ponte(['held', 'release'])).toMatchObject({ code: 2 });
  expect(await ponte(['held', 'release', '99999'])).toMatchObject({ code: 3 });
  const done = await ponte([...all, '--yes', '--why', 'rule corrected']);
  expect(done).toMatchObject({ code: 0, stdout: 'Released 1 held record (rule-failed 1).\n' });
});

test('stored events are counted, replayed and worked', async () => {
  const deal = await createDeal('told again');
  const id = await seedEvent(database, `event=ONCRMDEALUPDATE&data[FIELDS][ID]=${deal}`);
  const some = ['events', 'replay', '--source', 'bitrix24', '--since', '1h'];
  expect((await ponte([...some, '--dry-run', '--json'])).json()).toMatchObject({ wouldReplay: 1 });
  expect(await ponte(some)).toMatchObject({ code: 2, stderr: expect.stringContaining('--yes') });
  expect(await ponte(['events', 'replay'])).toMatchObject({ code: 2 });
  await withWorker(async () => {
    const ended = await ponte(['events', 'replay', id, '99999', '--wait', '--timeout', '240']);
    expect(ended).toMatchObject({ code: 7, stdout: '1 event replayed and worked.\n' });
    expect(await findEvent(database.pool, id)).toMatchObject({ state: 'done' });
    await expect.poll(() => listRuns(database.pool, { key: `deal:${deal}` })).not.toEqual([]);
  });
});

test('a failed run is retried and waited for; one that ended well is a conflict', async () => {
  const deal = await createDeal('refused at first');
  await control.fault('access-denied');
  const id = await seedHeldDeal(database, deal);
  await withWorker(async () => {
    await ponte(['held', 'release', id]);
    const failedRuns = () => listRuns(database.pool, { state: 'failed' });
    await expect.poll(failedRuns).not.toEqual([]);
    const [failed] = await failedRuns();
    await control.fault(undefined);
    // The pause of a lost access comes after the run's end.
    await expect.poll(() => database.prisma.pause.count()).toBe(1);
    expect(await ponte(['resume', 'bitrix24-deals', '--quiet'])).toMatchObject({ code: 0 });
    const ended = await ponte(['retry', failed?.id ?? '', '--wait', '--timeout', '240', '--json']);
    expect(ended.code).toBe(0);
    const { ended: run } = ended.json<{ ended: { id: string } }>();
    expect(run).toMatchObject({ job: failed?.job, nextStep: null });
    expect(await ponte(['retry', run.id])).toMatchObject({
      ...{ code: 5, stderr: expect.stringContaining('only failed and waiting') },
    });
  });
});

test('a wait that is too short ends with 8, and Ctrl-C with 130', async () => {
  const deal = await createDeal('waited for');
  await control.fault('hang');
  const short = await ponte([
    ...['held', 'release', await seedHeldDeal(database, deal), '--wait', '--timeout', '1'],
  ]);
  expect(short).toMatchObject({
    code: 8,
    stderr: expect.stringContaining('Not finished in the time given'),
  });
  const id = await seedHeldDeal(database, deal);
  const interrupted = await ponte(['held', 'release', id, '--wait'], {
    interruptAt: 'No worker runs',
  });
  expect(interrupted).toMatchObject({ code: 130, stderr: expect.stringContaining('Interrupted') });
  await control.fault(undefined);
});
