import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { countRows } from '../rows.ts';
import type { Stores } from '../stores.ts';
import { assertRight } from '../wrong-result.ts';
import { CONNECTIONS, type Sides } from './sides.ts';

const PATIENCE_MS = 30_000;
const LOOK_EVERY_MS = 50;

/** Sends events until one of them has rung: an ingress that rings nobody would be measured too fast. */
export async function assertRings(sides: Sides, { redis }: Stores): Promise<void> {
  const { load, ponte, setup } = sides;
  const isRung =
    setup.redisUrl === undefined || redis === undefined
      ? async (): Promise<boolean> => (await countJobs(setup.databaseUrl)) > 0
      : () => hasKeys(redis.url);
  await load.ask('prepare', { kind: 'form', count: CONNECTIONS, isKeptAlive: true });
  const giveUpAt = performance.now() + PATIENCE_MS;
  while (performance.now() < giveUpAt) {
    await load.ask('hammer', { port: ponte.port, connections: 1, ms: 20, isKeptAlive: true });
    await sleep(LOOK_EVERY_MS);
    if (await isRung()) return;
  }
  assertRight(false, 'events were answered and nothing was rung in the queue.');
}

async function countJobs(databaseUrl: string): Promise<number> {
  const exists = await countRows(databaseUrl, 'pg_tables', "schemaname = 'bullmq'");
  return exists === 0 ? 0 : countRows(databaseUrl, 'bullmq.job');
}

async function hasKeys(url: string): Promise<boolean> {
  const redis = new Redis(url);
  try {
    return (await redis.keys('*:id')).length > 0;
  } finally {
    redis.disconnect();
  }
}
