import { describe, expect, test } from 'vitest';
import {
  createFieldControlBasicCheck,
  parseStoredFieldControlEvent,
  readFieldControlDelivery,
} from './webhook.ts';

const encode = (text: string): string => Buffer.from(text).toString('base64');
const TICKET = encode('0b1c2d3e-4f50-4617-8293-a4b5c6d7e8f9:62489');
const HEADERS = {
  'x-fieldcontrol-event': 'ticket-accepted',
  'x-fieldcontrol-delivery': 'fab05317-65f2-4fdf-855f-679a991e2b2f',
  'x-fieldcontrol-account': '62489',
};
const BODY = Buffer.from(JSON.stringify({ id: TICKET, external: { id: 'isales:501:1' } }));

describe('the sender', () => {
  const isSender = createFieldControlBasicCheck({ user: 'ponte', password: 'pass:with:colons' });

  test('with the right pair is let in', () => {
    expect(isSender(`Basic ${encode('ponte:pass:with:colons')}`)).toBe(true);
    expect(isSender(`basic ${encode('ponte:pass:with:colons')}`)).toBe(true);
  });

  test.each([
    ['no header', undefined],
    ['an empty header', ''],
    ['another password', `Basic ${encode('ponte:pass')}`],
    ['another user', `Basic ${encode('other:pass:with:colons')}`],
    ['a longer password', `Basic ${encode('ponte:pass:with:colons ')}`],
    ['a bearer', `Bearer ${encode('ponte:pass:with:colons')}`],
    ['the pair itself', 'Basic ponte:pass:with:colons'],
    ['two pairs', `Basic ${encode('ponte:pass:with:colons')}, Basic x`],
  ])('with %s is not', (_, header) => expect(isSender(header)).toBe(false));

  test('nobody is let in by an empty password', () => {
    const isAnybody = createFieldControlBasicCheck({ user: '', password: '' });
    expect([isAnybody(`Basic ${encode(':')}`), isAnybody(undefined)]).toEqual([false, false]);
  });
});

describe('a delivery', () => {
  test('gives the key of de-duplication and what may be stored', () => {
    const delivery = readFieldControlDelivery(BODY, HEADERS);
    expect(delivery).toMatchObject({
      ...{ ok: true, event: 'ticket-accepted', account: '62489' },
      deliveryId: 'fab05317-65f2-4fdf-855f-679a991e2b2f',
    });
    expect(parseStoredFieldControlEvent(delivery.ok ? delivery.stored : '')).toEqual({
      ...{ kind: 'ticket', event: 'ticket-accepted', id: TICKET, externalId: 'isales:501:1' },
    });
  });

  test.each([
    ['no event', { ...HEADERS, 'x-fieldcontrol-event': undefined }, BODY],
    ['an odd event', { ...HEADERS, 'x-fieldcontrol-event': '<script>' }, BODY],
    ['two events', { ...HEADERS, 'x-fieldcontrol-event': ['a-b', 'c-d'] }, BODY],
    ['no delivery id', { ...HEADERS, 'x-fieldcontrol-delivery': '' }, BODY],
    ['no account', { ...HEADERS, 'x-fieldcontrol-account': 'mine' }, BODY],
    ['a list', HEADERS, Buffer.from('[]')],
    ['cut JSON', HEADERS, BODY.subarray(0, -3)],
    ['bytes that are no UTF-8', HEADERS, Buffer.from([0x7b, 0xff, 0x7d])],
  ])('with %s is a problem', (_, headers, body) => {
    expect(readFieldControlDelivery(body, headers)).toMatchObject({ ok: false });
  });
});

describe('a stored delivery', () => {
  const store = (event: string, body: object, account = '62489') =>
    JSON.stringify({ event, account, body });

  test.each([
    [
      'an order that is not ours',
      store('order-updated', { id: TICKET }),
      { kind: 'order', externalId: null },
    ],
    ['an event without work', store('vehicle-created', {}), { kind: 'unknown' }],
    ['a task', store('task-completed', { id: TICKET }), { kind: 'unknown' }],
    ['no id', store('ticket-created', {}), { kind: 'problem' }],
    [
      'an id of another account',
      store('ticket-created', { id: TICKET }, '8817'),
      { kind: 'problem' },
    ],
    ['something else', '{"a":1}', { kind: 'problem' }],
    ['no JSON', 'x', { kind: 'problem' }],
  ])('of %s is read', (_, stored, expected) => {
    expect(parseStoredFieldControlEvent(stored)).toMatchObject(expected);
  });
});
