import { connect } from 'node:net';
import { listEvents } from '@ponte/db/events';
import { openDatabase, type Database } from '@ponte/db/client';
import { createMigratedDatabase } from '@ponte/db/testing';
import { findRedisServer, REDIS_MISSING, startRedis } from '@ponte/servers/redis';
import { startPostgres, type PostgresServer } from '@ponte/servers/postgres';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { eventually, startTestApi, type TestApi } from './start-test-api.ts';
import { FORM, postForm, toDealEvent } from './webhook-bodies.ts';

let server: PostgresServer;
let url: string;
let api: TestApi | undefined;

beforeAll(async () => {
  // Durable, because it is crashed: what was answered 200 must survive.
  server = await startPostgres();
  url = await createMigratedDatabase(server.url);
});
afterEach(async () => {
  await api?.close();
  api = undefined;
});
afterAll(async () => {
  await server.stop();
});

async function withRows<T>(look: (database: Database) => Promise<T>): Promise<T> {
  const database = openDatabase({ url, applicationName: 'test', poolSize: 1 });
  try {
    return await look(database);
  } finally {
    await database.close();
  }
}

const listAll = (): Promise<{ body: string }[]> =>
  withRows(({ pool }) => listEvents(pool, { limit: 100_000 }));

const hasInboxConnection = (): Promise<boolean> =>
  withRows(async ({ pool }) => {
    const { rowCount } = await pool.query(
      "SELECT FROM pg_stat_activity WHERE application_name = 'ponte-api-inbox'",
    );
    return rowCount === 1;
  });

describe('while PostgreSQL is there', () => {
  it('its connection for events is made before the first one comes', async () => {
    api = await startTestApi(url);
    await eventually(hasInboxConnection);
  });

  it('the queues are set up before the first button is pressed', async () => {
    const fresh = await createMigratedDatabase(server.url);
    const database = openDatabase({ url: fresh, applicationName: 'test', poolSize: 1 });
    try {
      api = await startTestApi(fresh);
      const ofQueues = "SELECT FROM pg_tables WHERE schemaname = 'bullmq'";
      await eventually(async () => ((await database.pool.query(ofQueues)).rowCount ?? 0) > 0);
    } finally {
      await database.close();
    }
  });
});

describe('while PostgreSQL is away', () => {
  it('every event is answered 503, none is kept, and all goes on when it is back', async () => {
    const running = (api = await startTestApi(url));
    const send = (id: number): Promise<Response> =>
      postForm(`${running.url}/webhook/bitrix24`, toDealEvent(String(id)));
    expect((await send(1)).status).toBe(200);
    const accepted = await listAll();

    await server.crash();
    const answers = await Promise.all(Array.from({ length: 40 }, (_, at) => send(1_000 + at)));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([503]));
    expect(answers[0]?.headers.get('retry-after')).toBe('5');
    expect((await fetch(`${running.url}/healthz`)).status).toBe(200);
    expect((await fetch(`${running.url}/readyz`)).status).toBe(503);
    expect((await fetch(`${running.url}/metrics`)).status).toBe(200);

    await server.restart();
    await eventually(async () => (await send(2)).status === 200);
    await eventually(async () => (await fetch(`${running.url}/readyz`)).status === 200);
    const bodies = (await listAll()).map(({ body }) => decodeURIComponent(body));
    expect(bodies.filter((body) => /\[ID\]=10\d\d/.test(body))).toEqual([]);
    expect(bodies.length).toBeGreaterThan(accepted.length);
    expect(bodies[0]).toContain('[ID]=2');
  });

  it('the api starts, says what is missing and sets itself up when it is there', async () => {
    const fresh = new URL(url);
    fresh.pathname = '/made_later';
    const running = (api = await startTestApi(fresh.href));
    const ready = await fetch(`${running.url}/readyz?verbose`);
    expect(ready.status).toBe(503);
    expect(await ready.json()).toMatchObject({
      checks: [
        { name: 'postgresql', ok: false },
        { name: 'migrations', ok: false },
        { name: 'queue' },
      ],
    });
    expect((await postForm(`${running.url}/webhook/bitrix24`, toDealEvent('1'))).status).toBe(503);
    expect(running.setupLink).toBeUndefined();

    await withRows(({ pool }) => pool.query('CREATE DATABASE made_later'));
    await eventually(async () => running.setupLink);
    expect(running.told).toHaveLength(1);
    await eventually(hasInboxConnection);
    expect((await postForm(`${running.url}/webhook/bitrix24`, toDealEvent('1'))).status).toBe(200);
  });
});

