import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { createDatabase, dropDatabase } from '@ponte/servers/test-database';
import { createBoardAdapters } from './board.ts';
import { CLOSE_LOOK, createWorld, DONE, keyed, vendorError, type World } from './contract.world.ts';
import { pauseQueue, resumeQueue } from './queues.ts';

let databaseUrl = '';
let world: World;

beforeAll(async () => {
  databaseUrl = await createDatabase(inject('postgresUrl'));
  world = createWorld({ databaseUrl });
});
afterAll(async () => {
  await world.close();
  await dropDatabase(inject('postgresUrl'), databaseUrl);
});

it('shows failed jobs masked and retries them without running beside a newer one', async () => {
  const { ringer, specs, runs, backend, slug } = world;
  let isBroken = true;
  await world.work({
    keyed: async () => {
      if (isBroken) throw vendorError('rejected');
      return DONE;
    },
  });
  await ringer.ring(specs.keyed, { ...keyed('7'), account: 'owner@example.com' });
  const [adapter] = createBoardAdapters(backend, [slug]);
  await expect.poll(() => adapter?.getJobCounts(), CLOSE_LOOK).toMatchObject({ failed: 1 });
  const [failed] = (await adapter?.getJobs(['failed'], 0, 10)) ?? [];
  expect(adapter?.format('data', failed?.data)).toMatchObject({ id: '7', account: '[masked]' });
  isBroken = false;
  await pauseQueue(backend, slug);
  await ringer.ring(specs.keyed, keyed('7', 2));
  await (await adapter?.getJob(failed?.id ?? ''))?.retry('failed');
  await resumeQueue(backend, slug);
  await expect.poll(() => runs.ended.at(-1)?.state, CLOSE_LOOK).toBe('done');
  expect(runs.ended).toHaveLength(2);
});

it('only shows when it is read-only', () => {
  const [adapter] = createBoardAdapters(world.backend, [world.slug], { readOnly: true });
  expect(adapter).toMatchObject({ readOnlyMode: true, allowRetries: false });
});
