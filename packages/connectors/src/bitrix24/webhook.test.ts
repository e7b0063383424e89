import { describe, expect, test } from 'vitest';
import {
  isBitrix24Domain,
  parseStoredBitrix24Event,
  readBitrix24Form,
  createBitrix24TokenCheck,
  type Bitrix24Form,
} from './webhook.ts';

const TOKEN = '0123456789abcdef0123456789abcdef';
const OPEN_FIELDS = [
  'event=ONCRMDEALUPDATE',
  'event_handler_id=975',
  'data%5BFIELDS%5D%5BID%5D=7405',
  'ts=1766047124',
  'auth%5Bdomain%5D=some-domain.bitrix24.com',
  'auth%5Bclient_endpoint%5D=https%3A%2F%2Fsome-domain.bitrix24.com%2Frest%2F',
  'auth%5Bserver_endpoint%5D=https%3A%2F%2Foauth.bitrix.info%2Frest%2F',
  'auth%5Bmember_id%5D=a223c6b3710f85df22e9377d6c4f7553',
];
const USUAL = [...OPEN_FIELDS, `auth%5Bapplication_token%5D=${TOKEN}`].join('&');

function read(raw: string | Buffer): Bitrix24Form {
  const form = readBitrix24Form(raw);
  if (!form.ok) throw new Error(form.problem);
  return form;
}

describe('reading an event form', () => {
  test('gives what the ingress needs, from bytes and from text', () => {
    const expected = {
      ok: true,
      event: 'ONCRMDEALUPDATE',
      token: TOKEN,
      domain: 'some-domain.bitrix24.com',
      memberId: 'a223c6b3710f85df22e9377d6c4f7553',
      id: '7405',
      stored: OPEN_FIELDS.join('&'),
    };
    expect(readBitrix24Form(USUAL)).toEqual(expected);
    expect(readBitrix24Form(Buffer.from(USUAL))).toEqual(expected);
  });

  test.each([
    ['plain brackets', (body: string) => body.replaceAll('%5B', '[').replaceAll('%5D', ']')],
    ['lower-case hex', (body: string) => body.replaceAll('%5B', '%5b').replaceAll('%5D', '%5d')],
    ['mixed hex', (body: string) => body.replace('%5B', '%5b')],
    [
      'an encoded letter in the key',
      (body: string) => body.replace('auth%5Bappl', '%61uth%5Bappl'),
    ],
  ])('understands %s', (_, spell) => {
    const form = read(spell(USUAL));
    expect(form).toMatchObject({ token: TOKEN, id: '7405', domain: 'some-domain.bitrix24.com' });
    expect(form.stored).not.toContain(TOKEN);
  });

  test('an event of an older module without handler id and endpoints is as good', () => {
    const old = 'event=ONCRMDEALADD&data[FIELDS][ID]=5&ts=1&auth[domain]=d.bitrix24.com';
    expect(read(`${old}&auth[application_token]=t`)).toMatchObject({ token: 't', stored: old });
  });

  test('a missing token, domain or id is told as missing', () => {
    const form = read('event=ONCRMDEALADD');
    expect(form).toMatchObject({ token: undefined, domain: undefined, memberId: undefined });
    expect(form).not.toHaveProperty('id');
  });
});

describe('secrets are not stored', () => {
  const secret = 'canary-secret';
  test.each([
    `auth[access_token]=${secret}`,
    `auth%5Brefresh_token%5D=${secret}`,
    `auth[application_token]=${secret}`,
    `auth[something_new]=${secret}`,
    `auth[domain][x]=${secret}`,
    `AUTH[application_token]=${secret}`,
    `%61uth%5bapplication%5Ftoken%5D=${secret}`,
    `auth=${secret}`,
    `auth[]=${secret}`,
    `application_token=${secret}`,
    `data[FIELDS][access_token]=${secret}`,
    `AUTH_ID=${secret}`,
    `REFRESH_ID=${secret}`,
  ])('%s', (field) => {
    for (const body of [`event=E&${field}`, `${field}&event=E`, `event=E&${field}&ts=1`]) {
      const { stored } = read(body);
      expect(stored).not.toContain(secret);
      expect(stored.startsWith('&') || stored.endsWith('&') || stored.includes('&&')).toBe(false);
      expect(read(stored).event).toBe('E');
    }
  });
});