const hasRedis = findRedisServer() !== undefined;
describe.skipIf(!hasRedis)(`while Redis is away${hasRedis ? '' : ` (${REDIS_MISSING})`}`, () => {
  it('events are answered 200 and rung by the sweep when it is back', async () => {
    const redis = await startRedis();
    try {
      const running = (api = await startTestApi(url, { env: { REDIS_URL: redis.url } }));
      const send = (): Promise<Response> =>
        postForm(`${running.url}/webhook/bitrix24`, toDealEvent('1'));
      expect((await send()).status).toBe(200);
      await redis.kill();
      const answers = await Promise.all(Array.from({ length: 200 }, send));
      expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
      const ready = await eventually(async () => {
        const answer = (await (await fetch(`${running.url}/readyz?verbose`)).json()) as object;
        return 'degraded' in answer && answer.degraded === true && answer;
      });
      expect(ready).toMatchObject({ status: 'ready' });
      expect(ready).toHaveProperty('checks.2', {
        ...{ name: 'queue', ok: false },
        notes: ['The queue does not answer.'],
      });
      expect((await fetch(`${running.url}/readyz`)).status).toBe(200);

      await redis.restart();
      const waiting = /ponte_queue_jobs\{queue="bitrix24-deals",state="waiting"\} 1/;
      await eventually(async () =>
        waiting.test(await (await fetch(`${running.url}/metrics`)).text()),
      );
    } finally {
      await api?.close();
      api = undefined;
      await redis.stop();
    }
  });
});

describe('a slow or broken sender', () => {
  const raw = (port: number, bytes: string): Promise<string> =>
    new Promise((resolve, reject) => {
      let heard = '';
      const socket = connect(port, '127.0.0.1', () => socket.write(bytes));
      socket.on('data', (chunk) => (heard += chunk.toString()));
      socket.on('close', () => resolve(heard));
      socket.on('error', reject);
    });
  const head = (path: string, length: number): string =>
    `POST ${path} HTTP/1.1\r\nHost: x\r\nContent-Type: ${FORM}\r\nContent-Length: ${length}\r\n\r\n`;

  it('whose body does not come gets 408, and others are served meanwhile', async () => {
    const running = (api = await startTestApi(url, { requestDeadlineMs: 10_000 }));
    const { port } = running;
    const slow = Array.from({ length: 100 }, () =>
      raw(port, `${head('/webhook/bitrix24', 500)}event=`),
    );
    expect((await postForm(`${running.url}/webhook/bitrix24`, toDealEvent('1'))).status).toBe(200);
    for (const heard of await Promise.all(slow)) {
      expect(heard).toMatch(/^HTTP\/1\.1 408 /);
      expect(heard).toContain('"code":"slow-body"');
    }
  });

  it('whose head does not come gets 408 too', async () => {
    const { port } = (api = await startTestApi(url, { requestDeadlineMs: 3_000 }));
    expect(await raw(port, 'POST /webhook/bitrix24 HTTP/1.1\r\nHost')).toMatch(/^HTTP\/1\.1 408 /);
  });

  it('who sends no HTTP gets 400, and a giant head 431', async () => {
    const { port } = (api = await startTestApi(url));
    expect(await raw(port, 'this is no request\r\n\r\n')).toMatch(/^HTTP\/1\.1 400 /);
    const giant = `GET / HTTP/1.1\r\nX: ${'y'.repeat(20_000)}\r\n\r\n`;
    expect(await raw(port, giant)).toMatch(/^HTTP\/1\.1 431 /);
  });
});
