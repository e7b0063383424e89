import { createServer, type IncomingHttpHeaders } from 'node:http';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Json } from '../json.ts';
import { closeServer, listenOnLoopback } from '../net/listen.ts';
import { readBody } from '../net/read-body.ts';
import {
  inPath,
  startFieldcontrolUnderTest,
  type FieldcontrolUnderTest,
} from './test-support/fieldcontrol-under-test.ts';

interface Heard {
  readonly headers: IncomingHttpHeaders;
  readonly raw: readonly string[];
  readonly body: string;
}

let heard: Heard[] = [];
let statuses: number[] = [];
let vendor: FieldcontrolUnderTest;
let url = '';
const receiver = createServer((request, response) => {
  void readBody(request).then((body) => {
    heard.push({ headers: request.headers, raw: request.rawHeaders, body: body.toString('utf8') });
    response.writeHead(statuses.shift() ?? 204).end();
  });
});

beforeAll(async () => {
  url = `http://127.0.0.1:${await listenOnLoopback(receiver, 0, 'the receiver')}/hook`;
  vendor = await startFieldcontrolUnderTest({
    scenario: 'small',
    time: { scale: 1_000, originMs: Date.now() },
  });
});
beforeEach(async () => {
  await vendor.control('/reset', {});
  await vendor.act({ do: 'set-webhook', url });
  heard = [];
  statuses = [];
});
afterAll(async () => {
  await vendor.fake.stop();
  await closeServer(receiver);
});

const newTicket = (name = 'Marina'): Promise<Record<string, Json>> =>
  vendor.act({ do: 'create-ticket', customer: 'Maria Silva', service: 'Instalação', name });
const events = (): unknown[] => heard.map(({ headers }) => headers['x-fieldcontrol-event']);
const ids = (): unknown[] => heard.map(({ headers }) => headers['x-fieldcontrol-delivery']);
const names = (): unknown[] => heard.map(({ body }) => (JSON.parse(body) as { name: string }).name);
const come = (count: number) => expect.poll(() => heard.length).toBe(count);

describe('a delivery', () => {
  it('is the resource itself with the headers of the vendor and no others', async () => {
    await vendor.act({ do: 'set-webhook', url, username: 'ponte', password: 'sandbox' });
    const ticket = await newTicket();
    await come(1);
    const [{ headers, raw, body } = { headers: {}, raw: [], body: '' }] = heard;
    const id = String(headers['x-fieldcontrol-delivery']);
    expect(id).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    const sent = raw.filter((_text, index) => index % 2 === 0);
    expect(sent).toEqual([
      ...['content-type', 'x-fieldcontrol-event', 'x-fieldcontrol-delivery'],
      ...['x-fieldcontrol-account', 'user-agent', 'authorization', 'content-length'],
      ...['Host', 'Connection'],
    ]);
    expect(headers).toMatchObject({
      'content-type': 'application/json',
      'x-fieldcontrol-event': 'ticket-created',
      'x-fieldcontrol-account': '62489',
      'user-agent': `FieldControl-Hookshot/${id}`,
      authorization: `Basic ${Buffer.from('ponte:sandbox').toString('base64')}`,
    });
    expect(body).toBe((await vendor.get(`/tickets/${inPath(ticket['id'])}`)).text);
  });
  it('carries no authorization when the panel asks for none', async () => {
    await newTicket();
    await come(1);
    expect(heard[0]?.headers).not.toHaveProperty('authorization');
  });
  it('follows what happens, in order', async () => {
    const ticket = (await newTicket())['id'] ?? '';
    const { order } = await vendor.act({ do: 'accept-ticket', ticket });
    const name = (order as { id: string }).id;
    await vendor.act({ do: 'move-task', order: name, status: 'on-route' });
    await vendor.act({ do: 'move-task', order: name, status: 'in-progress' });
    await vendor.act({ do: 'finish-task', order: name });
    await vendor.post(`/orders/${inPath(name)}/comments`, { message: 'pronto' });
    await vendor.act({ do: 'archive-order', order: name });
    await vendor.act({ do: 'cancel-ticket', ticket: (await newTicket())['id'] ?? '' });
    await come(14);
    expect(events()).toEqual([
      ...['ticket-created', 'ticket-accepted', 'order-created', 'task-created'],
      ...['task-route-started', 'order-updated', 'task-started', 'order-updated'],
      ...['task-completed', 'order-updated', 'comment-created', 'order-updated'],
      ...['ticket-created', 'ticket-canceled'],
    ]);
    expect(new Set(ids()).size).toBe(14);
  });
  it('is made of what the API did too, and of the asked events only', async () => {
    await vendor.act({ do: 'set-webhook', url, events: ['ticket-canceled'] });
    const ticket = (await newTicket())['id'] ?? '';
    await vendor.act({ do: 'cancel-ticket', ticket });
    await come(1);
    expect(events()).toEqual(['ticket-canceled']);
    await vendor.act({ do: 'set-webhook', url });
    const { id } = await vendor.newCustomer();
    const service = { id: vendor.fake.services.expansion };
    await vendor.post('/tickets', { name: 'x', subject: 'x', customer: { id: id ?? '' }, service });
    await come(2);
    expect(events()).toEqual(['ticket-canceled', 'ticket-created']);
  });
  it('lies in the history with its answer', async () => {
    statuses = [503];
    await newTicket();
    const history = async () => vendor.control('/deliveries');
    await expect.poll(async () => (await history())['sent']).toBe(1);
    expect(await history()).toMatchObject({
      ...{ fired: 1, sent: 1, failed: 0, withheld: 0, pending: 0 },
      deliveries: [
        { event: 'ticket-created', account: '62489', url, outcome: 'sent', status: 503 },
      ],
    });
    await vendor.act({ do: 'set-webhook', url: 'http://127.0.0.1:1/nobody' });
    await newTicket();
    await expect.poll(async () => (await history())['failed']).toBe(1);
  });
});

