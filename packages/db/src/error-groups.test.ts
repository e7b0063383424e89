import { randomUUID } from 'node:crypto';
import { afterAll, beforeEach, expect, inject, test } from 'vitest';
import {
  listErrorGroups,
  listHeldTrouble,
  listRunTrouble,
  saveErrorGroup,
} from './error-groups.ts';
import { holdRecords } from './held.ts';
import { openMigratedDatabase } from './testing.ts';

const database = await openMigratedDatabase(inject('postgresUrl'));
const sql = database.pool;
afterAll(() => database.remove());
beforeEach(() => sql.query('TRUNCATE run, held, error_group CASCADE'));

const at = (minute: number): Date => new Date(Date.UTC(2026, 10, 23, 9, minute));
const question = {
  account: 'default',
  since: at(-60),
  now: at(59),
  except: ['alerts'],
  calm: ['rate_limited', 'worker-died'],
  causes: { timeout: 'unavailable' },
};

async function addRun(
  minute: number,
  part: { state?: string; reason?: string | null; deal?: string; integration?: string } = {},
): Promise<void> {
  const { state = 'waiting', reason = 'unavailable', deal = '7', integration = 'onec' } = part;
  await sql.query(
    `INSERT INTO run (id, job, integration, state, reason, message, payload, started_at, finished_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $8)`,
    [
      ...[randomUUID(), `${integration}.invoice`, integration, state, reason],
      ...[`at ${minute}`, { deal }, at(minute)],
    ],
  );
}

test('runs in trouble are gathered by cause, and work that came through is not waiting', async () => {
  await addRun(1);
  await addRun(2, { deal: '8', reason: 'timeout' });
  await addRun(3, { state: 'done', reason: null });
  await addRun(4, { reason: 'rate_limited' });
  await addRun(4, { integration: 'alerts' });

  expect(await listRunTrouble(sql, question)).toEqual([
    {
      ...{ source: 'run', integration: 'onec', reason: 'unavailable', count: 2, waiting: 1 },
      ...{ firstAt: at(1), lastAt: at(2), sample: 'at 2' },
    },
  ]);
});

test('work that is put off calmly is still in the trouble it was in', async () => {
  await addRun(1);
  await addRun(2, { reason: 'rate_limited' });
  expect(await listRunTrouble(sql, question)).toMatchObject([{ count: 1, waiting: 1 }]);
});

const group = {
  ...{ source: 'run' as const, integration: 'onec', reason: 'unavailable' },
  ...{ count: 2, waiting: 0, firstAt: at(1), lastAt: at(2), sample: 'at 2' },
  ...{ alertedAt: at(1), digestAt: null, digests: 0, toldCount: 1, recoveries: 1 },
};

test('trouble before the end of its group is told already', async () => {
  await addRun(1);
  await addRun(2);
  const id = await saveErrorGroup(sql, 'default', { ...group, closedAt: at(5) });
  expect(await listRunTrouble(sql, question)).toEqual([]);

  await addRun(9);
  expect(await listRunTrouble(sql, question)).toMatchObject([{ count: 1, firstAt: at(9) }]);

  await saveErrorGroup(sql, 'default', { ...group, id, closedAt: null });
  expect(await listRunTrouble(sql, question)).toMatchObject([{ count: 3, firstAt: at(1) }]);
});

test('open groups are found, and ended ones for a while', async () => {
  const open = await saveErrorGroup(sql, 'default', { ...group, closedAt: null });
  await saveErrorGroup(sql, 'default', { ...group, reason: 'rejected', closedAt: at(5) });
  await saveErrorGroup(sql, 'default', { ...group, reason: 'error', closedAt: at(20) });

  const groups = await listErrorGroups(sql, { account: 'default', closedAfter: at(10) });

  expect(groups.map(({ reason }) => reason)).toEqual(['error', 'unavailable']);
  expect(groups[1]).toEqual({ ...group, id: open, closedAt: null });
});

test('one cause has one open group', async () => {
  await saveErrorGroup(sql, 'default', { ...group, closedAt: null });
  await expect(saveErrorGroup(sql, 'default', { ...group, closedAt: null })).rejects.toThrow();
});

test('records that wait for a person are counted by reason', async () => {
  const hold = { integration: 'onec', account: 'default', kind: 'deal', detail: 'No BIN.' };
  await holdRecords(sql, [
    { ...hold, key: '1', reason: 'missing-bin' },
    { ...hold, key: '2', reason: 'missing-bin' },
    { ...hold, key: '3', integration: 'alerts', reason: 'maybe-sent' },
  ]);
  expect(await listHeldTrouble(sql, question)).toEqual([
    {
      ...{ source: 'held', integration: 'onec', reason: 'missing-bin', count: 2, waiting: 2 },
      ...{ firstAt: at(59), lastAt: at(59), sample: 'No BIN.' },
    },
  ]);
});
