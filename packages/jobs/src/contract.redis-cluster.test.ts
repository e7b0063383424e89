import { afterAll, beforeAll, describe } from 'vitest';
import { findRedisServer, REDIS_MISSING } from '@ponte/servers/redis';
import { startRedisCluster, type RedisCluster } from '@ponte/servers/redis-cluster';
import { describeContract } from './contract.suite.ts';

const isMissing = findRedisServer() === undefined;

describe.skipIf(isMissing)(isMissing ? REDIS_MISSING : 'three nodes', () => {
  let cluster: RedisCluster;
  beforeAll(async () => {
    cluster = await startRedisCluster();
  });
  afterAll(() => cluster.stop());

  describeContract('Redis Cluster', () => ({ redisUrl: cluster.url }));
});
