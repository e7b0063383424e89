import { catalogue } from '@ponte/integrations/catalogue';
import { listRuns } from '@ponte/db/runs';
import { afterEach, expect, inject, test } from 'vitest';
import { startWorld, type World } from './world/start-world.ts';

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
