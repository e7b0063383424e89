import { openMigratedDatabase, type TestDatabase } from '@ponte/db/testing';
import { listLiveWorkers } from '@ponte/db/workers';
import { createLogger } from '@ponte/logging';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { describeSkew } from './describe-skew.ts';
import { startHeartbeat } from './heartbeat.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await openMigratedDatabase(inject('postgresUrl'));
});
afterAll(() => database.remove());

it('a worker whose clock is wrong says so beside its row', async () => {
  const logger = createLogger({ service: 'test', level: 'silent' });
  const nowMs = (): number => Date.now() + 60_000;
  const heartbeat = startHeartbeat({ database, id: 'w1', version: '1', logger, nowMs });
  const notes = async (): Promise<(string | null)[]> =>
    (await listLiveWorkers(database.pool)).map(({ note }) => note);
  await expect
    .poll(notes)
    .toEqual([expect.stringMatching(/its clock is (59|60) s ahead of PostgreSQL's/)]);
  await heartbeat.stop();
});

it.each([
  [10_000, { from: 9_000, to: 10_500 }, null],
  [10_000, { from: 12_000, to: 12_001 }, null],
  [10_000, { from: 15_000, to: 15_010 }, 'its clock is 5 s ahead'],
  [10_000, { from: 1_000, to: 3_000 }, 'its clock is 7 s behind'],
  // A slow answer is no wrong clock.
  [10_000, { from: 1_000, to: 30_000 }, null],
])('PostgreSQL at %i within %o: %s', (databaseMs, asked, words) => {
  const told = describeSkew(databaseMs, asked);
  if (words === null) expect(told).toBeNull();
  else expect(told).toContain(words);
});
