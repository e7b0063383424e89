import { createClock } from '@ponte/clock';
import { markDirty } from '@ponte/db/dirty';
import { pauseIntegration } from '@ponte/db/pauses';
import { openMigratedDatabase, type TestDatabase } from '@ponte/db/testing';
import type { JobSpec, JsonObject } from '@ponte/jobs/define';
import { afterAll, beforeAll, beforeEach, expect, inject, it } from 'vitest';
import { runSweep } from './sweep.ts';

let database: TestDatabase;
const clock = createClock();
let rung: string[];

beforeAll(async () => {
  database = await openMigratedDatabase(inject('postgresUrl'));
});
beforeEach(async () => {
  rung = [];
  await database.pool.query('TRUNCATE inbound_event, dirty, pause');
});
afterAll(() => database.remove());

const ringer = {
  ring: <Payload extends JsonObject>(spec: JobSpec<string, Payload>, payload: Payload) => {
    rung.push(`${spec.name} ${String(payload['account'])}`);
    return Promise.resolve('rung' as const);
  },
};
const broken = { ring: () => Promise.reject(new Error('The queue is away.')) };

const receive = async (source: string, account: string, secondsAgo: number): Promise<void> => {
  await database.pool.query(
    `INSERT INTO inbound_event (source, account, body, received_at)
     VALUES ($1, $2, '', now() - $3::int * interval '1 second')`,
    [source, account, secondsAgo],
  );
};

it('rings once per account for what lies, and leaves what has just come to its own ring', async () => {
  await receive('bitrix24', 'default', 60);
  await receive('bitrix24', 'default', 30);
  await receive('bitrix24', 'branch', 60);
  await receive('bitrix24', 'fresh', 0);
  await receive('bling', 'default', 60);
  await markDirty(database.pool, { account: 'default', kind: 'deal', ids: ['1', '2'] });
  await database.pool.query(`UPDATE dirty SET marked_at = now() - interval '1 minute'`);
  const { missed } = await runSweep({ database, ringer, clock });
  expect(missed).toBe(0);
  expect(rung.toSorted()).toEqual([
    'bitrix24-deals.absorb-events branch',
    'bitrix24-deals.absorb-events default',
    'bitrix24-deals.drain-deals default',
  ]);
});

it('counts the rings that did not reach the queue', async () => {
  await receive('bitrix24', 'default', 60);
  expect(await runSweep({ database, ringer: broken, clock })).toMatchObject({ missed: 1 });
});

it('rings nothing while the integration is paused', async () => {
  await receive('bitrix24', 'default', 60);
  const pause = { integration: 'bitrix24-deals', reason: 'a test', by: 'test', since: clock.now() };
  await pauseIntegration(database.pool, pause);
  await runSweep({ database, ringer, clock });
  expect(rung).toEqual([]);
});
