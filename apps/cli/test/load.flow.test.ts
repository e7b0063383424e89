import { createClock } from '@ponte/clock';
import { createDayClock } from '@ponte/clock/testing';
import { listAudit } from '@ponte/db/audit';
import { openMigratedDatabase, type TestDatabase } from '@ponte/db/testing';
import { startBitrix24Fake, type Bitrix24Fake } from '@ponte/fakes/start';
import { createLogger } from '@ponte/logging';
import { findLoad } from '@ponte/operations/loads';
import { STORE_PATIENCE_MS } from '@ponte/servers/store-patience';
import { readWorkerEnv } from '@ponte/worker/env';
import { startWorker, type RunningWorker } from '@ponte/worker/start';
import { afterEach, expect, inject, test } from 'vitest';
import { openControl, type PortalControl } from './world/portal-control.ts';
import { runPonte, runPonteProcess, type Ended, type RunOptions } from './world/run-ponte.ts';

let database: TestDatabase;
let portal: Bitrix24Fake;
const ZONE = 'Asia/Almaty';

let control: PortalControl;
let env: Record<string, string>;
let worker: RunningWorker | undefined;

async function start({ deals }: { deals: number }): Promise<void> {
  database = await openMigratedDatabase(inject('postgresUrl'));
  const clock = createDayClock({ scale: 20, zone: ZONE });
  const { scale, originMs } = clock;
  const time = { scale, originMs };
  portal = await startBitrix24Fake({ seed: 1, time, scenario: { deals } });
  control = openControl(portal.control);
  env = {
    ...{ DATABASE_URL: database.url, BITRIX24_WEBHOOK_URL: portal.webhookUrl },
    ...{ PONTE_TIME_SCALE: String(scale), PONTE_TIME_ORIGIN: String(originMs) },
    COMPANY_TIME_ZONE: ZONE,
  };
}

async function startOwnWorker(): Promise<void> {
  const reading = readWorkerEnv(env);
  if ('problems' in reading) throw new Error(reading.problems.join('\n'));
  const { timeScale: scale, timeOrigin } = reading.env;
  const clock = createClock({
    scale,
    ...(timeOrigin === undefined ? {} : { originMs: timeOrigin }),
  });
  const logger = createLogger({ service: 'test', level: 'silent' });
  worker = startWorker({
    ...{ env: reading.env, clock, logger, storePatienceMs: STORE_PATIENCE_MS },
  });
  await worker.ready;
}

afterEach(async () => {
  await worker?.close();
  worker = undefined;
  await portal.stop();
  await database.remove();
});

const ponte = (args: string[], more: Partial<RunOptions> = {}): Promise<Ended> =>
  runPonte(args, { ...more, env });
const findState = async () => (await findLoad({ database }, 'default'))?.state;
const countRows = () => database.prisma.deal.count();

interface LoadAnswer {
  load: { word: string; share: number; rows: { read: number; problems: number } };
}

