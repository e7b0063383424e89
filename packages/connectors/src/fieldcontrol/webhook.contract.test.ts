import { afterAll, beforeAll, expect, test } from 'vitest';
import { createClock } from '@ponte/clock';
import { startAnsweringServer, type AnsweringServer } from '../testing/answering-server.ts';
import { startFakeAccount, type FakeAccount } from './fake-account.suite.ts';
import {
  createFieldControlBasicCheck,
  parseStoredFieldControlEvent,
  readFieldControlDelivery,
} from './webhook.ts';

const clock = createClock({ scale: 60 });
const isSender = createFieldControlBasicCheck({ user: 'ponte', password: 'a-long-password' });
let at: FakeAccount;
let receiver: AnsweringServer;

beforeAll(async () => {
  at = await startFakeAccount(clock);
  await at.reset();
  receiver = await startAnsweringServer((response) => response.writeHead(200).end());
});
afterAll(async () => {
  await receiver.close();
  await at.stop();
});

/** Waits until everything that happened was sent and answered. */
const settle = async (atLeast: number): Promise<void> => {
  await expect.poll(() => receiver.received.length).toBeGreaterThanOrEqual(atLeast);
  await expect.poll(async () => (await at.control.get('deliveries'))['pending']).toBe(0);
};

const readAll = () =>
  receiver.received.map(({ headers, body }) => {
    const delivery = readFieldControlDelivery(Buffer.from(body), headers);
    if (!delivery.ok) throw new Error(delivery.problem);
    return { ...delivery, isAuthentic: isSender(headers.authorization) };
  });

test('what the vendor sends is authentic and says what to look at, repetitions carry one id', async () => {
  const pair = { username: 'ponte', password: 'a-long-password' };
  await at.control.act({ do: 'set-webhook', url: receiver.url, ...pair });
  const ticket = await at.field.createTicket(await at.newTicket());
  await at.control.act({ do: 'accept-ticket', ticket: ticket.id });
  await settle(3);
  const deliveries = readAll();
  expect(deliveries.every(({ isAuthentic }) => isAuthentic)).toBe(true);
  expect(new Set(deliveries.map(({ account }) => account))).toEqual(new Set([at.fake.accountId]));
  const events = deliveries.map(({ stored }) => parseStoredFieldControlEvent(stored));
  const ours = { id: ticket.id, externalId: 'isales:501:1' };
  expect(events).toContainEqual({ kind: 'ticket', event: 'ticket-accepted', ...ours });
  expect(events).toContainEqual(
    expect.objectContaining({ kind: 'order', event: 'order-created', externalId: 'isales:501:1' }),
  );
  const [first] = deliveries;
  const sent = receiver.received.length;
  await at.control.act({ do: 'redeliver', delivery: first?.deliveryId ?? '' });
  await settle(sent + 1);
  expect(readAll().at(-1)?.deliveryId).toBe(first?.deliveryId);
});

test('a delivery under another password is not authentic', async () => {
  receiver.answerWith((response) => response.writeHead(200).end());
  const pair = { username: 'ponte', password: 'another-password' };
  await at.control.act({ do: 'set-webhook', url: receiver.url, ...pair });
  await at.field.createTicket(await at.newTicket());
  await settle(1);
  expect(readAll().some(({ isAuthentic }) => isAuthentic)).toBe(false);
});
