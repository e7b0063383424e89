import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import type { RedisServer } from '@ponte/servers/redis';
import type { Figure } from '../figures.ts';
import type { Stores } from '../stores.ts';
import { takeTurns } from '../turns.ts';
import type { Hammered } from './closed-loop.ts';
import { prepare, type Measuring } from './comparisons.ts';
import { assertRings } from './rings.ts';
import { CONNECTIONS, loadPonte } from './sides.ts';

const MS = 2_000;
const QUICK_MS = 400;
const GATE = 0.95;
/** Redis is killed when this share of the measured time has passed. */
const KILLED_AT = 0.2;

/** Our own rate while Redis is killed and stays away, against our own rate while it is there. */
export async function compareOutage(
  { sides, rounds, isQuick }: Measuring,
  stores: Stores,
): Promise<Figure> {
  const redis = mustHave(stores.redis);
  const ms = isQuick ? QUICK_MS : MS;
  const load = { kind: 'form', ms, isKeptAlive: true } as const;
  const hammer = (): Promise<Hammered> =>
    sides.load.ask('hammer', { ...load, port: sides.ponte.port, connections: CONNECTIONS });
  await prepare(sides, load);
  const turns = await takeTurns({
    rounds,
    isWarmedUp: !isQuick,
    ours: async () => {
      const killed = sleep(ms * KILLED_AT).then(() => redis.kill());
      const { perSecond } = await loadPonte(sides, hammer);
      await killed;
      await redis.restart();
      await forget(redis);
      await assertRings(sides, stores);
      await prepare(sides, load);
      return perSecond;
    },
    baseline: async () => (await loadPonte(sides, hammer)).perSecond,
  });
  return { name: 'ingress.redis-down', unit: 'form requests/s', gate: GATE, ...turns };
}

/** Empties Redis, so that the next ring is seen. */
async function forget(server: RedisServer): Promise<void> {
  const redis = new Redis(server.url);
  await redis.flushall();
  redis.disconnect();
}

function mustHave(redis: RedisServer | undefined): RedisServer {
  if (redis === undefined) throw new Error('An outage of Redis needs redis-server.');
  return redis;
}
