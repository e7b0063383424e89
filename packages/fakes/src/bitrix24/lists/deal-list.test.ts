import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Json } from '../../json.ts';
import { startPortalUnderTest, type PortalUnderTest } from '../test-support/portal-under-test.ts';

interface ListAnswer {
  result: Record<string, Json>[];
  total: number;
  next?: number;
}

let portal: PortalUnderTest;
let allIds: number[];
beforeAll(async () => {
  portal = await startPortalUnderTest({ scenario: { deals: 230 } });
  const state = await portal.read<{ deals: { ID: string }[] }>('/state?deals=1&fields=ID');
  allIds = state.deals.map((deal) => Number(deal.ID));
  await portal.act({ do: 'set-plan', size: 100_000 });
});
afterAll(() => portal.fake.stop());

const list = async (params: Json): Promise<ListAnswer> =>
  JSON.parse((await portal.call('crm.deal.list', params)).text) as ListAnswer;
const ids = (answer: ListAnswer): number[] => answer.result.map((row) => Number(row['ID']));

describe('start', () => {
  it('0 or nothing gives the first 50, the exact total and next', async () => {
    for (const params of [{}, { start: 0 }]) {
      const answer = await list({ ...params, select: ['ID'] });
      expect([ids(answer), answer.total, answer.next]).toEqual([allIds.slice(0, 50), 230, 50]);
    }
  });

  it('75 is rounded down to the page of rows 51 to 100', async () => {
    const answer = await list({ start: 75, select: ['ID'] });
    expect([ids(answer), answer.next]).toEqual([allIds.slice(50, 100), 100]);
  });

  it('the last page has no next', async () => {
    const answer = await list({ start: 200, select: ['ID'] });
    expect([ids(answer), 'next' in answer]).toEqual([allIds.slice(200), false]);
  });

  it('-1 turns counting off: total 0, no next', async () => {
    const answer = await list({
      start: -1,
      filter: { '>ID': allIds[9] ?? 0 },
      order: { ID: 'ASC' },
    });
    expect([ids(answer), answer.total, 'next' in answer]).toEqual([allIds.slice(10, 60), 0, false]);
  });
});

describe('select', () => {
  it('masks: * is system fields only, UF_* user fields only, nothing is both', async () => {
    const names = async (select: string[]): Promise<string[]> =>
      Object.keys((await list({ select, start: -1 })).result[0] ?? {});
    expect(await names(['*'])).toHaveLength(44);
    expect((await names(['*'])).some((name) => name.startsWith('UF_'))).toBe(false);
    expect(await names(['UF_*'])).toHaveLength(61);
    expect(await names([])).toHaveLength(104);
    expect(await names(['TITLE', 'NO_SUCH'])).toEqual(['ID', 'TITLE']);
  });

  it('values: unset is null in lists, "" in get; empty multiple is false in both', async () => {
    const { id } = await portal.act<{ id: number }>({ do: 'create-deal', fields: { TITLE: 'x' } });
    const [row] = (await list({ filter: { ID: id } })).result;
    const got = await portal.result<Record<string, Json>>('crm.deal.get', { id });
    expect([row?.['UF_CRM_1697807353336'], got['UF_CRM_1697807353336']]).toEqual([null, '']);
    expect([row?.['UF_CRM_1699452141037'], got['UF_CRM_1699452141037']]).toEqual([false, false]);
    expect([got['LEAD_ID'], got['OPPORTUNITY'], got['IS_NEW']]).toEqual([null, '0.00', 'Y']);
    await portal.act({ do: 'delete-deal', id });
  });
});

