import { integrationSlugs } from '@ponte/integrations/catalogue';
import { inspect } from '@ponte/jobs/queues';
import { toMaskedMessage } from '@ponte/logging/mask';
import { toShownAddress } from '../addresses.ts';
import type { Desk } from '../desk.ts';
import { EXIT } from '../exit-codes.ts';
import { ok, problem, skipped, warning, type Check } from './check.ts';

/** The store of the queues: reachable, set up so that it forgets nothing, and how full. */
export async function checkQueue(desk: Desk, hasTables: boolean): Promise<Check[]> {
  const { env, ports } = desk;
  const place =
    env.redisUrl === undefined ? 'in PostgreSQL' : `Redis at ${toShownAddress(env.redisUrl)}`;
  if (env.redisUrl === undefined && !hasTables) {
    return [skipped('queue', `${place}: not looked at before PostgreSQL is right`)];
  }
  try {
    // In this order: looking into the queues waits for the connection, the check does not.
    const queues = await inspect(ports.backend, integrationSlugs);
    const warnings = await ports.backend.check();
    const failed = queues.reduce((sum, queue) => sum + queue.failed, 0);
    const waiting = queues.reduce((sum, queue) => sum + queue.waiting, 0);
    return [
      ok('queue', `${place}: ${waiting} waiting, ${failed} failed`),
      ...warnings.map((text) => warning('queue', text, null)),
    ];
  } catch (thrown) {
    const next =
      'Start it or correct REDIS_URL. Events are still taken; nothing is lost meanwhile.';
    const text = `${place} does not answer: ${toMaskedMessage(thrown)}`;
    return [problem('queue', text, { next, exitCode: EXIT.network })];
  }
}
