import { afterEach, describe, expect, it } from 'vitest';
import { startCuttingProxy } from '@ponte/servers/cutting-proxy';
import { startPostgres } from '@ponte/servers/postgres';
import { findRedisServer, REDIS_MISSING, startRedis } from '@ponte/servers/redis';
import { CLOSE_LOOK, createWorld, tryRing, type Address } from './contract.world.ts';
import { QueueUnreachable } from './unreachable.ts';

let cleanings: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const clean of cleanings.toReversed()) await clean();
  cleanings = [];
});

async function comesBack(
  server: { port: number; stop(): Promise<void> },
  toAddress: (port: number) => Address,
): Promise<void> {
  cleanings.push(() => server.stop());
  const proxy = await startCuttingProxy(server.port);
  cleanings.push(() => proxy.close());
  const world = createWorld(toAddress(proxy.port), { isImpatient: true });
  cleanings.push(() => world.close());
  const { ringer, specs, runs, work } = world;
  const ran = (): unknown[] => runs.ended.map((run) => run.payload['n']);
  await work({});
  await expect
    .poll(() => tryRing(() => ringer.ring(specs.plain, { n: 1 })), CLOSE_LOOK)
    .toBe('rung');
  await expect.poll(ran, CLOSE_LOOK).toContain(1);
  proxy.swallow(true);
  await expect(ringer.ring(specs.plain, { n: 2 })).rejects.toThrow(QueueUnreachable);
  proxy.swallow(false);
  await expect
    .poll(() => tryRing(() => ringer.ring(specs.plain, { n: 3 })), CLOSE_LOOK)
    .toBe('rung');
  await expect.poll(ran, CLOSE_LOOK).toContain(3);
}

describe('a store behind open sockets that swallow every byte', () => {
  it('does not keep a PostgreSQL worker deaf', async () => {
    const toUrl = (port: number): string => `postgresql://postgres@127.0.0.1:${port}/postgres`;
    await comesBack(await startPostgres(), (port) => ({ databaseUrl: toUrl(port) }));
  });

  const isMissing = findRedisServer() === undefined;
  it.skipIf(isMissing)(
    isMissing ? REDIS_MISSING : 'does not keep a Redis worker deaf',
    async () => {
      const toUrl = (port: number): string => `redis://127.0.0.1:${port}`;
      await comesBack(await startRedis(), (port) => ({ redisUrl: toUrl(port) }));
    },
  );
});
