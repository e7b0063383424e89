import pg from 'pg';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { createDatabase, dropDatabase } from '@ponte/servers/test-database';
import { describeContract } from './contract.suite.ts';
import { createWorld } from './contract.world.ts';

let databaseUrl = '';

beforeAll(async () => {
  databaseUrl = await createDatabase(inject('postgresUrl'));
});
async function query(text: string): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  await client.query(text);
  await client.end();
}

afterAll(() => dropDatabase(inject('postgresUrl'), databaseUrl));

it('makes its tables for whoever comes first, however many come at once', async () => {
  await query('DROP SCHEMA bullmq CASCADE');
  const worlds = Array.from({ length: 5 }, () => createWorld({ databaseUrl }));
  try {
    const rings = worlds.map(({ ringer, specs }, n) => ringer.ring(specs.plain, { n }));
    expect(await Promise.all(rings)).toEqual(Array(5).fill('rung'));
  } finally {
    await Promise.all(worlds.map((world) => world.close()));
  }
});

describeContract('PostgreSQL', () => ({ databaseUrl }));
