import { describe, expect, test } from 'vitest';
import { fieldControlWebhookEnv, fieldControlWorkerEnv } from './env.ts';
import { isIdOfAccount, readFieldControlId } from './ids.ts';
import { findCurrentTask } from './model.ts';
import { isAskable, toDocumentSpellings, toListQuery } from './query.ts';
import { location, order, ticket } from './schemas.ts';

const encode = (text: string): string => Buffer.from(text).toString('base64');
const UUID = '0b1c2d3e-4f50-4617-8293-a4b5c6d7e8f9';

describe('an id', () => {
  test.each([
    ['MTcyMTExOjYyNDg5', '172111', '62489'],
    [encode('9001:62489'), '9001', '62489'],
    [encode('9001:62489').replace(/=+$/, ''), '9001', '62489'],
    [encode(`${UUID}:62489`), UUID, '62489'],
  ])('%s names entity and account', (id, entity, account) => {
    expect(readFieldControlId(id)).toEqual({ entity, account });
    expect([isIdOfAccount(id, account), isIdOfAccount(id, '1')]).toEqual([true, false]);
    expect(isIdOfAccount(id, undefined)).toBe(true);
  });

  test.each([
    '',
    'x',
    '172111:62489',
    encode('172111'),
    encode('a:62489'),
    encode('1:b'),
    'a'.repeat(200),
    '../orders',
    'AAAAA',
  ])('%j is none', (id) => expect(readFieldControlId(id)).toBeUndefined());
});

describe('the query', () => {
  test('writes a blank as %20 and separates terms by one', () => {
    const filter = { name: 'José & Filhos', archived: 'false' };
    const query = toListQuery({ filter, sort: '-created_at', limit: 100, offset: 0 });
    expect(query).toBe(
      '?q=name%3A%22Jos%C3%A9%20%26%20Filhos%22%20archived%3A%22false%22&sort=-created_at&limit=100&offset=0',
    );
    expect(toListQuery({})).toBe('');
  });

  test.each(['a"b', 'a\\', '', ' ', 'a\nb', 'x" archived:"false'])(
    '%j cannot be asked for',
    (value) => {
      expect(isAskable(value)).toBe(false);
      expect(() => toListQuery({ filter: { code: value } })).toThrow(TypeError);
    },
  );

  test.each([
    ['52998224725', ['52998224725', '529.982.247-25']],
    ['529.982.247-25', ['52998224725', '529.982.247-25']],
    ['12abc34501de35', ['12ABC34501DE35', '12.ABC.345/01DE-35']],
    ['isento', ['ISENTO']],
  ])('%s is spelled as people do', (document, spellings) => {
    expect(toDocumentSpellings(document)).toEqual(spellings);
  });
});

describe('objects', () => {
  const id = encode(`${UUID}:62489`);

  test('may lack everything but their id', () => {
    expect(ticket.parse({ id })).toMatchObject({
      ...{ id, status: null, customerId: null, externalId: null, isCanceled: false },
    });
    expect(order.parse({ id, external: [], customer: {}, createdAt: 'soon' })).toMatchObject({
      ...{ externalId: null, customerId: null, createdAt: null, archived: false },
    });
    expect(ticket.safeParse({ id: 'x' }).success).toBe(false);
  });

  test('have a CEP under two names and coordinates as numbers or texts', () => {
    const read = (address: object) => location.parse({ id, address }).address;
    expect(read({ postalCode: '15085-480' })?.zipCode).toBe('15085-480');
    expect(read({ zipCode: '15085480' })?.zipCode).toBe('15085480');
    const coords = { latitude: '-20.8197', longitude: -49.3794 };
    expect(read({ coords })?.coords).toEqual({ latitude: -20.8197, longitude: -49.3794 });
    expect(read({ coords: { latitude: null, longitude: '' } })?.coords).toBeNull();
  });

  test('an order is where its last task is', () => {
    const task = (position: number, status: string, at: string) => ({
      ...{ id: null, position, status, updatedAt: new Date(at) },
    });
    const tasks = [
      task(2, 'scheduled', '2026-01-01'),
      task(2, 'done', '2026-01-02'),
      task(1, 'canceled', '2026-01-03'),
    ];
    expect(findCurrentTask(tasks)?.status).toBe('done');
    expect(findCurrentTask([])).toBeUndefined();
  });
});

describe('the environment', () => {
  test('is off without a key and on with one', () => {
    expect(fieldControlWorkerEnv.read({})).toEqual({ value: { enabled: false } });
    const env = { FIELDCONTROL_API_KEY: 'key-0123456789', FIELDCONTROL_ACCOUNT_ID: '62489' };
    expect(fieldControlWorkerEnv.read(env)).toEqual({
      value: {
        ...{ enabled: true, apiKey: 'key-0123456789', accountId: '62489' },
        baseUrl: 'https://carchost.fieldcontrol.com.br',
      },
    });
  });

  test('says every problem at once, without values', () => {
    const env = {
      ...{ FIELDCONTROL_API_KEY: 'a b', FIELDCONTROL_ACCOUNT_ID: 'x9' },
      FIELDCONTROL_BASE_URL: 'http://field.example.test',
    };
    const reading = fieldControlWorkerEnv.read(env);
    const problems = 'problems' in reading ? reading.problems : [];
    expect(problems).toHaveLength(3);
    expect(problems.join()).not.toContain('field.example.test');
  });

  test('takes deliveries with user and password, or not at all', () => {
    expect(fieldControlWebhookEnv.read({})).toEqual({ value: { enabled: false } });
    const env = {
      ...{ FIELDCONTROL_WEBHOOK_USER: 'ponte', FIELDCONTROL_WEBHOOK_PASSWORD: 'a-long-password' },
    };
    expect(fieldControlWebhookEnv.read(env)).toMatchObject({
      value: { enabled: true, user: 'ponte', password: 'a-long-password' },
    });
    for (const half of [
      { FIELDCONTROL_WEBHOOK_USER: 'ponte' },
      { FIELDCONTROL_WEBHOOK_PASSWORD: 'a-long-password' },
      { ...env, FIELDCONTROL_WEBHOOK_PASSWORD: 'short' },
      { ...env, FIELDCONTROL_WEBHOOK_USER: 'a:b' },
    ]) {
      expect(fieldControlWebhookEnv.read(half)).toHaveProperty('problems');
    }
  });
});
