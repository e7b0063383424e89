import { listAudit } from '@ponte/db/audit';
import type { Json } from '@ponte/db/json';
import { listRuns } from '@ponte/db/runs';
import { removeSetting, setSetting } from '@ponte/db/settings';
import { beginLoad } from '@ponte/integrations/bitrix24-deals/jobs';
import { moveLoad } from '@ponte/operations/loads';
import { afterEach, expect, inject, test, vi } from 'vitest';
import { actor, startDesk, type Desk } from './world/start-desk.ts';
import { startWorld, type World } from './world/start-world.ts';

// Whole loads follow one another; on a busy machine each takes its time.
vi.setConfig({ testTimeout: 240_000 });

let world: World;
let desk: Desk;
const where = { integration: 'bitrix24-deals', key: 'loadSchedule', by: 'test' };

/** Five minutes pass in one real second. */
async function start(): Promise<void> {
  world = await startWorld({ postgresUrl: inject('postgresUrl'), timeScale: 300, deals: 60 });
  desk = startDesk(world);
  await world.startWorker().ready;
}

afterEach(async () => {
  await desk.close();
  await world.end();
});

const setSchedule = (value: Json) => setSetting(world.database.pool, { ...where, value });
const findRow = () => world.database.prisma.schedule.findUnique({ where: { job: beginLoad.name } });
const countSchedules = () => world.database.prisma.schedule.count();

test('a load begins by itself at the time that somebody has set, and no more once it is unset', async () => {
  await start();
  await expect.poll(countSchedules).toBeGreaterThan(2);
  expect(await findRow()).toBeNull();

  await setSchedule({ cron: '*/5 * * * *', since: null });
  await expect.poll(findRow).toMatchObject({ cron: '*/5 * * * *' });
  await expect.poll(() => desk.findLoad()).toMatchObject({ state: 'done', since: null });
  await world.expectRowsEqualPortal();
  const audit = await listAudit(world.database.prisma);
  expect(audit.find(({ action }) => action === 'load.started')).toMatchObject({
    ...{ actor: 'ponte', reason: 'loadSchedule' },
  });

  await setSchedule({ cron: '*/5 * * * *', since: '30d' });
  await expect
    .poll(() => desk.findLoad())
    .toMatchObject({
      since: expect.stringMatching(/^\d{4}-/) as string,
    });
  const load = await desk.findLoad();
  const days = (Date.parse(load?.startedAt ?? '') - Date.parse(load?.since ?? '')) / 86_400_000;
  expect(Math.round(days)).toBe(30);

  await removeSetting(world.database.pool, where);
  await expect.poll(findRow).toBeNull();
});

test('a load that runs or rests already is left alone', async () => {
  await start();
  await world.screen.fault({ match: { method: 'batch' }, kind: 'delay', ms: 300_000 });
  const { id } = await desk.startLoad();
  await moveLoad(desk.ports, { account: 'default', move: 'pause' }, actor);
  await setSchedule({ cron: '*/5 * * * *', since: null });
  await expect
    .poll(async () => (await listRuns(world.database.pool, { job: beginLoad.name }))[0])
    .toMatchObject({ state: 'skipped', reason: 'load-under-way' });
  expect(await desk.findLoad()).toMatchObject({ id, state: 'paused' });
});

test('a day that never comes is told and stops no other schedule', async () => {
  await start();
  await setSchedule({ cron: '0 0 30 2 *', since: null });
  await expect
    .poll(() => world.logLines.some((line) => line.includes('schedule.refused')))
    .toBe(true);
  await expect.poll(countSchedules).toBeGreaterThan(2);
  expect(await findRow()).toBeNull();
  await setSchedule({ cron: '30 4 * * 0', since: null });
  await expect.poll(findRow).toMatchObject({ cron: '30 4 * * 0' });
});
