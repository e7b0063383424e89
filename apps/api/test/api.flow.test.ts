import { createApiKey } from '@ponte/db/api-keys';
import { listAudit } from '@ponte/db/audit';
import { listDirty } from '@ponte/db/dirty';
import { findEvent, settleEvents } from '@ponte/db/events';
import { holdRecords, listHeld } from '@ponte/db/held';
import { createRunRecorder } from '@ponte/db/runs';
import { openMigratedDatabase, type TestDatabase } from '@ponte/db/testing';
import { drainDeals } from '@ponte/integrations/bitrix24-deals/jobs';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { describedApi, type ApiAnswer, type AskApi } from '../src/testing.ts';
import { startFailingWorker } from './failing-worker.ts';
import { eventually, startTestApi, type TestApi } from './start-test-api.ts';
import { postForm, toDealEvent } from './webhook-bodies.ts';

let database: TestDatabase;
let api: TestApi;
let key: string;
let ask: AskApi;

beforeAll(async () => {
  database = await openMigratedDatabase(inject('postgresUrl'));
  api = await startTestApi(database.url);
  ask = await describedApi(api.url, fetch);
  ({ key } = await createApiKey(database.prisma, { name: 'tests', role: 'admin' }));
});
afterAll(async () => {
  await api.close();
  await database.remove();
});

const call = (method: string, path: string, body?: unknown): Promise<ApiAnswer> =>
  ask(method, path, { key, body });

const hold = (kind: string, key: string, reason = 'unreadable-answer'): Promise<void> =>
  holdRecords(database.pool, [
    { integration: 'bitrix24-deals', account: 'default', detail: 'A test.', kind, key, reason },
  ]);

const heldKeys = async (): Promise<string[]> =>
  (await listHeld(database.pool, { limit: 100 })).map((row) => row.key).toSorted();

