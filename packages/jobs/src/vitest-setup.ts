import type { TestProject } from 'vitest/node';
import { createClock } from '@ponte/clock';
import { createLogger } from '@ponte/logging';
import { openBackend } from './backend.ts';
import { PATIENCE_MS } from './contract.world.ts';

/**
 * Gives every database that this run's tests make the tables of the queues: they are made once, in the
 * database that PostgreSQL copies for each new one.
 */
export default async function setup(project: TestProject): Promise<void> {
  const url = new URL(project.getProvidedContext().postgresUrl);
  url.pathname = '/template1';
  const backend = openBackend({
    ...{ databaseUrl: url.href, clock: createClock(), role: 'producer' },
    ...{
      logger: createLogger({ service: 'test', level: 'silent' }),
      patienceMs: PATIENCE_MS,
    },
  });
  try {
    await backend.prepare();
  } finally {
    await backend.close();
  }
}
