import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { pruneOldRows } from './prune.ts';
import { openMigratedDatabase, type TestDatabase } from './testing.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await openMigratedDatabase(inject('postgresUrl'));
});
afterAll(() => database.remove());

test('old events that are done go, young, held, unworked and lately keyed ones stay', async () => {
  await database.pool.query(
    `INSERT INTO inbound_event (source, account, event_key, body, state, received_at)
     SELECT 'bitrix24', 'a', key, body, state, now() - days * interval '1 day'
       FROM (VALUES (NULL, 'old', 'done', 31), (NULL, 'young', 'done', 29),
                    (NULL, 'held', 'held', 400), (NULL, 'unworked', 'received', 400),
                    ('k1', 'keyed', 'done', 31), ('k2', 'old keyed', 'done', 91))
         AS e(key, body, state, days)`,
  );
  expect(await pruneOldRows(database.pool)).toBe(2);
  const left = await database.prisma.inboundEvent.findMany({ orderBy: { id: 'asc' } });
  expect(left.map(({ body }) => body)).toEqual(['young', 'held', 'unworked', 'keyed']);
});

test('runs of months ago go, failed ones after more than a year', async () => {
  await database.pool.query(
    `INSERT INTO run (id, job, integration, state, started_at)
     SELECT gen_random_uuid(), job, 'a', state, now() - days * interval '1 day'
       FROM (VALUES ('old', 'done', 91), ('young', 'done', 89), ('failed', 'failed', 91),
                    ('old failed', 'failed', 401)) AS r(job, state, days)`,
  );
  expect(await pruneOldRows(database.pool)).toBe(2);
  const left = await database.prisma.run.findMany({ orderBy: { job: 'asc' } });
  expect(left.map(({ job }) => job)).toEqual(['failed', 'young']);
});