test('a dry run says what there is and what it costs, by a worker of its own, and writes nothing', async () => {
  await start({ deals: 300 });
  const dry = await ponte(['load', 'deals', '--dry-run']);
  expect(dry).toMatchObject({ code: 0, stderr: expect.stringContaining('No worker runs') });
  expect(dry.stdout).toMatch(/^300 deals with ids from \d+ to \d+: about 4 requests, at least 0 s/);
  expect(dry.stdout).toMatch(/For example \d+ \(funnel/);
  expect([await countRows(), await findState()]).toEqual([0, undefined]);

  const asJson = await ponte(['load', 'deals', '--dry-run', '--json', '--since', '2099-01-01']);
  expect(asJson).toMatchObject({ code: 2, stderr: expect.stringContaining('lies ahead') });
  for (const since of ['the beginning', '2026-02-30']) {
    const refused = await ponte(['load', 'deals', '--since', since, '--yes']);
    expect(refused).toMatchObject({ code: 2, stderr: expect.stringContaining('Asia/Almaty') });
  }
  const unasked = await ponte(['load', 'deals']);
  expect(unasked).toMatchObject({ code: 2, stderr: expect.stringContaining('--yes') });
  expect(await ponte(['load', 'status'])).toMatchObject({ code: 3 });
  expect(await findState()).toBeUndefined();
});

test('a load without a worker is done by the command; what cannot be read makes it end with 7', async () => {
  await start({ deals: 300 });
  const { id: broken } = await control.act('create-deal', { fields: { TITLE: 'broken' } });
  await control.act('break-deal', { id: broken, how: 'text-date' });
  const loaded = await ponte(['load', 'deals', '--yes', '--why', 'first load']);
  expect(loaded.stderr).toMatch(/\d+ %, [\d,]+ (?:of about [\d,]+ )?rows/);
  expect(loaded.stderr).toContain('ponte held list');
  expect(loaded.stdout).toMatch(
    /state +completed with problems\nprogress +100 %, 301 rows, 1 problem/,
  );
  expect(loaded.code).toBe(7);
  expect(await countRows()).toBe(300);
  const held = await ponte(['held', 'list', '--json']);
  expect(held.json()).toMatchObject({ held: [{ key: String(broken), kind: 'deal' }] });
  expect(await listAudit(database.prisma)).toMatchObject([
    { action: 'load.started', actor: expect.stringMatching(/^cli:/), reason: 'first load' },
  ]);

  const since = await ponte(['load', 'deals', '--since', '1d', '--yes', '--json', '--quiet']);
  const { load } = since.json<LoadAnswer>();
  expect(load.rows.read).toBeLessThan(301);
  expect(since).toMatchObject({ code: load.rows.problems > 0 ? 7 : 0 });
});

test('Ctrl-C ends the watching and not the load, which is paused, resumed and cancelled', async () => {
  await start({ deals: 12_000 });
  await control.fault('delay', { match: { method: 'batch' }, ms: 60_000 });
  await startOwnWorker();
  const detached = await runPonteProcess(['load', 'deals', '--yes'], {
    ...{ env, interruptAt: ' rows/s' },
  });
  // From here on no answer comes before the load is cancelled, however long the commands take.
  await control.fault('delay', { match: { method: 'batch' }, ms: 6_000_000 });
  expect(detached.code).toBe(130);
  expect(detached.stderr).toContain('the load goes on. Look again with: ponte load status');
  expect(await findState()).toBe('running');
  expect(await ponte(['load', 'deals', '--yes'])).toMatchObject({ code: 5 });

  const status = await ponte(['load', 'status', '--json']);
  expect(status.json()).toMatchObject({ load: { position: 'running', since: null } });
  expect((await ponte(['load', 'pause'])).stdout).toContain('ponte load resume');
  expect((await ponte(['status'])).stdout).toMatch(/bitrix24-deals: load paused, \d+ %/);
  expect(await ponte(['load', 'pause'])).toMatchObject({ code: 5 });
  expect(await ponte(['load', 'resume'])).toMatchObject({ code: 0 });
  const watching = ponte(['load', 'status', '--watch']);
  expect(await ponte(['load', 'cancel'])).toMatchObject({ code: 2 });
  expect(await ponte(['load', 'cancel', '--yes'])).toMatchObject({ code: 0 });
  expect(await watching).toMatchObject({ code: 1, stderr: expect.stringContaining('cancelled') });
  expect(await ponte(['load', 'resume'])).toMatchObject({ code: 5 });
});

test('names are read when somebody asks, and what changed in the fields is told', async () => {
  await start({ deals: 20 });
  await startOwnWorker();
  const first = await ponte(['sync', 'names']);
  expect(first).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/^\d+ names and \d+ fields/),
  });
  await control.act('add-user-field', { name: 'NEW_ONE', type: 'string', label: 'Novo' });
  const second = await ponte(['sync', 'names', '--json', '--why', 'a new field']);
  expect(second.json()).toMatchObject({ names: { newFields: 1, changedFields: 0 } });
  const { rows } = await database.pool.query('SELECT novo FROM deals_readable LIMIT 1');
  expect(rows).toEqual([]);
  const unloaded = await ponte(['reconcile', '--wait']);
  expect(unloaded.stdout).toBe(
    '20 deals were never loaded and were left alone: ponte load deals.\n',
  );
  expect((await ponte(['sync', 'names', '--no-wait'])).stdout).toBe('It was rung.\n');
});

test('a comparison says what differed and that it is repaired; then nothing differs', async () => {
  await start({ deals: 200 });
  await startOwnWorker();
  const loaded = await ponte(['load', 'deals', '--yes', '--json', '--quiet']);
  expect(loaded).toMatchObject({ code: 0, stderr: '' });
  expect(loaded.json<LoadAnswer>().load).toMatchObject({ word: 'completed', share: 1 });
  for (const title of ['unheard', 'of']) {
    await control.act('create-deal', { fields: { TITLE: title }, silent: true });
  }
  const early = await ponte(['reconcile', '--delta', '--wait']);
  expect(early).toMatchObject({
    ...{ code: 5, stderr: expect.stringContaining('Compare everything first.') },
  });
  const first = await ponte(['reconcile', '--wait']);
  expect(first).toMatchObject({
    ...{ code: 0, stdout: expect.stringContaining('2 of 202 deals differed: 2 missed.') },
    stderr: expect.stringContaining('ponte status'),
  });
  await expect.poll(countRows).toBe(202);
  const second = await ponte(['reconcile', '--wait', '--json']);
  expect(second.json()).toMatchObject({ comparison: { checked: 202, drift: 0 } });
  await control.act('create-deal', { fields: { TITLE: 'unheard again' }, silent: true });
  const delta = await ponte(['reconcile', '--delta', '--wait']);
  expect(delta.stdout).toContain('missed. The time of their change told 1 of them.');
  expect((await ponte(['reconcile'])).stdout).toBe('The comparison was rung.\n');

  await ponte(['pause', 'bitrix24-deals', '--reason', 'the portal moves']);
  const paused = await ponte(['reconcile', '--wait']);
  expect(paused).toMatchObject({ code: 5, stderr: expect.stringContaining('the portal moves') });
});