describe('deliveries', () => {
  it('come again from the history with their own id, or with a new one', async () => {
    await newTicket('Ana');
    await newTicket('Bia');
    await come(2);
    const [first] = ids();
    await vendor.act({ do: 'redeliver', delivery: String(first) });
    await come(3);
    await vendor.act({ do: 'redeliver', delivery: String(first), newId: true });
    await come(4);
    expect(names()).toEqual(['Ana', 'Bia', 'Ana', 'Ana']);
    expect(ids()[2]).toBe(first);
    expect(ids()[3]).not.toBe(first);
    expect(heard[2]?.body).toBe(heard[0]?.body);
  });
  it('are repeated with the same id, doubled with another, or lost', async () => {
    await vendor.act({ do: 'configure-webhooks', repeatEvery: 1 });
    await newTicket('Ana');
    await come(2);
    expect(new Set(ids()).size).toBe(1);
    await vendor.act({ do: 'configure-webhooks', repeatEvery: 0, duplicateEvery: 1 });
    await newTicket('Bia');
    await come(4);
    expect(new Set(ids()).size).toBe(3);
    await vendor.act({ do: 'configure-webhooks', duplicateEvery: 0, withholdEvery: 1 });
    await newTicket('Eva');
    expect(await vendor.control('/deliveries?limit=1')).toMatchObject({
      ...{ withheld: 1, pending: 0, deliveries: [{ outcome: 'withheld', status: 0 }] },
    });
    expect(names()).not.toContain('Eva');
  });
  it('are tried again with the same id until they are answered well', async () => {
    await vendor.act({ do: 'configure-webhooks', attempts: 3, repeatMs: 1_000 });
    statuses = [500, 404, 200];
    await newTicket();
    await come(3);
    expect(new Set(ids()).size).toBe(1);
    await expect.poll(async () => (await vendor.control('/deliveries'))['pending']).toBe(0);
  });
  it('are late, and out of order when they are let', async () => {
    const send = async (reorders: boolean): Promise<unknown[]> => {
      heard = [];
      const delays = { minDelayMs: 1_000, maxDelayMs: 200_000 };
      await vendor.act({ do: 'configure-webhooks', ...delays, reorders });
      for (const name of ['1', '2', '3', '4', '5', '6']) await newTicket(name);
      await come(6);
      return names();
    };
    expect(await send(false)).toEqual(['1', '2', '3', '4', '5', '6']);
    expect((await send(true)).toSorted()).toEqual(['1', '2', '3', '4', '5', '6']);
    expect(names()).not.toEqual(['1', '2', '3', '4', '5', '6']);
  });
  it('end with a reset, which keeps the address', async () => {
    await vendor.act({ do: 'configure-webhooks', minDelayMs: 3_600_000, maxDelayMs: 3_600_000 });
    await newTicket('old');
    await vendor.control('/reset', {});
    await newTicket('new');
    await come(1);
    expect(names()).toEqual(['new']);
  });
});
