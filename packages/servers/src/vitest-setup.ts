import type { TestProject } from 'vitest/node';
import { startPostgres } from './postgres.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Administrator's connection string of the one PostgreSQL of this test run. */
    postgresUrl: string;
  }
}

/** Starts one PostgreSQL for the whole run; every test file makes its own database in it. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const server = await startPostgres({ isDurable: false, settings: ['max_connections=400'] });
  project.provide('postgresUrl', server.url);
  return () => server.stop();
}