describe('bad input is refused with a sentence', () => {
  it.each([
    ['broken JSON', 'POST', '/api/held/release', '{"ids":', 400, 'not valid JSON'],
    ['an unknown field', 'POST', '/api/held/release', { id: '1' }, 400, 'id'],
    ['an empty selection', 'POST', '/api/held/release', {}, 400, 'Say which records'],
    ['an empty replay', 'POST', '/api/events/replay', {}, 400, 'Say which events'],
    ['an id that is no number', 'POST', '/api/held/x/release', {}, 400, 'An id is a number'],
    ['a run id that is no UUID', 'GET', '/api/runs/7', undefined, 400, 'UUID'],
    [
      'a run that is not there',
      'GET',
      '/api/runs/01945027-150e-72b4-a7cf-4943a042cd9c',
      undefined,
      404,
      'no run',
    ],
    ['an unknown filter', 'GET', '/api/runs?colour=red', undefined, 400, 'colour'],
    ['a limit of a million', 'GET', '/api/runs?limit=1000000', undefined, 400, 'limit'],
    [
      'an unknown integration',
      'POST',
      '/api/integrations/bling-shop/resume',
      {},
      404,
      'bitrix24-deals',
    ],
    [
      'resuming what is not paused',
      'POST',
      '/api/integrations/bitrix24-deals/resume',
      {},
      409,
      'not paused',
    ],
    [
      'a pause without a reason',
      'POST',
      '/api/integrations/bitrix24-deals/pause',
      {},
      400,
      'reason',
    ],
    [
      'an unknown setting',
      'GET',
      '/api/settings/bitrix24-deals/colour',
      undefined,
      404,
      'ignoredEvents',
    ],
    [
      'a wrong setting',
      'PUT',
      '/api/settings/bitrix24-deals/ignoredEvents',
      { value: ['x y'] },
      400,
      'capitals',
    ],
    [
      'a weak password',
      'POST',
      '/api/users',
      { login: 'bob', password: 'x', role: 'viewer' },
      400,
      '12',
    ],
    ['an unknown role', 'POST', '/api/api-keys', { name: 'n', role: 'god' }, 400, 'role'],
    ['an unknown address', 'GET', '/api/nothing', undefined, 404, '/api/nothing'],
    ['a large body', 'POST', '/api/held/release', { why: 'x'.repeat(110_000) }, 413, '100 kB'],
  ])('%s', async (_what, method, path, body, status, words) => {
    const answer = await call(method, path, body);
    expect(answer.status).toBe(status);
    expect(answer.type).toContain('application/problem+json');
    expect(JSON.stringify(answer.body)).toContain(words);
    expect(answer.body['requestId']).toMatch(/^[\w-]{36}$/);
    expect(answer.body['type']).toBe(`/docs#${String(answer.body['code'])}`);
  });

  it('and a form where JSON is due is told so', async () => {
    const answer = await fetch(`${api.url}/api/held/release`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${key}` },
      body: new URLSearchParams({ ids: '1' }),
    });
    expect(answer.status).toBe(415);
  });

  it('and the request’s own id comes back', async () => {
    const headers = { 'X-Request-Id': 'caller-id-12345' };
    const answer = await fetch(`${api.url}/api/held`, { headers });
    expect(answer.headers.get('x-request-id')).toBe('caller-id-12345');
    expect(await answer.json()).toMatchObject({ requestId: 'caller-id-12345' });
    const insane = await fetch(`${api.url}/api/held`, { headers: { 'X-Request-Id': 'a"b c' } });
    expect(insane.headers.get('x-request-id')).toMatch(/^[\w-]{36}$/);
  });
});

describe('held records', () => {
  it('are listed with their next step and released one by one or by reason', async () => {
    await Promise.all(['1', '2', '3'].map((id) => hold('deal', id)));
    const listed = await call('GET', '/api/held?integration=bitrix24-deals');
    const [first] = listed.body['held'] as Record<string, string>[];
    expect(first).toMatchObject({ kind: 'deal', reason: 'unreadable-answer' });
    expect(first?.['nextStep']).toContain('Then release');

    const one = await call('POST', `/api/held/${first?.['id']}/release`, { why: 'corrected' });
    expect(one.status).toBe(200);
    expect((await call('POST', `/api/held/${first?.['id']}/release`, {})).status).toBe(404);
    await call('POST', '/api/held/release', {
      integration: 'bitrix24-deals',
      reason: 'unreadable-answer',
    });
    expect(await heldKeys()).toEqual([]);
    const address = { account: 'default', kind: 'deal' };
    const dirty = await listDirty(database.pool, { ...address, limit: 10 });
    expect(dirty.map(({ id }) => id).toSorted()).toEqual(['1', '2', '3']);
  });

  it('that are events go through the whole way again, or are dismissed', async () => {
    await postForm(`${api.url}/webhook/bitrix24`, toDealEvent(undefined));
    const listed = await call('GET', '/api/events?source=bitrix24&limit=1');
    const [event] = listed.body['events'] as { id: string; body?: string }[];
    const id = event?.id ?? '';
    expect(event).not.toHaveProperty('body');
    const toHeld = async (): Promise<void> => {
      await settleEvents(database.pool, [{ id, state: 'held', reason: 'unreadable-event' }]);
      await hold('inbound-event', id, 'unreadable-event');
    };
    await toHeld();
    await call('POST', '/api/held/release', { kind: 'inbound-event' });
    expect(await findEvent(database.pool, id)).toMatchObject({ state: 'received', reason: null });
    await toHeld();
    await call('POST', '/api/held/dismiss', { keys: [id], why: 'harmless' });
    expect(await findEvent(database.pool, id)).toMatchObject({
      state: 'done',
      reason: 'dismissed',
    });
    await call('POST', '/api/events/replay', { ids: [id] });
    expect(await findEvent(database.pool, id)).toMatchObject({ state: 'received' });
    const actions = (await listAudit(database.prisma)).map(({ action }) => action);
    expect(actions).toEqual(
      expect.arrayContaining(['held.released', 'held.dismissed', 'events.replayed']),
    );
  });
});

describe('runs', () => {
  it('are found by the key of what they touched', async () => {
    const recorder = createRunRecorder(database.pool, { worker: 'test' });
    const startedAt = new Date();
    await recorder.finished({
      ...{ id: '01945027-150e-72b4-a7cf-4943a042cd9c', job: drainDeals.name, account: 'default' },
      ...{ integration: 'bitrix24-deals', attempt: 1, payload: { account: 'default' } },
      ...{ queueJobId: 'r-1', startedAt, state: 'done', reason: null, message: null },
      ...{ errorKind: null, errorCode: null, keys: ['deal:7405'], counts: { stored: 1 } },
      ...{ finishedAt: startedAt, nextAt: null },
    });
    const found = await call('GET', '/api/runs?key=deal:7405');
    expect(found.body['runs']).toMatchObject([
      { keys: ['deal:7405'], state: 'done', nextStep: null },
    ]);
    expect((await call('GET', '/api/runs?key=deal:1')).body['runs']).toEqual([]);
    const retry = await call('POST', '/api/runs/01945027-150e-72b4-a7cf-4943a042cd9c/retry', {});
    expect(retry.status).toBe(409);
  });

  it('that failed are tried again and then end well', async () => {
    const worker = await startFailingWorker(database);
    try {
      await worker.ringer.ring(drainDeals, { account: 'default' });
      const failed = await eventually(async () => {
        const { body } = await call('GET', '/api/runs?state=failed');
        return (body['runs'] as Record<string, string>[])[0];
      });
      expect(failed['nextStep']).toContain('correct the cause and retry');
      const status = await call('GET', '/api/status');
      expect(findDeals(status.body)).toMatchObject({
        ...{ state: 'failed', troubles: [{ job: drainDeals.name, state: 'failed' }] },
      });

      worker.heal();
      expect((await call('POST', `/api/runs/${failed['id']}/retry`, {})).status).toBe(202);
      await eventually(async () => {
        const { body } = await call('GET', '/api/runs?key=deal:7405&state=done');
        return (body['runs'] as unknown[]).length > 1;
      });
    } finally {
      await worker.close();
    }
  });
});

describe('an integration', () => {
  it('is paused with a reason, shown as paused and resumed', async () => {
    const path = '/api/integrations/bitrix24-deals';
    await call('POST', `${path}/pause`, { reason: 'The portal moves' });
    const { body } = await call('GET', '/api/status');
    expect(findDeals(body)).toMatchObject({
      ...{ state: 'paused', pause: { reason: 'The portal moves', by: 'api-key:tests' } },
    });
    expect((await call('POST', `${path}/resume`, {})).status).toBe(200);
  });

  it('has settings that its own schema checks', async () => {
    const path = '/api/settings/bitrix24-deals/ignoredEvents';
    expect((await call('GET', path)).body).toMatchObject({ value: [], isDefault: true });
    await call('PUT', path, { value: ['ONCRMLEADADD'] });
    expect((await call('GET', path)).body).toMatchObject({
      ...{ value: ['ONCRMLEADADD'], isDefault: false, updatedBy: 'api-key:tests' },
    });
    await call('DELETE', path);
    expect((await call('GET', path)).body).toMatchObject({ isDefault: true });
  });
});

describe('users and keys', () => {
  it('are made, changed and shut out', async () => {
    const user = { login: 'olga', password: 'another long sentence', role: 'viewer' };
    expect((await call('POST', '/api/users', user)).status).toBe(201);
    expect((await call('POST', '/api/users', user)).status).toBe(409);
    const changed = await call('PATCH', '/api/users/olga', { role: 'operator', isDisabled: true });
    expect(changed.body).toMatchObject({ role: 'operator' });
    expect(JSON.stringify((await call('GET', '/api/users')).body)).not.toContain('argon2');
    const last = { login: 'anna', password: 'another long sentence', role: 'admin' };
    expect((await call('POST', '/api/users', last)).status).toBe(201);
    for (const wish of [{ role: 'viewer' }, { isDisabled: true }]) {
      const refused = await call('PATCH', '/api/users/anna', wish);
      expect(refused.status).toBe(409);
      expect(refused.body['detail']).toContain('anna is the last administrator');
    }
    const made = await call('POST', '/api/api-keys', { name: 'shop', role: 'viewer' });
    expect(made.body['key']).toMatch(/^pk_/);
    expect((await call('DELETE', '/api/api-keys/shop')).status).toBe(200);
    const answer = await fetch(`${api.url}/api/runs`, {
      headers: { Authorization: `Bearer ${String(made.body['key'])}` },
    });
    expect(answer.status).toBe(401);
  });
});

describe('for machines', () => {
  it('the start page is JSON when JSON is asked for, and says little to strangers', async () => {
    const answer = await fetch(api.url, { headers: { Accept: 'application/json' } });
    expect(await answer.json()).toEqual({ status: 'ok' });
    const headers = { Accept: 'application/json', Authorization: `Bearer ${key}` };
    const known = (await (await fetch(api.url, { headers })).json()) as Record<string, unknown>;
    expect(known).toMatchObject({ status: 'ok' });
    expect(findDeals(known)).toMatchObject({ recentRuns: expect.any(Array) as unknown });
  });

  it('metrics are free next door only', async () => {
    const near = await fetch(`${api.url}/metrics`);
    expect(await near.text()).toContain(
      'ponte_flow_freshness_seconds{integration="bitrix24-deals"}',
    );
    const headers = { 'X-Forwarded-For': '203.0.113.7' };
    expect((await fetch(`${api.url}/metrics`, { headers })).status).toBe(401);
    const authorization = { ...headers, Authorization: `Bearer ${key}` };
    expect((await fetch(`${api.url}/metrics`, { headers: authorization })).status).toBe(200);
  });

  it('metrics ask for a key once PUBLIC_URL is elsewhere: a proxy may leave no trace', async () => {
    const env = { PUBLIC_URL: 'https://bridge.example.com/ponte' };
    const proxied = await startTestApi(database.url, { env });
    try {
      expect((await fetch(`${proxied.url}/metrics`)).status).toBe(401);
      const headers = { Authorization: `Bearer ${key}` };
      expect((await fetch(`${proxied.url}/metrics`, { headers })).status).toBe(200);
    } finally {
      await proxied.close();
    }
  });

  it('the OpenAPI document names every route that the API has', async () => {
    const document = (await (await fetch(`${api.url}/openapi.json`)).json()) as {
      openapi: string;
      paths: Record<string, object>;
    };
    expect(document.openapi).toBe('3.1.0');
    for (const [path, methods] of Object.entries(document.paths)) {
      for (const method of Object.keys(methods).map((name) => name.toUpperCase())) {
        const answer = await fetch(api.url + path.replace(/\{\w+\}/g, '1'), { method });
        expect([method, path, answer.status]).toEqual([method, path, 401]);
      }
    }
  });
});

/** What the status says of the deals' integration. */
function findDeals({ integrations }: Record<string, unknown>): object | undefined {
  return (integrations as { slug: string }[]).find(({ slug }) => slug === 'bitrix24-deals');
}