describe('filter', () => {
  it('combines ranges, lists and negation', async () => {
    const [a = 0, b = 0, c = 0] = allIds.slice(20, 23);
    expect(ids(await list({ filter: { '>=ID': a, '<=ID': c } }))).toEqual([a, b, c]);
    expect(ids(await list({ filter: { '@ID': [c, a] } }))).toEqual([a, c]);
    expect(ids(await list({ filter: { '>=ID': a, '<=ID': c, '!ID': b } }))).toEqual([a, c]);
    expect(ids(await list({ filter: { '>ID': a, '<ID': c } }))).toEqual([b]);
  });

  it('drops unknown fields without a word, which widens the result', async () => {
    expect((await list({ filter: { NO_SUCH_FIELD: 'x' } })).total).toBe(230);
  });

  it('compares dates with offsets', async () => {
    const { id, dateModify } = await portal.act<{ id: number; dateModify: string }>({
      do: 'create-deal',
    });
    const utc = new Date(dateModify).toISOString();
    expect(ids(await list({ filter: { '>=DATE_MODIFY': utc } }))).toContain(id);
    expect(ids(await list({ filter: { '>DATE_MODIFY': utc } }))).not.toContain(id);
    await portal.act({ do: 'delete-deal', id });
  });

  it('compares days where a field is a day, whatever hour stands beside it', async () => {
    const days = { BEGINDATE: '2021-02-10', CLOSEDATE: '2021-02-16' };
    const fields = { ...days, UF_CRM_1698761151613: '2021-02-16' };
    const { id } = await portal.act<{ id: number }>({ do: 'create-deal', fields });
    const found = async (filter: Record<string, string>): Promise<boolean> =>
      ids(await list({ filter: { ...filter, ID: String(id) } })).includes(id);
    const [deal] = (await list({ filter: { ID: id }, select: ['CLOSEDATE'] })).result;
    expect(deal?.['CLOSEDATE']).toBe('2021-02-16T03:00:00+03:00');
    for (const name of ['CLOSEDATE', 'UF_CRM_1698761151613']) {
      expect(await found({ [name]: '2021-02-16' })).toBe(true);
      expect(await found({ [`<=${name}`]: '2021-02-16' })).toBe(true);
      expect(await found({ [`>=${name}`]: '2021-02-16T23:00:00+03:00' })).toBe(true);
      expect(await found({ [`<${name}`]: '2021-02-16' })).toBe(false);
      expect(await found({ [`>${name}`]: '16.02.2021' })).toBe(false);
      expect(await found({ [`!${name}`]: '2021-02-16' })).toBe(false);
    }
    expect(await found({ '>=BEGINDATE': '2021-02-10', '<=CLOSEDATE': '2021-02-16' })).toBe(true);
    expect(await found({ CLOSEDATE: '2021-02-17' })).toBe(false);
    await portal.act({ do: 'delete-deal', id });
  });

  it('finds texts by part and by pattern, options by id', async () => {
    const fields = { TITLE: 'Cliente Ímpar 100% & cia', UF_CRM_1699452141037: ['45', '47'] };
    const { id } = await portal.act<{ id: number }>({ do: 'create-deal', fields });
    expect(ids(await list({ filter: { '%TITLE': 'ÍMPAR 100% &' } }))).toEqual([id]);
    expect(ids(await list({ filter: { '=%TITLE': 'Cliente Í%cia' } }))).toEqual([id]);
    expect(ids(await list({ filter: { TITLE: 'cliente ímpar 100% & cia' } }))).toEqual([id]);
    expect(ids(await list({ filter: { UF_CRM_1699452141037: '47', '>=ID': id } }))).toEqual([id]);
    expect(ids(await list({ filter: { '!UF_CRM_1699452141037': '47', '>=ID': id } }))).toEqual([]);
    expect(ids(await list({ filter: { UF_CRM_1697807353336: '', '>=ID': id } }))).toEqual([id]);
    await portal.act({ do: 'delete-deal', id });
  });

  it('replaces LIKE on dictionary fields by equality', async () => {
    expect((await list({ filter: { '%SOURCE_ID': 'AL' } })).total).toBe(0);
    expect((await list({ filter: { '%SOURCE_ID': 'CALL' } })).total).toBeGreaterThan(0);
  });

  it('casts an array in a range to 1 and takes an empty one as no condition', async () => {
    expect(ids(await list({ filter: { '>ID': [{ ID: '90' }] }, start: -1 }))).toEqual(
      allIds.slice(0, 50),
    );
    expect((await list({ filter: { '>ID': [] } })).total).toBe(230);
  });
});

describe('order', () => {
  it('walks down by id', async () => {
    const answer = await list({ order: { id: 'desc' }, select: ['ID'] });
    expect(ids(answer)).toEqual([...allIds].reverse().slice(0, 50));
  });

  it('sorts stages by their place on screen', async () => {
    const answer = await list({ order: { STAGE_ID: 'DESC' }, filter: { CATEGORY_ID: 0 } });
    expect(answer.result[0]?.['STAGE_ID']).toBe('APOLOGY');
  });
});

it('counts every COUNT, and none where start is -1', async () => {
  await portal.act({ do: 'reset-counters' });
  const counts = async (): Promise<number> =>
    (await portal.read<{ counts: number }>('/counters')).counts;
  const methods = ['crm.deal.list', 'crm.contact.list', 'crm.company.list', 'user.get'];
  for (const method of methods) await portal.call(method, { start: -1 });
  expect(await counts()).toBe(0);
  for (const method of methods) await portal.call(method, {});
  expect(await counts()).toBe(methods.length);
  const users = await portal.call('user.get', { start: -1 });
  expect(users.text).toMatch(/"total":0,"time"/);
});

it('counts deals that are handed out a second time', async () => {
  await portal.act({ do: 'reset-counters' });
  await list({ start: -1 });
  await list({ start: 0 });
  await portal.call('crm.deal.get', { id: allIds[0] ?? 0 });
  expect(await portal.read('/counters')).toMatchObject({ dealReads: 101, duplicateDealReads: 51 });
});

it('counts deal reads, counts and rows', async () => {
  await portal.act({ do: 'reset-counters' });
  await list({ start: -1 });
  await list({});
  await portal.call('crm.deal.get', { id: allIds[0] ?? 0 });
  const counters = await portal.read<Record<string, number>>('/counters');
  expect(counters).toMatchObject({
    requests: 3,
    commands: 3,
    counts: 1,
    dealReads: 101,
    dealGets: 1,
  });
});
