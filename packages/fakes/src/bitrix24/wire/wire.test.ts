import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startPortalUnderTest, type PortalUnderTest } from '../test-support/portal-under-test.ts';

let portal: PortalUnderTest;
beforeAll(async () => {
  portal = await startPortalUnderTest();
});
afterAll(() => portal.fake.stop());

const error = (code: string, description: string): string =>
  `{"error":${code},"error_description":"${description}"}`;

describe('errors, byte for byte', () => {
  it.each([
    ['crm.deal.get?id=999999999', 400, error('""', 'Not found')],
    ['crm.deal.get', 400, error('""', 'ID is not defined or invalid.')],
    ['crm.deal.get?id=abc', 400, error('""', 'ID is not defined or invalid.')],
    ['crm.deal.list?filter=x', 400, error('""', "Parameter 'filter' must be array.")],
    ['crm.deal.list?order=ID', 400, error('""', "Parameter 'order' must be array.")],
    ['crm.deal.update?id=3', 400, error('""', "Parameter 'fields' must be array.")],
    ['crm.item.nothing', 404, error('"ERROR_METHOD_NOT_FOUND"', 'Method not found!')],
    ['crm.category.list', 400, error('100', 'Could not find value for parameter {entityTypeId}')],
  ])('%s', async (tail, status, body) => {
    const answer = await portal.get(tail);
    expect([answer.status, answer.text]).toEqual([status, body]);
    expect(answer.headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect(answer.headers.get('retry-after')).toBeNull();
  });

  it('refuses a wrong secret and a call without one', async () => {
    const wrong = await portal.send(`${portal.fake.url}/rest/1/wrong/crm.deal.list`);
    expect([wrong.status, wrong.text]).toEqual([
      401,
      error('"INVALID_CREDENTIALS"', 'Invalid request credentials'),
    ]);
    const none = await portal.send(`${portal.fake.url}/rest/crm.deal.list`);
    expect([none.status, none.text]).toEqual([
      401,
      error('"NO_AUTH_FOUND"', 'Wrong authorization data'),
    ]);
  });

  it('hears the newer address, and refuses what needs an application', async () => {
    const newer = portal.fake.webhookUrl.replace('/rest/', '/rest/api/');
    expect((await portal.send(`${newer}server.time`)).status).toBe(200);
    for (const method of ['event.bind', 'event.offline.get', 'placement.bind']) {
      const answer = await portal.call(method);
      expect([answer.status, answer.text]).toEqual([
        403,
        error(
          '"WRONG_AUTH_TYPE"',
          'Current authorization type is denied for this method Application context required',
        ),
      ]);
    }
  });

  it('names a missing scope, and hides or denies what the owner may not see', async () => {
    await portal.act({ do: 'set-rights', scopes: ['crm'], hiddenDeals: [3] });
    const users = await portal.call('user.get');
    expect([users.status, users.text]).toEqual([
      403,
      error(
        '"insufficient_scope"',
        'The request requires higher privileges than provided by the webhook token',
      ),
    ]);
    const hidden = await portal.call('crm.deal.get', { id: 3 });
    expect([hidden.status, hidden.text]).toEqual([400, error('""', 'Access denied.')]);
    const rows = await portal.result<{ ID: string }[]>('crm.deal.list', { filter: { ID: [3, 4] } });
    expect(rows.map((row) => row.ID)).toEqual(['4']);
    await portal.act({ do: 'set-rights' });
  });
});

describe('the portal’s zone', () => {
  it('can be moved at run time: every date follows, written and read', async () => {
    const { id } = await portal.act<{ id: number }>({
      ...{ do: 'create-deal', fields: { CLOSEDATE: '2026-03-05' } },
    });
    const read = async () => portal.result<Record<string, string>>('crm.deal.get', { id });
    const before = await read();
    expect(before['CLOSEDATE']).toBe('2026-03-05T03:00:00+03:00');
    await portal.act({ do: 'set-time-zone', offsetMinutes: -180 });
    const after = await read();
    expect(after['DATE_CREATE']).toMatch(/-03:00$/);
    expect(Date.parse(after['DATE_CREATE'] ?? '')).toBe(Date.parse(before['DATE_CREATE'] ?? ''));
    expect(after['CLOSEDATE']).toBe('2026-03-04T21:00:00-03:00');
    const local = (after['DATE_CREATE'] ?? '').slice(0, 19);
    const rows = await portal.result<unknown[]>('crm.deal.list', {
      filter: { ID: id, DATE_CREATE: local },
    });
    expect(rows).toHaveLength(1);
    expect(await portal.result('server.time')).toMatch(/-03:00$/);
    expect((await portal.call('user.get')).text).not.toContain('+03:00');
    expect((await portal.call('crm.dealcategory.list')).text).not.toContain('+03:00');
    await expect(portal.act({ do: 'set-time-zone', offsetMinutes: 900 })).rejects.toThrow('840');
    await portal.act({ do: 'set-time-zone', offsetMinutes: 180 });
    expect(await read()).toEqual(before);
  });
});

describe('success', () => {
  it('escapes slashes and can escape ampersands', async () => {
    const { id } = await portal.act<{ id: number }>({
      do: 'create-deal',
      fields: { TITLE: 'A & B', COMMENTS: '[B]x[/B]' },
    });
    const select = { select: ['TITLE', 'COMMENTS'], filter: { ID: id } };
    const plain = await portal.call('crm.deal.list', select);
    expect(plain.text).toContain(`{"ID":"${id}","TITLE":"A & B","COMMENTS":"[B]x[\\/B]"}`);
    await portal.act({ do: 'set-time-envelope', escapesAmpersand: true });
    expect((await portal.call('crm.deal.list', select)).text).toContain('"TITLE":"A \\u0026 B"');
    await portal.act({ do: 'set-time-envelope', escapesAmpersand: false });
  });

  it('has a time block of three states, and lets it be missing', async () => {
    const time = async (): Promise<string> =>
      /"time":(\{[^}]*\})/.exec((await portal.call('server.time')).text)?.[1] ?? 'none';
    const start = String.raw`\{"start":\d{10}(\.\d+)?,"finish":\d{10}(\.\d+)?,"duration":0\.008,"processing":0\.008,"date_start":"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+03:00","date_finish":"[^"]+"`;
    expect(await time()).toMatch(
      new RegExp(`^${start},"operating_reset_at":\\d{10},"operating":0\\.\\d+\\}$`),
    );
    await portal.act({ do: 'set-time-envelope', state: 'zero' });
    expect(await time()).toMatch(new RegExp(`^${start},"operating":0\\}$`));
    await portal.act({ do: 'set-time-envelope', state: 'zero-with-reset' });
    expect(await time()).toMatch(
      new RegExp(`^${start},"operating_reset_at":\\d{10},"operating":0\\}$`),
    );
    await portal.act({ do: 'set-time-envelope', state: 'plain', integerStart: true });
    expect(await time()).toMatch(
      /^\{"start":\d{10},"finish":\d{10}(\.\d+)?,"duration":0\.008,"processing":0,"date_start":"[^"]+","date_finish":"[^"]+"\}$/,
    );
    await portal.act({ do: 'set-time-envelope', state: 'missing', integerStart: false });
    expect((await portal.call('server.time')).text).toMatch(/^\{"result":"[^"]+"\}$/);
    await portal.act({ do: 'set-time-envelope', state: 'auto' });
  });

  it('writes dictionaries as documented', async () => {
    const categories = await portal.result<{ categories: unknown[] }>('crm.category.list', {
      entityTypeId: 2,
    });
    expect(categories.categories[0]).toEqual({
      id: 9,
      name: 'Portabilidade & Migração',
      sort: 200,
      entityTypeId: 2,
      isDefault: 'N',
      originId: '',
      originatorId: '',
    });
    expect(categories.categories[1]).toEqual({
      id: 0,
      name: 'Vendas',
      sort: 300,
      entityTypeId: 2,
      isDefault: 'Y',
    });
    const old = await portal.result<{ ID: string }[]>('crm.dealcategory.list');
    expect(old.map((row) => row.ID)).toEqual(['9', '2', '5']);
    expect(await portal.result('crm.dealcategory.default.get')).toEqual({ ID: 0, NAME: 'Vendas' });
    const stages = await portal.result<unknown[]>('crm.dealcategory.stage.list', { id: 9 });
    expect(stages[0]).toEqual({ NAME: 'Entrada', SORT: 10, STATUS_ID: 'C9:NEW' });
    const statuses = await portal.call('crm.status.list', { filter: { ENTITY_ID: 'DEAL_STAGE' } });
    expect(statuses.text).toContain(
      '{"ID":"111","ENTITY_ID":"DEAL_STAGE","STATUS_ID":"WON","NAME":"Negócio ganho","NAME_INIT":"Negócio ganho","SORT":"60","SYSTEM":"Y","CATEGORY_ID":null,"COLOR":"#7BD500","SEMANTICS":"S","EXTRA":{"SEMANTICS":"success","COLOR":"#7BD500"}}',
    );
    expect(statuses.text).toContain('"total":8,"time"');
  });

  it('shows users with a real boolean and an empty object, and fewer fields to a basic scope', async () => {
    const all = await portal.call('user.get', {
      FILTER: { ACTIVE: true },
      sort: 'ID',
      order: 'ASC',
    });
    expect(all.text).toContain('"ID":"1","XML_ID":"","ACTIVE":true');
    expect(all.text).toContain('"TIMESTAMP_X":{}');
    expect(all.text).toContain('"total":10,');
    expect(all.text).not.toContain('"ACTIVE":false');
    await portal.act({ do: 'set-rights', scopes: ['crm', 'user_basic'] });
    expect((await portal.call('user.get')).text).not.toContain('EMAIL');
    await portal.act({ do: 'set-rights' });
  });

  it('lists user fields with option ids that are not in sort order', async () => {
    const fields = await portal.result<
      { FIELD_NAME: string; LIST?: { ID: string; SORT: string }[] }[]
    >('crm.deal.userfield.list', {});
    expect(fields).toHaveLength(60);
    const operators = fields.find((field) => field.FIELD_NAME === 'UF_CRM_1699452141037');
    expect(operators?.LIST?.map((option) => option.ID)).toEqual([
      '47',
      '51',
      '45',
      '1203',
      '97',
      '49',
    ]);
    const described = await portal.result<Record<string, { items?: unknown[] }>>('crm.deal.fields');
    expect(described['UF_CRM_1699475211222']?.items?.[0]).toEqual({
      ID: '115',
      VALUE: 'João da Silva',
    });
  });
});
