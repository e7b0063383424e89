import { inTransaction } from '@ponte/db/client';
import { countLockWaiters, openMigratedDatabase, type TestDatabase } from '@ponte/db/testing';
import { listEvents } from '@ponte/db/events';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { eventually, startTestApi, TOKEN, type TestApi } from './start-test-api.ts';
import {
  FORM,
  postForm,
  postSigned,
  signForBling,
  toBlingEvent,
  toDealEvent,
} from './webhook-bodies.ts';

let database: TestDatabase;
let api: TestApi;
let base: string;

beforeAll(async () => {
  database = await openMigratedDatabase(inject('postgresUrl'));
  api = await startTestApi(database.url, {
    env: { PUBLIC_URL: 'http://localhost/ponte', BITRIX24_DOMAIN: 'Some-Domain.bitrix24.com' },
  });
  base = `${api.url}/webhook`;
});
afterAll(async () => {
  await api.close();
  await database.remove();
});

const countEvents = async (): Promise<number> =>
  (await listEvents(database.pool, { limit: 100_000 })).length;

describe('an authentic event', () => {
  it.each([
    '/webhook/bitrix24',
    '/webhook/bitrix24/default',
    '/webhook/bitrix24/deal',
    '/webhook/bitrix24/?x=1',
  ])('is stored before it is answered at %s, with and without the prefix', async (path) => {
    for (const prefix of ['', '/ponte']) {
      const before = await countEvents();
      const answer = await postForm(api.url + prefix + path, toDealEvent('7405'));
      expect(answer.status).toBe(200);
      expect(await answer.json()).toEqual({ received: true });
      expect(await countEvents()).toBe(before + 1);
    }
  });

  it('is stored without its token', async () => {
    await postForm(`${base}/bitrix24`, toDealEvent('7406'));
    const [event] = await listEvents(database.pool, { limit: 1 });
    expect(event).toMatchObject({ source: 'bitrix24', account: 'default', state: 'received' });
    expect(decodeURIComponent(event?.body ?? '')).toContain('data[FIELDS][ID]=7406');
    expect(event?.body).not.toContain(TOKEN);
  });

  it.each([
    ['of an unknown kind', toDealEvent('1', { event: 'ONCRMLEADADD' })],
    ['without an id', toDealEvent(undefined)],
    ['with an id that is no number', toDealEvent('seven')],
    ['without a domain', toDealEvent('1', { domain: undefined })],
    ['with its domain in capitals', toDealEvent('1', { domain: 'SOME-DOMAIN.BITRIX24.COM' })],
  ])('%s is stored all the same: the worker holds it', async (_what, body) => {
    const before = await countEvents();
    expect((await postForm(`${base}/bitrix24`, body)).status).toBe(200);
    expect(await countEvents()).toBe(before + 1);
  });

  it('may name its charset', async () => {
    const headers = { 'Content-Type': `${FORM}; charset=UTF-8` };
    const answer = await fetch(`${base}/bitrix24`, {
      method: 'POST',
      headers,
      body: toDealEvent('9'),
    });
    expect(answer.status).toBe(200);
  });
});

