import { Cluster, type Redis } from 'ioredis';
import type { RedisClient } from './redis-connect.ts';
import { withinDeadline } from './unreachable.ts';

/**
 * Asks every master whether it may forget work. Returns one sentence per trouble; rejects when
 * Redis does not answer within `patienceMs` real milliseconds. The rows survive all of it: these are warnings, not refusals.
 */
export async function checkRedis(client: RedisClient, patienceMs: number): Promise<string[]> {
  const masters = client instanceof Cluster ? client.nodes('master') : [client];
  if (masters.length === 0) throw new Error('The Redis Cluster shows no master.');
  const reports = masters.map((node) => withinDeadline(checkNode(node), patienceMs, 'Redis'));
  return [...new Set((await Promise.all(reports)).flat())];
}

async function checkNode(node: Redis): Promise<string[]> {
  const report = await node.info();
  const valueOf = (field: string): string | undefined =>
    new RegExp(`^${field}:(.*)$`, 'm').exec(report)?.[1]?.trim();
  const warnings: string[] = [];
  const policy = valueOf('maxmemory_policy');
  if (policy !== undefined && policy !== 'noeviction') {
    warnings.push(
      `Redis evicts keys when it is full (maxmemory-policy ${policy}): jobs vanish silently. ` +
        'Set maxmemory-policy noeviction.',
    );
  }
  if (valueOf('aof_enabled') === '0') {
    warnings.push(
      'Redis keeps no append-only file: a restart forgets waiting jobs until the sweep rings them ' +
        'again. Set appendonly yes.',
    );
  }
  return warnings;
}
