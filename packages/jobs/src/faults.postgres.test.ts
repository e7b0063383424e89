import { afterAll, beforeAll } from 'vitest';
import { startPostgres, type PostgresServer } from '@ponte/servers/postgres';
import { describeFaults } from './contract.faults.suite.ts';

let server: PostgresServer;

beforeAll(async () => {
  // Durable: a crash of a server that skips its syncs loses more than the fault under test.
  server = await startPostgres();
});
afterAll(() => server.stop());

describeFaults('PostgreSQL', () => ({
  address: { databaseUrl: server.url },
  stop: () => server.crash(),
  start: () => server.restart(),
}));
