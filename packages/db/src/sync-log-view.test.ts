import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { createRunRecorder, type RunEnd } from './run-recorder.ts';
import { openMigratedDatabase, type TestDatabase } from './testing.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await openMigratedDatabase(inject('postgresUrl'));
});
afterAll(() => database.remove());

/** Three runs of one millisecond apart, as the runtime names them. */
const runIds = [
  '019ab9d0-0000-7aaa-8000-000000000001',
  '019ab9d0-0001-7000-8000-000000000002',
  '019ab9d0-0001-7001-8000-000000000003',
] as const;

function toRun(id: string, keys: readonly string[]): RunEnd {
  const at = new Date('2026-11-26T00:00:00Z');
  return {
    ...{ id, job: 'onec-bitrix24.drain-invoices', integration: 'onec-bitrix24', keys },
    ...{ account: 'default', attempt: 1, payload: {}, queueJobId: 'q', counts: {} },
    ...{ state: 'done', reason: null, message: null, errorKind: null, errorCode: null },
    ...{ startedAt: at, finishedAt: at, nextAt: null },
  };
}
async function readLog(): Promise<{ id: string; deal: string }[]> {
  const { rows } = await database.pool.query<{ id: string; deal: string }>(
    `SELECT id::text, entity_id AS deal FROM bitrix_1c_sync_log ORDER BY id`,
  );
  return rows;
}

test('a line of the first company’s log keeps its id when older lines are pruned', async () => {
  const runs = createRunRecorder(database.pool, { worker: 'test' });
  const [first, second, third] = runIds;
  await runs.finished(toRun(first, ['deal:7', 'invoice:a', 'deal:8']));
  await runs.finished(toRun(second, ['deal:7', 'deal:9']));
  await runs.finished(toRun(third, ['deal:10']));
  const before = await readLog();
  expect(before.map(({ deal }) => deal)).toEqual(['7', '8', '7', '9', '10']);
  expect(new Set(before.map(({ id }) => id)).size).toBe(5);
  expect(before.every(({ id }) => BigInt(id) > 0n)).toBe(true);

  await database.pool.query('DELETE FROM run WHERE id = $1', [first]);
  expect(await readLog()).toEqual(before.slice(2));
});