describe('a refused event', () => {
  const big = `${toDealEvent('1')}&x=${'y'.repeat(70_000)}`;
  it.each([
    ['without a token', 401, 'unproven-event', toDealEvent('1', { token: undefined })],
    ['with a wrong token', 401, 'unproven-event', toDealEvent('1', { token: `${TOKEN}x` })],
    ['with an empty token', 401, 'unproven-event', toDealEvent('1', { token: '' })],
    [
      'of another portal',
      403,
      'foreign-account',
      toDealEvent('1', { domain: 'other.bitrix24.com' }),
    ],
    ['with a bad bracket form', 400, 'unreadable-event', 'event=A&data[FIELDS[ID]=1'],
    [
      'with the token twice',
      400,
      'unreadable-event',
      `${toDealEvent('1')}&auth[application_token]=${TOKEN}`,
    ],
    ['with bad percent encoding', 400, 'unreadable-event', 'event=%E0%A4%A&a=1'],
    ['with a prototype key', 400, 'unreadable-event', `${toDealEvent('1')}&__proto__[x]=1`],
    ['that is empty', 400, 'unreadable-event', ''],
    ['that is JSON', 400, 'unreadable-event', '{"event":"ONCRMDEALUPDATE"}'],
    ['over the limit', 413, 'too-large', big],
  ])('%s gets %i and leaves no row', async (_what, status, code, body) => {
    const before = await countEvents();
    const answer = await postForm(`${base}/bitrix24`, body);
    expect(answer.status).toBe(status);
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
    const problem = (await answer.json()) as Record<string, string>;
    expect(problem).toMatchObject({ code, status, instance: '/webhook/bitrix24' });
    expect(problem['type']).toBe(`http://localhost/ponte/docs#${code}`);
    expect(JSON.stringify(problem)).not.toContain(TOKEN);
    expect(await countEvents()).toBe(before);
  });

  it.each([
    ['an unknown vendor', 404, '/nobody', 'POST'],
    ['an unknown account', 404, '/bitrix24/branch', 'POST'],
    ['an unknown account by another verb', 404, '/bitrix24/branch', 'GET'],
    ['no vendor', 404, '', 'POST'],
    ['another verb', 405, '/bitrix24', 'GET'],
    ['another verb', 405, '/bitrix24', 'DELETE'],
  ])('for %s gets %i', async (_what, status, path, method) => {
    const body = method === 'POST' ? toDealEvent('1') : null;
    const answer = await fetch(base + path, { method, headers: { 'Content-Type': FORM }, body });
    expect(answer.status).toBe(status);
    if (status === 405) expect(answer.headers.get('allow')).toBe('POST');
  });

  it.each([
    'application/json',
    'text/plain',
    `${FORM}; charset=windows-1251`,
    'multipart/form-data',
  ])('of the content type %s gets 415', async (type) => {
    const headers = { 'Content-Type': type };
    const answer = await fetch(`${base}/bitrix24`, {
      method: 'POST',
      headers,
      body: toDealEvent('1'),
    });
    expect(answer.status).toBe(415);
  });

  it('for an unknown account gets 404 in one shape, whatever its type and however long it is', async () => {
    const send = async (type: string, body: string): Promise<[number, string]> => {
      const headers = { 'Content-Type': type };
      const answer = await fetch(`${base}/bitrix24/branch`, { method: 'POST', headers, body });
      const problem = (await answer.json()) as Record<string, string>;
      return [answer.status, JSON.stringify({ ...problem, requestId: 'one of its own' })];
    };
    const answers = [
      await send(FORM, toDealEvent('1')),
      await send(FORM, big),
      await send('application/json', '{}'),
      await send('text/plain', ''),
    ];
    expect(new Set(answers.map(([status]) => status))).toEqual(new Set([404]));
    expect(new Set(answers.map(([, problem]) => problem)).size).toBe(1);
  });

  it('that is compressed gets 415', async () => {
    const headers = { 'Content-Type': FORM, 'Content-Encoding': 'gzip' };
    const answer = await fetch(`${base}/bitrix24`, { method: 'POST', headers, body: 'x' });
    expect(answer.status).toBe(415);
  });

  it('over the limit is heard even when its length is not declared', async () => {
    const body = new ReadableStream({
      start: (stream) => {
        for (let at = 0; at < 20; at += 1) stream.enqueue(Buffer.alloc(10_000, 'a'));
        stream.close();
      },
    });
    const options = { method: 'POST', headers: { 'Content-Type': FORM }, body, duplex: 'half' };
    const answer = await fetch(`${base}/bitrix24`, options as RequestInit);
    expect(answer.status).toBe(413);
  });

  it('is counted and its token is in no log line', async () => {
    const metrics = await (await fetch(`${api.url}/metrics`)).text();
    expect(metrics).toMatch(
      /ponte_webhook_received_total\{vendor="bitrix24",outcome="unproven-event"\} [1-9]/,
    );
    expect(api.log()).not.toContain(TOKEN);
  });
});

