import { afterAll, beforeAll, inject } from 'vitest';
import { createDatabase, dropDatabase } from '@ponte/servers/test-database';
import { describeContract } from './contract.suite.ts';

let databaseUrl = '';

beforeAll(async () => {
  databaseUrl = await createDatabase(inject('postgresUrl'));
});
afterAll(() => dropDatabase(inject('postgresUrl'), databaseUrl));

describeContract('PostgreSQL', () => ({ databaseUrl }));
