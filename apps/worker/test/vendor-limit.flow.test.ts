import { findLease } from '@ponte/db/leases';
import { findRedisServer, REDIS_MISSING, startRedis } from '@ponte/servers/redis';
import { afterEach, expect, inject, test } from 'vitest';
import { startWorld, type World } from './world/start-world.ts';
import { startPonteWork, startWorkerProcess, type WorkerProcess } from './world/worker-process.ts';

const isRedisMissing = findRedisServer() === undefined;
const workers: WorkerProcess[] = [];
const ends: (() => Promise<void>)[] = [];
afterEach(async () => {
  await Promise.all(workers.splice(0).map((worker) => worker.kill()));
  for (const end of ends.splice(0).toReversed()) await end();
});

async function start(
  world: World,
  startOne: typeof startWorkerProcess = startWorkerProcess,
): Promise<WorkerProcess> {
  const worker = startOne(world.workerEnv);
  workers.push(worker);
  await worker.ready;
  return worker;
}

test.skipIf(isRedisMissing)(
  `two workers, a third and a command line started meanwhile never exceed the account’s limit${isRedisMissing ? ` (${REDIS_MISSING})` : ''}`,
  async () => {
    const redis = await startRedis();
    ends.push(() => redis.stop());
    const world = await startWorld({ postgresUrl: inject('postgresUrl'), redisUrl: redis.url });
    ends.push(() => world.end());
    const { screen, clock } = world;
    // A bucket so small that workers who do not share the limit overrun it at once.
    await screen.act('set-plan', { size: 8, drainPerSecond: 2 });
    await Promise.all([start(world), start(world)]);
    const ids: number[] = [];
    for (let deal = 0; deal < 10; deal += 1)
      ids.push(Number((await screen.act('create-deal'))['id']));
    await screen.act('mutate', { count: 1_500, ids, seconds: 120 });
    await Promise.all([start(world), start(world, startPonteWork)]);
    await clock.sleep(60_000);
    await world.expectRowsEqualPortal();
    const { refusals, maxBucketLevel, requests } = await screen.counters();
    expect(requests).toBeGreaterThan(20);
    expect(refusals).toBe(0);
    expect(maxBucketLevel).toBeLessThanOrEqual(8);
  },
);

test('without Redis one worker has the account, the second waits and says who, and takes over', async () => {
  const world = await startWorld({ postgresUrl: inject('postgresUrl') });
  ends.push(() => world.end());
  const first = await start(world);
  const second = startWorkerProcess(world.workerEnv);
  workers.push(second);
  const holder = (): Promise<string | undefined> =>
    findLease(world.database.pool, 'bitrix24:default').then((lease) => lease?.owner);
  await expect.poll(holder).toContain(`/${first.pid}/`);
  await expect
    .poll(() => world.database.prisma.worker.findMany({ select: { note: true } }))
    .toContainEqual({ note: expect.stringContaining(`/${first.pid}/`) as string });

  await world.screen.act('create-deal', { fields: { TITLE: 'by the first' } });
  await world.expectRowsEqualPortal();
  await first.kill();
  await second.ready;
  expect(await holder()).toContain(`/${second.pid}/`);
  await world.screen.act('create-deal', { fields: { TITLE: 'by the second' } });
  await world.expectRowsEqualPortal();
});
