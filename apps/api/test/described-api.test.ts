import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { describedApi, type AskApi } from '../src/testing.ts';

const row = {
  ...{ type: 'object', additionalProperties: false, required: ['id', 'at'] },
  properties: { id: { type: 'string' }, at: { type: 'string', format: 'date-time' } },
};
const schema = { $ref: '#/components/schemas/Row' };
const responses = { 200: { content: { 'application/json': { schema } } } };
const document = {
  openapi: '3.1.0',
  paths: { '/rows/{id}': { get: { responses } } },
  components: { schemas: { Row: row } },
};

let server: Server;
let ask: AskApi;
/** What the next requests are answered. */
let answer: { status: number; body: unknown };

beforeAll(async () => {
  server = createServer((request, response) => {
    const { status, body } =
      request.url === '/openapi.json' ? { status: 200, body: document } : answer;
    response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  ask = await describedApi(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, fetch);
});
afterAll(() => new Promise((resolve) => server.close(resolve)));

const get = (path: string): Promise<unknown> => ask('GET', path, { key: 'none' });
const whole = { id: '7', at: '2026-11-27T08:00:00.000Z' };

test('an answer as the document describes it is given on', async () => {
  answer = { status: 200, body: whole };
  expect(await get('/rows/7?x=1')).toMatchObject({ status: 200, body: whole });
});

test.each([
  ['a field too many', { ...whole, secret: 'x' }, 'additional properties'],
  ['a field too few', { id: '7' }, "required property 'at'"],
  ['a field of another type', { ...whole, id: 7 }, 'must be string'],
  ['a day instead of an instant', { ...whole, at: '2026-11-27' }, 'date-time'],
])('%s is told', async (_, body, words) => {
  answer = { status: 200, body };
  await expect(get('/rows/7')).rejects.toThrow(words);
});

test('a status and a path that the document does not name are told', async () => {
  answer = { status: 418, body: whole };
  await expect(get('/rows/7')).rejects.toThrow('says nothing of 418');
  answer = { status: 200, body: whole };
  await expect(get('/other')).rejects.toThrow('does not name GET /other');
});
