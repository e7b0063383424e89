import { afterAll, beforeAll, describe } from 'vitest';
import { findRedisServer, REDIS_MISSING, startRedis, type RedisServer } from '@ponte/servers/redis';
import { describeFaults } from './contract.faults.suite.ts';

const isMissing = findRedisServer() === undefined;

describe.skipIf(isMissing)(isMissing ? REDIS_MISSING : 'a single Redis', () => {
  let redis: RedisServer;
  beforeAll(async () => {
    redis = await startRedis();
  });
  afterAll(() => redis.stop());

  describeFaults('Redis', () => ({
    address: { redisUrl: redis.url },
    stop: () => redis.kill(),
    start: () => redis.restart(),
  }));
});
