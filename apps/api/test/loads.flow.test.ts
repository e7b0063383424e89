import { createApiKey } from '@ponte/db/api-keys';
import { listAudit } from '@ponte/db/audit';
import type { Role } from '@ponte/db/roles';
import { afterEach, expect, inject, it } from 'vitest';
import { describedApi, type ApiAnswer, type AskApi } from '../src/testing.ts';
import { startLoadWorld, type LoadWorld } from './start-load-world.ts';
import { eventually } from './start-test-api.ts';

let world: LoadWorld;
let key: string;
let ask: AskApi;
const start = async (deals: number): Promise<void> => {
  world = await startLoadWorld({ postgresUrl: inject('postgresUrl'), deals });
  ask = await describedApi(world.api.url, fetch);
  key = await makeKey('operator');
};
afterEach(() => world.end());

const LOAD = '/api/loads/bitrix24-deals';
const COMPARE = '/api/reconcile/bitrix24-deals';

async function makeKey(role: Role): Promise<string> {
  return (await createApiKey(world.database.prisma, { name: role, role })).key;
}

const call = (method: string, path: string, body?: object): Promise<ApiAnswer> =>
  ask(method, path, { key, body });

const hasWord = async (word: string): Promise<boolean> =>
  (await call('GET', LOAD)).body['word'] === word;

it('fields and names are read when somebody asks, and what changed is told', async () => {
  await start(20);
  await world.startWorker();
  const first = await call('POST', '/api/sync/names', { why: 'first look' });
  expect(first).toMatchObject({ status: 200, body: { names: { message: null } } });
  await world.act('add-user-field', { name: 'NEW_ONE', type: 'string', label: 'Novo' });
  expect(await call('POST', '/api/sync/names', {})).toMatchObject({
    status: 200,
    body: {
      names: { newFields: 1, message: expect.stringContaining('new UF_CRM_NEW_ONE') as string },
    },
  });
  const audit = (await listAudit(world.database.prisma)).map(({ action }) => action);
  expect(audit.filter((action) => action === 'names.started')).toHaveLength(2);
  key = await makeKey('viewer');
  expect(await call('POST', '/api/sync/names', {})).toMatchObject({ status: 403 });
});

it('a load is previewed, begun, seen until its end, and compared', async () => {
  await start(300);
  await world.startWorker();
  expect(await call('GET', LOAD)).toMatchObject({ status: 404, body: { code: 'not-found' } });
  const dry = await call('POST', LOAD, { dryRun: true });
  expect(dry).toMatchObject({ status: 200, body: { preview: { count: 300, requests: 4 } } });
  expect(await world.database.prisma.deal.count()).toBe(0);

  const begun = await call('POST', LOAD, { why: 'first load' });
  expect(begun).toMatchObject({
    status: 202,
    body: { position: 'running', account: 'default', since: null },
  });
  await eventually(() => hasWord('completed'));
  expect((await call('GET', LOAD)).body).toMatchObject({
    ...{ share: 1, eta: null, why: null, rows: { read: 300, inserted: 300, problems: 0 } },
  });

  await world.act('create-deal', { fields: { TITLE: 'unheard of' }, silent: true });
  expect(await call('POST', COMPARE, { delta: true })).toMatchObject({
    status: 409,
    body: { detail: expect.stringContaining('Compare everything first.') as string },
  });
  const compared = await call('POST', COMPARE, {});
  expect(compared).toMatchObject({
    status: 200,
    body: { comparison: { checked: 301, drift: 1, missed: 1 } },
  });
  await world.act('create-deal', { fields: { TITLE: 'unheard again' }, silent: true });
  expect(await call('POST', COMPARE, { delta: true })).toMatchObject({
    ...{ status: 200, body: { comparison: { drift: 1, missed: 1, delta: 1 } } },
  });
  const { body } = await call('GET', '/api/status');
  expect((body['integrations'] as unknown[])[0]).toMatchObject({
    ...{ load: { word: 'completed' }, comparison: { last: { drift: 1 }, runningSince: null } },
  });
  const audit = (await listAudit(world.database.prisma)).map(({ action }) => action);
  expect(audit).toEqual(
    expect.arrayContaining(['load.previewed', 'load.started', 'comparison.started']),
  );
});

it('a load is paused, resumed and cancelled, by operators only', async () => {
  await start(50);
  const viewer = await makeKey('viewer');
  const operator = key;
  expect(await call('POST', LOAD, {})).toMatchObject({ status: 202, body: { word: 'waiting' } });
  expect((await call('GET', LOAD)).body['why']).toMatchObject({
    text: expect.stringContaining('No worker is running'),
  });
  expect(await call('POST', LOAD, {})).toMatchObject({ status: 409 });
  key = viewer;
  for (const path of [LOAD, `${LOAD}/pause`, `${LOAD}/cancel`, COMPARE]) {
    expect(await call('POST', path, {})).toMatchObject({ status: 403 });
  }
  expect(await call('GET', `${LOAD}?account=default`)).toMatchObject({ status: 200 });
  key = operator;
  expect((await call('POST', `${LOAD}/resume`, {})).status).toBe(409);
  expect((await call('POST', `${LOAD}/pause`, {})).body).toMatchObject({ word: 'paused' });
  expect((await call('POST', `${LOAD}/resume`, {})).body).toMatchObject({ position: 'running' });
  expect((await call('POST', `${LOAD}/cancel`, {})).body).toMatchObject({ word: 'cancelled' });
  expect((await call('POST', `${LOAD}/resume`, {})).status).toBe(409);
});

it('nonsense, a time ahead and a paused integration are refused with a sentence', async () => {
  await start(0);
  const refused: readonly (readonly [string, object, number, string])[] = [
    [LOAD, { since: 'the beginning' }, 400, 'Write the time like'],
    [LOAD, { since: '2099-01-01T00:00:00Z' }, 400, 'lies ahead'],
    [LOAD, { since: '2099-01-01T00:00:00Z', dryRun: true }, 400, 'lies ahead'],
    [LOAD, { dryRun: 'yes' }, 400, 'dryRun'],
    [LOAD, { account: 'a b' }, 400, 'account'],
    [`${LOAD}/pause`, {}, 404, 'no load'],
  ];
  for (const [path, body, status, words] of refused) {
    const answer = await call('POST', path, body);
    expect([status, answer.type]).toEqual([
      answer.status,
      expect.stringContaining('application/problem+json'),
    ]);
    expect(JSON.stringify(answer.body)).toContain(words);
  }
  await call('POST', '/api/integrations/bitrix24-deals/pause', { reason: 'The portal moves' });
  for (const answer of [await call('POST', LOAD, { dryRun: true }), await call('POST', COMPARE)]) {
    expect(answer).toMatchObject({ status: 409, body: { code: 'conflict' } });
    expect(answer.body['detail']).toContain('The portal moves');
  }
});

it('what the portal refuses is a problem that says what to do', async () => {
  await start(10);
  await world.startWorker();
  await world.faults({ match: {}, kind: 'access-denied' });
  const answer = await call('POST', LOAD, { dryRun: true });
  expect(answer).toMatchObject({ status: 502, body: { code: 'work-failed' } });
  expect(answer.body['detail']).toMatch(/The run is [\w-]{36}\.$/);
});
