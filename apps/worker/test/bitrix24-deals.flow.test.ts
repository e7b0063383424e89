import { afterEach, beforeEach, describe, expect, inject, test } from 'vitest';
import type { RedisServer } from '@ponte/servers/redis';
import { queueHomes, startQueueHome } from './world/queue-homes.ts';
import { startWorld, type World } from './world/start-world.ts';

for (const home of queueHomes) {
  describe.skipIf(home.isMissing)(`deals, with ${home.name}`, () => {
    let redis: RedisServer | undefined;
    let world: World;

    const start = async (timeScale?: number): Promise<void> => {
      world = await startWorld({
        postgresUrl: inject('postgresUrl'),
        ...(redis === undefined ? {} : { redisUrl: redis.url }),
        ...(timeScale === undefined ? {} : { timeScale }),
      });
    };
    beforeEach(async () => {
      redis = await startQueueHome(home.usesRedis);
    });
    afterEach(async () => {
      await world.end();
      await redis?.stop();
    });

    test('1,000 events on 20 deals, twice and out of order, with edits in the middle of reads, cost few requests', async () => {
      await start(1);
      const { screen } = world;
      const ids: number[] = [];
      for (let deal = 0; deal < 20; deal += 1) {
        ids.push(Number((await screen.act('create-deal', { fields: { TITLE: 'Obra' } }))['id']));
      }
      await world.startWorker().ready;
      await world.expectRowsEqualPortal();
      const before = await screen.counters();
      const startedAt = performance.now();

      await screen.act('configure-events', { minDelayMs: 0, maxDelayMs: 400, reorders: true });
      await screen.fault({ match: { method: 'batch' }, kind: 'delay', ms: 150 });
      await screen.act('mutate', { count: 700, ids, seconds: 4.5 });
      const repeats = Array.from({ length: 300 }, (_, at) =>
        world.post({ id: ids[(at * 7) % ids.length] ?? 0 }),
      );
      expect(new Set(await Promise.all(repeats))).toEqual(new Set([200]));
      await world.expectRowsEqualPortal();

      const after = await screen.counters();
      // One drain a second: ten of them, unless the machine needs longer than ten seconds.
      const drains = Math.max(10, Math.ceil((performance.now() - startedAt) / 1_000));
      expect(after.dealGets - before.dealGets).toBeLessThanOrEqual(drains * 20);
      expect(after.requests - before.requests).toBeLessThanOrEqual(drains * 2);
      expect(after.refusals).toBe(0);
    });

    test('a deleted deal becomes a tombstone, and a restored one comes back', async () => {
      await start();
      const { screen, database } = world;
      await world.startWorker().ready;
      const { id } = await screen.act('create-deal', { fields: { TITLE: 'Obra' } });
      await world.expectRowsEqualPortal();
      await screen.act('delete-deal', { id });
      await expect
        .poll(async () => (await database.prisma.deal.findFirst())?.deletedAt ?? null)
        .not.toBeNull();
      await screen.act('restore-deal', { id, event: 'ONCRMDEALUPDATE' });
      await world.expectRowsEqualPortal();
      expect((await database.prisma.deal.findFirst())?.deletedAt).toBeNull();
    });

    test('while the portal refuses, fails or is silent nothing is lost and no attempt fails for good', async () => {
      await start();
      const { screen, database } = world;
      await world.startWorker().ready;
      await screen.act('create-deal', { fields: { TITLE: 'first' } });
      await world.expectRowsEqualPortal();
      for (const kind of ['rate-limit', 'error-500-html', 'html-200', 'cut-body', 'reset']) {
        await screen.fault({ match: { method: 'batch' }, kind, count: 2 });
        await screen.act('create-deal', { fields: { TITLE: kind } });
        await world.expectRowsEqualPortal();
      }
      expect(await database.prisma.run.count({ where: { state: 'failed' } })).toBe(0);
    });

    test('events that came while no worker ran are worked when one starts', async () => {
      await start();
      const { screen } = world;
      for (let deal = 0; deal < 60; deal += 1) await screen.act('create-deal');
      await expect.poll(async () => (await screen.state()).pendingEvents).toBe(0);
      await world.startWorker().ready;
      await world.expectRowsEqualPortal();
    });

    test('names of stages, owners and options stand beside the ids', async () => {
      await start();
      const { screen, database } = world;
      await world.startWorker().ready;
      await screen.act('create-deal', { fields: { TITLE: 'Obra' } });
      await world.expectRowsEqualPortal();
      const { rows } = await database.pool.query<Record<string, string | null>>(
        'SELECT stage_name, category_name, assigned_by_name FROM deal_named',
      );
      expect(Object.values(rows[0] ?? {}).every((name) => (name ?? '').length > 0)).toBe(true);
    });
  });
}
