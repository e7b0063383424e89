import { connect, type Socket } from 'node:net';
import { once } from 'node:events';
import { openMigratedDatabase, type TestDatabase } from '@ponte/db/testing';
import { listEvents } from '@ponte/db/events';
import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from 'vitest';
import { startTestApi, type TestApi } from './start-test-api.ts';
import { FORM, toDealEvent } from './webhook-bodies.ts';

let database: TestDatabase;
let api: TestApi;
const open: Line[] = [];

beforeAll(async () => {
  database = await openMigratedDatabase(inject('postgresUrl'));
  api = await startTestApi(database.url);
});
afterEach(() => open.splice(0).forEach(({ socket }) => socket.destroy()));
afterAll(async () => {
  await api.close();
  await database.remove();
});

interface Line {
  readonly socket: Socket;
  /** Everything that has come. */
  readonly text: () => string;
  readonly isClosed: () => boolean;
}

async function openLine(): Promise<Line> {
  const socket = connect({ port: api.port, host: '127.0.0.1', allowHalfOpen: true });
  let text = '';
  let isClosed = false;
  socket.on('data', (chunk) => (text += chunk.toString()));
  socket.on('end', () => (isClosed = true)).on('close', () => (isClosed = true));
  socket.on('error', () => (isClosed = true));
  await once(socket, 'connect');
  const line = { socket, text: () => text, isClosed: () => isClosed };
  open.push(line);
  return line;
}

function toPost(id: string, headers: readonly string[] = [], body = toDealEvent(id)): string {
  const head = [
    'POST /webhook/bitrix24 HTTP/1.1',
    'Host: ponte.test',
    `Content-Type: ${FORM}`,
    `Content-Length: ${Buffer.byteLength(body)}`,
    ...headers,
  ];
  return `${head.join('\r\n')}\r\n\r\n${body}`;
}

const HEALTH = 'GET /healthz HTTP/1.1\r\nHost: ponte.test\r\n\r\n';

const countOf = (text: string, what: string): number => text.split(what).length - 1;
const answers = (line: Line) => (): number => countOf(line.text(), 'HTTP/1.1 ');
const countEvents = async (): Promise<number> =>
  (await listEvents(database.pool, { limit: 100_000 })).length;

describe('a webhook that arrives in one piece', () => {
  it('is answered on a connection that is kept, once and again', async () => {
    const before = await countEvents();
    const line = await openLine();
    for (let at = 1; at <= 3; at += 1) {
      line.socket.write(toPost(String(at)));
      await expect.poll(answers(line)).toBe(at);
    }
    expect(countOf(line.text(), 'HTTP/1.1 200 OK')).toBe(3);
    expect(line.text()).toMatch(
      /Date: .* GMT\r\nConnection: keep-alive\r\nKeep-Alive: timeout=65\r\n\r\n\{"received":true\}/,
    );
    expect(await countEvents()).toBe(before + 3);
  });

  it('is the last one when the sender says so', async () => {
    const line = await openLine();
    line.socket.write(toPost('1', ['Connection: close']));
    await expect.poll(line.isClosed).toBe(true);
    expect(line.text()).toMatch(/^HTTP\/1\.1 200 OK[^]*Connection: close[^]*\{"received":true\}$/);
  });

  it('is answered to a sender that has closed its own side', async () => {
    const line = await openLine();
    line.socket.end(toPost('1'));
    await expect.poll(line.isClosed).toBe(true);
    expect(answers(line)()).toBe(1);
  });

  it('is refused with the same words as one in pieces', async () => {
    const wrong = toDealEvent('1').replace(/application_token%5D=[^&]*/, 'application_token%5D=x');
    const whole = await openLine();
    whole.socket.write(toPost('1', [], wrong));
    const pieces = await openLine();
    const post = toPost('1', [], wrong);
    pieces.socket.write(post.slice(0, 40));
    pieces.socket.write(post.slice(40));
    for (const line of [whole, pieces]) {
      await expect.poll(line.text).toContain('HTTP/1.1 401 Unauthorized');
      await expect.poll(line.text).toContain('"code":"unproven-event"');
      expect(line.text().toLowerCase()).toContain('content-type: application/problem+json');
    }
  });
});

describe('a connection that brings something else', () => {
  it('is served by the other routes, before and behind webhooks', async () => {
    const line = await openLine();
    line.socket.write(toPost('1'));
    await expect.poll(answers(line)).toBe(1);
    line.socket.write(HEALTH);
    await expect.poll(answers(line)).toBe(2);
    line.socket.write(toPost('2'));
    await expect.poll(answers(line)).toBe(3);
    expect(countOf(line.text(), 'HTTP/1.1 200 OK')).toBe(3);
    expect(countOf(line.text(), '{"received":true}')).toBe(2);
  });

  it('gets every answer of what it sent ahead, in order', async () => {
    const before = await countEvents();
    const line = await openLine();
    line.socket.write(toPost('1') + toPost('2') + HEALTH + toPost('3'));
    await expect.poll(answers(line)).toBe(4);
    expect(countOf(line.text(), '{"received":true}')).toBe(3);
    expect(await countEvents()).toBe(before + 3);
  });

  it('gets every answer of what it sends while an answer is under way', async () => {
    const before = await countEvents();
    const line = await openLine();
    for (let at = 1; at <= 20; at += 1) line.socket.write(toPost(String(at)));
    await expect.poll(answers(line)).toBe(20);
    expect(await countEvents()).toBe(before + 20);
  });

  it('may cut a request anywhere', async () => {
    const post = toPost('1');
    const before = await countEvents();
    const cuts = [
      1,
      5,
      30,
      post.indexOf('\r\n\r\n') + 2,
      post.indexOf('\r\n\r\n') + 4,
      post.length - 1,
    ];
    for (const cut of cuts) {
      const line = await openLine();
      line.socket.setNoDelay(true);
      line.socket.write(post.slice(0, cut));
      await new Promise((resolve) => setImmediate(resolve));
      line.socket.write(post.slice(cut));
      await expect.poll(answers(line)).toBe(1);
      expect(line.text()).toContain('HTTP/1.1 200 OK');
    }
    expect(await countEvents()).toBe(before + cuts.length);
  });

  it('cannot smuggle a request behind two ways of saying where a body ends', async () => {
    const line = await openLine();
    const chunked = toPost('1', ['Transfer-Encoding: chunked']);
    line.socket.write(chunked + HEALTH);
    await expect.poll(line.isClosed).toBe(true);
    expect(line.text()).toMatch(/^HTTP\/1\.1 400 /);
    expect(answers(line)()).toBe(1);
  });
});

it('is closed when it rests and the api ends', async () => {
  const own = await startTestApi(database.url);
  const socket = connect(own.port, '127.0.0.1');
  await once(socket, 'connect');
  const closed = once(socket, 'close');
  await own.close();
  await closed;
});