describe('an event with an id of its own', () => {
  it('counts once however often it comes', async () => {
    const event = toBlingEvent('01945027-150e-72b4-e7cf-4943a042cd9c');
    const first = await postSigned(`${base}/bling`, event);
    expect(await first.json()).toEqual({ received: true });
    const again = await postSigned(`${base}/bling`, event);
    expect(again.status).toBe(200);
    expect(await again.json()).toEqual({ received: true, duplicate: true });
    expect(await listEvents(database.pool, { source: 'bling', limit: 10 })).toHaveLength(1);
  });

  it('counts once when it comes fifty times at the same moment', async () => {
    const event = toBlingEvent('01945027-0000-72b4-e7cf-4943a042cd9c');
    const all = await Promise.all(
      Array.from({ length: 50 }, () => postSigned(`${base}/bling`, event)),
    );
    const bodies = await Promise.all(all.map(async (answer) => answer.json() as Promise<object>));
    expect(bodies.filter((body) => !('duplicate' in body))).toHaveLength(1);
  });

  it('cannot be occupied by a stranger', async () => {
    const event = toBlingEvent('01945027-1111-72b4-e7cf-4943a042cd9c');
    const forged = signForBling(event.body, 'another secret');
    expect((await postSigned(`${base}/bling`, forged)).status).toBe(401);
    const changed = { ...event, body: `${event.body} ` };
    expect((await postSigned(`${base}/bling`, changed)).status).toBe(401);
    expect(await (await postSigned(`${base}/bling`, event)).json()).toEqual({ received: true });
  });

  it('is stored without one when it is signed but odd, and refused when it is no JSON', async () => {
    const odd = await postSigned(`${base}/bling`, signForBling('{"hello":"world"}'));
    expect(odd.status).toBe(200);
    expect((await postSigned(`${base}/bling`, signForBling('hello'))).status).toBe(400);
  });
});

describe('many events at once', () => {
  it('that come while a commit is under way share the next one, and each is there', async () => {
    const before = await countEvents();
    const countCommits = async (): Promise<number> => {
      const { rows } = await database.pool.query<{ commits: number }>(
        'SELECT count(DISTINCT xmin::text)::int AS commits FROM inbound_event',
      );
      return rows[0]?.commits ?? 0;
    };
    const commitsBefore = await countCommits();
    const post = (at: number): Promise<Response> =>
      postForm(`${base}/bitrix24`, toDealEvent(String(at + 1)));
    const answers = await inTransaction(database.pool, async (sql) => {
      // The first commit waits for this lock, and while it waits the others gather behind it.
      await sql.query('LOCK TABLE inbound_event IN SHARE MODE');
      const first = post(0);
      await eventually(async () => (await countLockWaiters(database)) > 0);
      const others = Array.from({ length: 99 }, (_, at) => post(at + 1));
      for (let at = 0; at < 5; at += 1) await fetch(`${api.url}/healthz`);
      return [first, ...others];
    });
    const statuses = (await Promise.all(answers)).map(({ status }) => status);
    expect(new Set(statuses)).toEqual(new Set([200]));
    expect(await countEvents()).toBe(before + 100);
    expect((await countCommits()) - commitsBefore).toBeLessThan(50);
  });
});

describe('while the table of the events is locked', () => {
  it('events are answered 503, the api ends in order, and nothing is stored afterwards', async () => {
    const stuck = await startTestApi(database.url, { isImpatient: true });
    const before = await countEvents();
    await inTransaction(database.pool, async (sql) => {
      await sql.query('LOCK TABLE inbound_event');
      const post = (id: string): Promise<Response> =>
        postForm(`${stuck.url}/webhook/bitrix24`, toDealEvent(id));
      const first = await post('1');
      expect(first.status).toBe(503);
      expect(first.headers.get('retry-after')).toBe('5');
      const rest = Promise.all(Array.from({ length: 600 }, (_, at) => post(String(at + 2))));
      expect(new Set((await rest).map(({ status }) => status))).toEqual(new Set([503]));
      await stuck.close();
    });
    expect(stuck.log()).toContain('api.stopped');
    expect(await countEvents()).toBe(before);
  });
});
