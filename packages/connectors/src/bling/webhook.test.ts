import { createHmac } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { blingEnv } from './env.ts';
import { readBlingEvent, verifyBlingSignature } from './webhook.ts';

const SECRET = 'client-secret-0123456789';
const BODY = Buffer.from(
  JSON.stringify({
    eventId: '01987c3e-5b1f-7a90-8d2e-4f6a1b2c3d4e',
    date: '2026-09-25T14:03:11Z',
    version: 'v1',
    event: 'order.updated',
    companyId: '436c56a5679921f5f13a3d6433561773',
    data: { id: 26967482613, situacao: { id: 9, valor: 1 } },
  }),
);

function sign(body: Buffer, secret = SECRET): string {
  return `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;
}

describe('the signature', () => {
  test('of the raw bytes is accepted, in either case of hex', () => {
    expect(verifyBlingSignature(BODY, sign(BODY), SECRET)).toBe(true);
    expect(verifyBlingSignature(BODY, sign(BODY).toUpperCase().replace('SHA', 'sha'), SECRET)).toBe(
      true,
    );
  });

  test.each([
    ['no header', undefined],
    ['an empty header', ''],
    ['hex without the scheme', sign(BODY).slice(7)],
    ['another scheme', sign(BODY).replace('sha256', 'sha1')],
    ['a shorter digest', sign(BODY).slice(0, -2)],
    ['a longer digest', `${sign(BODY)}00`],
    [
      'base64 instead of hex',
      `sha256=${createHmac('sha256', SECRET).update(BODY).digest('base64')}`,
    ],
    ['characters that are no hex', `sha256=${'z'.repeat(64)}`],
    ["another app's secret", sign(BODY, 'another-secret')],
    ['two signatures', `${sign(BODY)},${sign(BODY)}`],
  ])('%s is refused', (_, header) => {
    expect(verifyBlingSignature(BODY, header, SECRET)).toBe(false);
  });

  test('of a body that was parsed and written again is refused', () => {
    const rewritten = Buffer.from(JSON.stringify(JSON.parse(BODY.toString()), null, 1));
    expect(verifyBlingSignature(rewritten, sign(BODY), SECRET)).toBe(false);
  });

  test('an empty secret accepts nothing', () => {
    expect(verifyBlingSignature(BODY, sign(BODY, ''), '')).toBe(false);
  });
});

describe('the envelope', () => {
  test('gives the key of de-duplication and keeps the body', () => {
    expect(readBlingEvent(BODY)).toEqual({
      ok: true,
      eventId: '01987c3e-5b1f-7a90-8d2e-4f6a1b2c3d4e',
      event: 'order.updated',
      companyId: '436c56a5679921f5f13a3d6433561773',
      stored: BODY.toString(),
    });
  });

  test.each([
    ['a form', 'event=order.updated'],
    ['an array', '[]'],
    ['null', 'null'],
    ['cut JSON', BODY.toString().slice(0, -5)],
    ['no eventId', '{"event":"order.updated","companyId":"c"}'],
    ['an eventId that is a number', '{"eventId":1,"event":"order.updated","companyId":"c"}'],
    ['an eventId of any length', `{"eventId":"${'a'.repeat(99)}","event":"a.b","companyId":"c"}`],
    ['an event without an action', '{"eventId":"01987c3e","event":"order","companyId":"c"}'],
    ['no companyId', '{"eventId":"01987c3e","event":"order.updated"}'],
  ])('%s is a problem', (_, body) => {
    expect(readBlingEvent(body)).toMatchObject({ ok: false });
  });

  test('bytes that are no UTF-8 are a problem', () => {
    expect(readBlingEvent(Buffer.from([0x7b, 0xff, 0x7d]))).toMatchObject({ ok: false });
  });
});

describe('the environment', () => {
  test('is off when nothing is set, on when both are', () => {
    expect(blingEnv.read({})).toEqual({ value: { enabled: false } });
    const env = { BLING_CLIENT_ID: 'client-id', BLING_CLIENT_SECRET: 'client-secret' };
    expect(blingEnv.read(env)).toEqual({
      value: { enabled: true, clientId: 'client-id', clientSecret: 'client-secret' },
    });
  });

  test('one without the other is a problem', () => {
    expect(blingEnv.read({ BLING_CLIENT_ID: 'client-id' })).toEqual({
      problems: [expect.stringContaining('BLING_CLIENT_SECRET is missing')],
    });
  });
});
