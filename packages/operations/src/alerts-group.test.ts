import { createClock } from '@ponte/clock';
import { listAudit } from '@ponte/db/audit';
import { listHeld, holdRecords } from '@ponte/db/held';
import { pauseIntegration } from '@ponte/db/pauses';
import { createRunRecorder, type RunEnd } from '@ponte/db/runs';
import { openMigratedDatabase, type TestDatabase } from '@ponte/db/testing';
import { openBackend } from '@ponte/jobs/backend';
import { createRinger } from '@ponte/jobs/ring';
import { createLogger } from '@ponte/logging';
import { afterAll, beforeAll, beforeEach, expect, inject, it } from 'vitest';
import { STORE_PATIENCE_MS } from '@ponte/servers/store-patience';
import { actOnGroup } from './alerts-group.ts';
import type { OperationPorts } from './ports.ts';

const account = 'default';
const group = { integration: 'onec-bitrix24', reason: 'unavailable' };
const actor = { by: 'telegram:42' };
const clock = createClock();
const logger = createLogger({ service: 'test', level: 'silent' });
let database: TestDatabase;
let ports: OperationPorts;
let close: () => Promise<void>;

beforeAll(async () => {
  database = await openMigratedDatabase(inject('postgresUrl'));
  const databaseUrl = database.url;
  const backend = openBackend({
    ...{ databaseUrl, clock, logger, role: 'producer' },
    patienceMs: STORE_PATIENCE_MS,
  });
  const ringer = createRinger({ backend, clock, logger });
  ports = { database, backend, ringer, clock };
  close = async () => {
    await ringer.close();
    await backend.close();
  };
});
beforeEach(async () => {
  await database.pool.query('TRUNCATE run, held, audit, pause CASCADE');
});
afterAll(async () => {
  await close();
  await database.remove();
});

async function addRun(job: string, part: Partial<RunEnd> = {}): Promise<void> {
  const runs = createRunRecorder(database.pool, { worker: 'test' });
  await runs.finished({
    ...{ id: crypto.randomUUID(), job, integration: 'onec-bitrix24', account, attempt: 1 },
    ...{ payload: { account }, queueJobId: 'gone', keys: [], counts: {}, state: 'waiting' },
    ...{ reason: 'unavailable', message: 'No answer.', errorKind: null, errorCode: null },
    ...{ startedAt: clock.now(), finishedAt: clock.now(), nextAt: null, ...part },
  });
}
const act = (action: 'retry' | 'release') =>
  actOnGroup(ports, { account, action, group, until: clock.now() }, actor);
const actions = async (): Promise<string[]> =>
  (await listAudit(database.prisma, {})).map((entry) => `${entry.action} ${entry.actor}`);

it('every piece of work of the trouble is tried again, and no other', async () => {
  await addRun('onec-bitrix24.drain-invoices');
  await addRun('onec-bitrix24.sync-stock', { state: 'failed', reason: 'timeout' });
  await addRun('onec-bitrix24.read-cards', { state: 'failed', reason: 'rejected' });
  await addRun('onec-bitrix24.check-account', { state: 'failed' });
  expect(await act('retry')).toEqual({ count: 2 });
  expect(await actions()).toEqual(['run.retried telegram:42', 'run.retried telegram:42']);
});

it('work of a paused integration is not tried again, and the pause is named', async () => {
  await addRun('onec-bitrix24.drain-invoices');
  const pause = { integration: 'onec-bitrix24', reason: 'holidays', by: 'anna' };
  await pauseIntegration(database.pool, { ...pause, since: clock.now() });
  await expect(act('retry')).rejects.toThrow('onec-bitrix24 is paused (holidays)');
  expect(await actions()).toEqual([]);
});

it('held records of the trouble are released once', async () => {
  const hold = { integration: 'onec-bitrix24', account, kind: 'invoice', detail: 'A test.' };
  await holdRecords(database.pool, [
    { ...hold, key: '1', reason: 'unavailable' },
    { ...hold, key: '2', reason: 'bin-missing' },
  ]);
  expect(await act('release')).toEqual({ count: 1 });
  expect(await act('release')).toEqual({ count: 0 });
  expect(await listHeld(database.pool, { limit: 9 })).toMatchObject([{ key: '2' }]);
  expect(await actions()).toEqual(['held.released telegram:42']);
});
