import { startPostgres, type PostgresServer } from '@ponte/servers/postgres';
import { findRedisServer, REDIS_MISSING, startRedis, type RedisServer } from '@ponte/servers/redis';
import { afterEach, beforeEach, describe, expect, inject, test } from 'vitest';
import { flushRedis } from './world/flush-redis.ts';
import { startWorld, type World } from './world/start-world.ts';

/** What the sweep promises of rings that were lost with the queue. Real time, like its rounds. */
const SWEPT = { ms: 10_000 };
/** After a restart every connection is made anew first. */
const RESTARTED = { ms: 30_000 };

const isRedisMissing = findRedisServer() === undefined;

describe.skipIf(isRedisMissing)(
  isRedisMissing ? `Redis goes away (${REDIS_MISSING})` : 'Redis goes away',
  () => {
    let redis: RedisServer;
    let world: World;

    beforeEach(async () => {
      redis = await startRedis();
      world = await startWorld({ postgresUrl: inject('postgresUrl'), redisUrl: redis.url });
    });
    afterEach(async () => {
      await world.end();
      await redis.stop();
    });

    test('events are still answered 200, and they are worked when Redis is back', async () => {
      const { screen } = world;
      await world.startWorker().ready;
      await screen.act('create-deal');
      await world.expectRowsEqualPortal();
      await redis.kill();
      for (let deal = 0; deal < 20; deal += 1) await screen.act('create-deal');
      expect(await world.post({ id: 1 })).toBe(200);
      await expect.poll(async () => (await screen.counters()).events.pending).toBe(0);
      expect((await screen.counters()).events.failed).toBe(0);
      await redis.restart();
      await world.expectRowsEqualPortal();
    });

    test('an emptied Redis in the middle of work loses nothing', async () => {
      const { screen } = world;
      await world.startWorker().ready;
      await screen.act('create-deal');
      await world.expectRowsEqualPortal();
      for (let round = 0; round < 4; round += 1) {
        for (let deal = 0; deal < 15; deal += 1) await screen.act('create-deal');
        await expect.poll(async () => (await screen.state()).pendingEvents).toBe(0);
        await flushRedis(redis.port);
        await world.expectRowsEqualPortal(SWEPT);
      }
      await screen.act('create-deal', { fields: { TITLE: 'after the loss' } });
      await world.expectRowsEqualPortal(SWEPT);
    });

    test('a Redis that comes back empty serves again from the rows', async () => {
      const { screen } = world;
      await world.startWorker().ready;
      await screen.act('create-deal');
      await world.expectRowsEqualPortal();
      await redis.kill();
      for (let deal = 0; deal < 10; deal += 1) await screen.act('create-deal');
      await expect.poll(async () => (await screen.counters()).events.pending).toBe(0);
      await redis.restart();
      await flushRedis(redis.port);
      await world.expectRowsEqualPortal(RESTARTED);
    });
  },
);

describe('PostgreSQL goes away', () => {
  let postgres: PostgresServer;
  let world: World;

  beforeEach(async () => {
    postgres = await startPostgres();
    world = await startWorld({ postgresUrl: postgres.url });
  });
  afterEach(async () => {
    await world.end();
    await postgres.stop();
  });

  test('events are answered 503 and nothing is half accepted; back again, all goes on', async () => {
    const { screen, database } = world;
    await world.startWorker().ready;
    await screen.act('create-deal');
    await world.expectRowsEqualPortal();
    const stored = await database.prisma.inboundEvent.count();

    await postgres.crash();
    const answers = await Promise.all(Array.from({ length: 20 }, () => world.post({ id: 1 })));
    expect(new Set(answers)).toEqual(new Set([503]));
    await postgres.restart();
    await expect.poll(() => world.post({ id: 1 })).toBe(200);
    await expect.poll(() => database.prisma.inboundEvent.count()).toBe(stored + 1);

    await screen.act('create-deal', { fields: { TITLE: 'after the crash' } });
    await world.expectRowsEqualPortal();
  });

  test('every event that was answered 200 before a crash is there after it', async () => {
    const { database } = world;
    let accepted = 0;
    for (let round = 0; round < 3; round += 1) {
      const posts = Array.from({ length: 200 }, (_, at) => world.post({ id: at + 1 }));
      await Promise.any(posts);
      await postgres.crash();
      accepted += (await Promise.allSettled(posts)).filter(
        (post) => post.status === 'fulfilled' && post.value === 200,
      ).length;
      await postgres.restart();
      await expect.poll(() => world.post({ id: 1 })).toBe(200);
      accepted += 1;
    }
    const stored = await database.prisma.inboundEvent.count();
    // A commit whose answer was cut is stored and was not answered 200: more is allowed, less is not.
    expect(stored).toBeGreaterThanOrEqual(accepted);
  });
});

test('workers outlive a PostgreSQL that is away for longer than their lease', async () => {
  const postgres = await startPostgres();
  const world = await startWorld({ postgresUrl: postgres.url });
  try {
    await world.startWorker().ready;
    world.startWorker();
    await world.screen.act('create-deal');
    await world.expectRowsEqualPortal();
    await postgres.crash();
    // The lease is real time, because it guards against real deaths: this wait is its length.
    await new Promise((resolve) => setTimeout(resolve, 22_000));
    await postgres.restart();
    await expect.poll(() => world.post({ id: 1 })).toBe(200);
    await world.screen.act('create-deal', { fields: { TITLE: 'after the outage' } });
    await world.expectRowsEqualPortal();
  } finally {
    await world.end();
    await postgres.stop();
  }
});
