import { catalogue } from '@ponte/integrations/catalogue';
import { listRuns, type RunRow } from '@ponte/db/runs';
import { afterEach, expect, inject, test } from 'vitest';
import { holdTickEnds } from './world/hold-tick-ends.ts';
import { startWorld, type World } from './world/start-world.ts';
import { startWorkerProcess } from './world/worker-process.ts';

let world: World;
afterEach(() => world.end());

test('a worker makes the schedules equal to the catalogue, and they run when they are due', async () => {
  // Eight hours pass in one real second: a night is over soon.
  world = await startWorld({ postgresUrl: inject('postgresUrl'), timeScale: 20_000 });
  await world.startWorker().ready;
  // This world has no 1C, no iSales and no FieldControl: nothing is scheduled that would call them.
  const declared = catalogue
    .filter(
      (job) => 'schedule' in job && !/^(?:onec-bitrix24|isales-fieldcontrol)\./.test(job.name),
    )
    .map(({ name }) => name);
  await expect
    .poll(async () => (await world.database.prisma.schedule.findMany()).map(({ job }) => job))
    .toEqual(expect.arrayContaining(declared));
  for (const job of declared) {
    await expect
      .poll(async () => (await listRuns(world.database.pool, { job })).length)
      .toBeGreaterThan(0);
  }
});

test('a tick whose worker dies after the ring runs once, keeps its name, and the next one comes', async () => {
  world = await startWorld({ postgresUrl: inject('postgresUrl') });
  const { database, clock, workerEnv } = world;
  const job = 'bitrix24-deals.refresh-dictionaries';
  const letBeDue = async (): Promise<Date> => {
    const nextDue = new Date(clock.nowMs() - 1_000);
    await database.prisma.schedule.update({ where: { job }, data: { nextDue } });
    return nextDue;
  };
  const readRow = () => database.prisma.schedule.findUniqueOrThrow({ where: { job } });
  const listDone = async () => (await listRuns(database.pool, { job })).filter(isDone);

  const first = startWorkerProcess(workerEnv);
  await first.ready;
  await expect.poll(() => database.prisma.schedule.count({ where: { job } })).toBe(1);
  const held = await holdTickEnds(world, job);
  const due = await letBeDue();
  await expect.poll(listDone).toHaveLength(1);
  await held.someoneWaits();
  await first.kill();
  await held.release();
  expect(await readRow()).toMatchObject({ nextDue: due, lastTickAt: null, claims: 1 });

  // The claim lasts half a minute of real time; here that is over at once.
  await database.prisma.schedule.update({ where: { job }, data: { claimedUntil: new Date(0) } });
  const second = startWorkerProcess(workerEnv);
  try {
    await second.ready;
    await expect.poll(readRow).toMatchObject({ lastTickAt: due, claims: 0 });
    const nextDue = await letBeDue();
    await expect.poll(readRow).toMatchObject({ lastTickAt: nextDue });
    await expect.poll(listDone).toHaveLength(2);
    expect(new Set((await listDone()).map(({ queueJobId }) => queueJobId)).size).toBe(2);
  } finally {
    await second.kill();
  }
});

const isDone = ({ state }: RunRow): boolean => state === 'done';