describe('bad forms are refused with a sentence', () => {
  test.each([
    ['an unclosed bracket', 'event=E&data[FIELDS=1'],
    ['a bracket that only closes', 'event=E&data]=1'],
    ['text after a bracket', 'event=E&data[FIELDS]x=1'],
    ['a key of nothing but brackets', 'event=E&[x]=1'],
    ['nested brackets', 'event=E&data[[ID]]=1'],
    ['a key nested too deep', `event=E&a${'[x]'.repeat(9)}=1`],
    ['bad percent encoding in a value', 'event=E&ts=%zz'],
    ['a cut percent encoding', 'event=E&ts=%4'],
    ['bad percent encoding in a key', 'event=E&%5=1'],
    ['bad UTF-8 in percent encoding', 'event=E&ts=%ff%fe'],
    ['__proto__', 'event=E&__proto__[x]=1'],
    ['__proto__ deeper, encoded', 'event=E&data%5B__proto__%5D=1'],
    ['constructor', 'event=E&data[constructor][prototype]=1'],
    ['the event twice', 'event=E&event=F'],
    ['the token twice', 'event=E&auth[application_token]=a&auth%5Bapplication_token%5D=b'],
    ['the id twice', 'event=E&data[FIELDS][ID]=1&data[FIELDS][ID]=2'],
    ['no event', 'ts=1'],
    ['an empty body', ''],
    ['an event name with spaces', 'event=A+B'],
    ['an event name with markup', 'event=%3Cscript%3E'],
    ['an event name that is far too long', `event=${'E'.repeat(200)}`],
    ['an encoded null character in the domain', 'event=E&auth[domain]=a%00b'],
    ['an encoded null character in the id', 'event=E&data[FIELDS][ID]=1%00'],
    ['a raw line break', 'event=E\n&ts=1'],
    ['a raw null byte', 'event=E&ts=\u0000'],
  ])('%s', (_, body) => {
    expect(readBitrix24Form(body)).toMatchObject({ ok: false });
    expect(readBitrix24Form(Buffer.from(body))).toMatchObject({ ok: false });
  });

  test('JSON where a form is due says what is due', () => {
    const answer = readBitrix24Form('{"event":"ONCRMDEALUPDATE"}');
    expect(answer).toMatchObject({ ok: false });
    expect(answer.ok ? '' : answer.problem).toContain('x-www-form-urlencoded');
  });

  test('bytes that are no UTF-8', () => {
    expect(readBitrix24Form(Buffer.from([0x65, 0x3d, 0xff]))).toMatchObject({ ok: false });
  });

  test('more than 200 fields', () => {
    const many = Array.from({ length: 201 }, (_, index) => `f${index}=1`).join('&');
    expect(readBitrix24Form(`event=E&${many}`)).toMatchObject({ ok: false });
  });

  test('a problem never repeats the body', () => {
    const answer = readBitrix24Form('event=E&auth[application_token]=canary&x]=1');
    expect(JSON.stringify(answer)).not.toContain('canary');
  });
});

describe('the token', () => {
  test.each([
    ['the right one', TOKEN, true],
    ['none', undefined, false],
    ['an empty one', '', false],
    ['a shorter one', TOKEN.slice(1), false],
    ['a longer one', `${TOKEN}0`, false],
    ['another case', TOKEN.toUpperCase(), false],
  ])('%s', (_, given, expected) => {
    expect(createBitrix24TokenCheck(TOKEN)(given)).toBe(expected);
  });

  test('an empty expected token accepts nothing', () => {
    expect(createBitrix24TokenCheck('')('')).toBe(false);
    expect(createBitrix24TokenCheck('')(undefined)).toBe(false);
  });

  test('ten thousand forgeries by one changed bit are all refused', () => {
    let accepted = 0;
    for (let turn = 0; turn < 10_000; turn += 1) {
      const bytes = Buffer.from(TOKEN, 'latin1');
      const at = turn % bytes.length;
      bytes[at] = (bytes[at] ?? 0) ^ (1 << (turn % 7));
      if (createBitrix24TokenCheck(TOKEN)(bytes.toString('latin1'))) accepted += 1;
    }
    expect(accepted).toBe(0);
  });
});

test('the domain is compared without regard to case', () => {
  expect(isBitrix24Domain('Some-Domain.Bitrix24.com', 'some-domain.bitrix24.com')).toBe(true);
  expect(isBitrix24Domain('other.bitrix24.com', 'some-domain.bitrix24.com')).toBe(false);
  expect(isBitrix24Domain(undefined, 'some-domain.bitrix24.com')).toBe(false);
});

describe('reading a stored event', () => {
  test.each([
    ['ONCRMDEALADD', 'deal-added'],
    ['ONCRMDEALUPDATE', 'deal-changed'],
    ['ONCRMDEALDELETE', 'deal-deleted'],
  ])('%s is %s', (event, kind) => {
    const stored = read(USUAL.replace('ONCRMDEALUPDATE', event)).stored;
    expect(parseStoredBitrix24Event(stored)).toEqual({ kind, event, id: '7405' });
  });

  test.each(['ONCRMLEADADD', 'oncrmdealupdate', 'CATALOG.PRODUCT.ON.UPDATE'])(
    '%s is unknown',
    (event) => {
      const stored = `event=${event}&data[FIELDS][ID]=7`;
      expect(parseStoredBitrix24Event(stored)).toEqual({ kind: 'unknown', event });
    },
  );

  test.each(['', '0', '-1', '007', '1.5', 'abc', '1234567890123456789', '1%00', '１'])(
    'the id %j is a problem',
    (id) => {
      const stored = `event=ONCRMDEALUPDATE&data[FIELDS][ID]=${id}`;
      expect(parseStoredBitrix24Event(stored).kind).toBe('problem');
    },
  );

  test('a deal event without an id is a problem', () => {
    expect(parseStoredBitrix24Event('event=ONCRMDEALUPDATE').kind).toBe('problem');
  });
});
