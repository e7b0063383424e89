import { afterAll, beforeAll, vi } from 'vitest';
import { startPostgres, type PostgresServer } from '@ponte/servers/postgres';
import { describeFaults } from './contract.faults.suite.ts';
import { createWorld } from './contract.world.ts';

let server: PostgresServer;

beforeAll(async () => {
  // Durable: a crash of a server that skips its syncs loses more than the fault under test.
  server = await startPostgres();
  // The tables of the queues are made at the first question, which takes longer than a ring may.
  const world = createWorld({ databaseUrl: server.url });
  await vi.waitFor(() => world.backend.queue(world.slug), { timeout: 170_000 });
  await world.close();
});
afterAll(() => server.stop());

describeFaults('PostgreSQL', () => ({
  address: { databaseUrl: server.url },
  stop: () => server.crash(),
  start: () => server.restart(),
}));
