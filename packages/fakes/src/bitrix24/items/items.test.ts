import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../../json.ts';
import { startPortalUnderTest, type PortalUnderTest } from '../test-support/portal-under-test.ts';

interface ListAnswer {
  result: { items: Record<string, Json>[] };
  total: number;
  next?: number;
}

const OPERATORS = 'ufCrm_1699452141037';
const CPF = 'ufCrm_1697807353336';

let portal: PortalUnderTest;
let allIds: number[];
beforeAll(async () => {
  portal = await startPortalUnderTest({ scenario: { deals: 230 } });
  const state = await portal.read<{ deals: { ID: string }[] }>('/state?deals=1&fields=ID');
  allIds = state.deals.map((deal) => Number(deal.ID));
  await portal.act({ do: 'set-plan', size: 100_000 });
});
afterAll(() => portal.fake.stop());

const call = async (method: string, params: JsonObject): Promise<Record<string, Json>> =>
  JSON.parse((await portal.call(method, { entityTypeId: 2, ...params })).text) as Record<
    string,
    Json
  >;
const list = async (params: JsonObject): Promise<ListAnswer> =>
  (await call('crm.item.list', params)) as unknown as ListAnswer;
const ids = ({ result }: ListAnswer): Json[] => result.items.map(({ id }) => id ?? null);
const item = async (method: string, params: JsonObject): Promise<Record<string, Json>> =>
  ((await call(method, params)) as { result: { item: Record<string, Json> } }).result.item;

describe('start', () => {
  it('0 or nothing gives the first 50, the exact total and next', async () => {
    for (const params of [{}, { start: 0 }]) {
      const answer = await list({ ...params, select: ['id'] });
      expect([ids(answer), answer.total, answer.next]).toEqual([allIds.slice(0, 50), 230, 50]);
    }
  });

  it('75 is an exact offset, unlike in the legacy lists', async () => {
    const answer = await list({ start: 75, select: ['id'] });
    expect([ids(answer), answer.next]).toEqual([allIds.slice(75, 125), 125]);
  });

  it('-1 turns counting off, and the last page has no next', async () => {
    const cursor = await list({
      start: -1,
      filter: { '>id': allIds[9] ?? 0 },
      order: { id: 'ASC' },
    });
    expect([ids(cursor), cursor.total, 'next' in cursor]).toEqual([allIds.slice(10, 60), 0, false]);
    const last = await list({ start: 200, select: ['id'] });
    expect([ids(last), 'next' in last]).toEqual([allIds.slice(200), false]);
  });
});

describe('spelling', () => {
  it('names are camelCase, numbers are numbers, times carry the portal’s offset', async () => {
    const [id] = allIds;
    const got = await item('crm.item.get', { id: id ?? 0 });
    const legacy = await portal.result<Record<string, Json>>('crm.deal.get', { id: id ?? 0 });
    expect(got).toMatchObject({
      ...{ id, title: legacy['TITLE'], stageId: legacy['STAGE_ID'], entityTypeId: 2 },
      ...{ categoryId: Number(legacy['CATEGORY_ID']), opportunity: Number(legacy['OPPORTUNITY']) },
      ...{ createdTime: legacy['DATE_CREATE'], updatedTime: legacy['DATE_MODIFY'], observers: [] },
      ...{ updatedBy: Number(legacy['MODIFY_BY_ID']), movedBy: Number(legacy['MOVED_BY_ID']) },
      [CPF]: legacy['UF_CRM_1697807353336'],
    });
    expect(Object.keys(got).filter((name) => /^[A-Z]/.test(name))).toEqual([]);
  });

  it('useOriginalUfNames keeps the names of user fields and of nothing else', async () => {
    const params = { id: allIds[0] ?? 0, useOriginalUfNames: 'Y' };
    const names = Object.keys(await item('crm.item.get', params));
    expect(names).toEqual(expect.arrayContaining(['UF_CRM_1699452141037', 'stageId']));
    expect(names.filter((name) => name.startsWith('ufCrm'))).toEqual([]);
    const filter = { UF_CRM_1699452141037: '45' };
    expect(await call('crm.item.list', { filter })).toMatchObject({ error: 'INVALID_ARG_VALUE' });
    expect((await list({ filter, useOriginalUfNames: 'Y' })).total).toBeGreaterThan(0);
  });

  it('* is everything, user fields included; named fields are what was named', async () => {
    const names = async (select: string[]): Promise<string[]> =>
      Object.keys((await list({ select, start: -1 })).result.items[0] ?? {});
    expect(await names(['*'])).toHaveLength(107);
    expect(await names([])).toHaveLength(107);
    expect(await names(['title', CPF, 'noSuch'])).toEqual(['id', 'title', CPF]);
  });

  it('fields are described under the same names', async () => {
    const { fields } = await portal.result<{ fields: Record<string, JsonObject> }>(
      'crm.item.fields',
      { entityTypeId: 2 },
    );
    expect(Object.keys(fields)).toHaveLength(104);
    expect(fields['createdTime']).toMatchObject({ type: 'datetime', upperName: 'CREATED_TIME' });
    expect(fields['categoryId']).toMatchObject({ isReadOnly: false, isImmutable: false });
    expect(fields[OPERATORS]).toMatchObject({
      ...{ type: 'enumeration', isMultiple: true, isDynamic: true },
      ...{ upperName: 'UF_CRM_1699452141037', title: 'Quais operadoras têm viabilidade?' },
    });
  });
});

describe('filter and order', () => {
  it('conditions hold together, groups with OR one by one', async () => {
    const [a = 0, b = 0, c = 0] = allIds.slice(20, 23);
    expect(ids(await list({ filter: { '>=id': a, '<=id': c, '!id': b } }))).toEqual([a, c]);
    const either = { logic: 'OR', 0: { id: a }, 1: { '>=id': b, '<id': c } };
    expect(ids(await list({ filter: { 0: either } }))).toEqual([a, b]);
    expect(ids(await list({ filter: { '@id': [c, a] }, order: { id: 'DESC' } }))).toEqual([c, a]);
    expect(ids(await list({ filter: { logic: 'OR', id: [a], '=id': c } }))).toEqual([a, c]);
  });

  it('no company and no contact are found by the 0 that they are shown as', async () => {
    const made = async (fields: JsonObject) =>
      Number((await item('crm.item.add', { fields }))['id']);
    const [none, some] = [await made({ title: 'a' }), await made({ title: 'b', companyId: 7 })];
    const found = async (filter: JsonObject) =>
      ids(await list({ filter: { ...filter, '>=id': none } }));
    expect((await item('crm.item.get', { id: none }))['companyId']).toBe(0);
    expect(await found({ companyId: 0 })).toEqual([none]);
    expect(await found({ '@companyId': [0, 7] })).toEqual([none, some]);
    expect(await found({ '!companyId': 0 })).toEqual([some]);
    expect(await found({ companyId: '' })).toEqual([none]);
    expect(await found({ contactId: 0 })).toEqual([none, some]);
    for (const id of [none, some]) await call('crm.item.delete', { id });
  });

  it('days are compared with days', async () => {
    const { id = 0 } = await item('crm.item.add', { fields: { closedate: '2021-02-16' } });
    const found = async (filter: JsonObject) => ids(await list({ filter: { ...filter, id } }));
    expect(await found({ closedate: '2021-02-16', '<=closedate': '2021-02-16' })).toEqual([id]);
    expect(await found({ '<closedate': '2021-02-16' })).toEqual([]);
    await call('crm.item.delete', { id });
  });

  it('times are compared, LIKE is LIKE on dictionary fields too', async () => {
    const whole = await list({ filter: { '>=updatedTime': '2000-01-01 00:00:00' } });
    expect(whole.total).toBe(230);
    expect((await list({ filter: { '>updatedTime': '2099-01-01T00:00:00+03:00' } })).total).toBe(0);
    const legacy = await portal.call('crm.deal.list', { filter: { '%SOURCE_ID': 'AL' } });
    expect(JSON.parse(legacy.text)).toMatchObject({ total: 0 });
    expect((await list({ filter: { '%sourceId': 'AL' } })).total).toBeGreaterThan(0);
  });

  it.each([
    [{ filter: { STAGE_ID: 'NEW' } }, "Invalid filter: field 'STAGE_ID' is not allowed in filter"],
    [
      { filter: { 0: { '>noSuch': 1 } } },
      "Invalid filter: field 'noSuch' is not allowed in filter",
    ],
    [
      { filter: { '>updatedTime': 'soon' } },
      "Invalid filter: field 'updatedTime' has invalid value",
    ],
    [{ order: { noSuch: 'ASC' } }, "Invalid order: field 'noSuch' is not allowed in order"],
    [
      { order: { id: 'up' } },
      "Invalid order: allowed sort directions are ASC, DESC. But got 'up' for field 'id'",
    ],
  ])('%o is refused', async (params, description) => {
    const answer = await portal.call('crm.item.list', { entityTypeId: 2, ...params });
    expect(answer.status).toBe(400);
    expect(JSON.parse(answer.text)).toEqual({
      ...{ error: 'INVALID_ARG_VALUE', error_description: description },
    });
  });
});

it('a portal may refuse times with a T, as some are reported to do', async () => {
  await portal.act({ do: 'set-item-dates', takesAtom: false });
  const filter = { '>updatedTime': '2000-01-01T00:00:00+03:00' };
  expect(await call('crm.item.list', { filter })).toMatchObject({ error: 'INVALID_ARG_VALUE' });
  expect((await list({ filter: { '>updatedTime': '2000-01-01 00:00:00' } })).total).toBe(230);
  await portal.act({ do: 'set-item-dates' });
});

describe('what is not there or not allowed', () => {
  it('has codes, unlike the legacy methods', async () => {
    const id = allIds[3] ?? 0;
    expect(await call('crm.item.get', { id: 999_999_999 })).toMatchObject({ error: 'NOT_FOUND' });
    expect(await call('crm.item.list', { entityTypeId: 1268 })).toMatchObject({
      ...{ error: 'NOT_FOUND', error_description: 'SPA not found' },
    });
    expect(JSON.parse((await portal.call('crm.item.list', {})).text)).toMatchObject({ error: 100 });
    await portal.act({ do: 'set-rights', hiddenDeals: [id] });
    expect(await call('crm.item.get', { id })).toMatchObject({ error: 'ACCESS_DENIED' });
    expect(ids(await list({ filter: { '<=id': id } }))).not.toContain(id);
    await portal.act({ do: 'set-rights' });
  });
});

describe('writing', () => {
  it('adds, changes, moves between funnels and deletes', async () => {
    const added = await item('crm.item.add', {
      fields: { title: 'novo', opportunity: 12.5, [OPERATORS]: ['45', '47'], contactIds: [7] },
    });
    expect(added).toMatchObject({
      title: 'novo',
      opportunity: 12.5,
      contactIds: [7],
      categoryId: 0,
    });
    expect(added[OPERATORS]).toEqual([45, 47]);
    const id = added['id'] ?? 0;
    const moved = await item('crm.item.update', { id, fields: { categoryId: 9, title: 'outro' } });
    expect(moved).toMatchObject({ categoryId: 9, title: 'outro', stageId: 'C9:NEW' });
    // An empty list clears nothing here.
    const kept = await item('crm.item.update', { id, fields: { [OPERATORS]: [], TITLE: 'x' } });
    expect([kept[OPERATORS], kept['title']]).toEqual([[45, 47], 'outro']);
    expect(await call('crm.item.update', { id, fields: { stageId: 'NEW' } })).toMatchObject({
      error: 'CRM_FIELD_ERROR_VALUE_NOT_VALID',
    });
    expect((await call('crm.item.delete', { id }))['result']).toEqual([]);
    expect(await call('crm.item.delete', { id })).toMatchObject({ error: 'NOT_FOUND' });
  });

  it('an update that changes nothing is no update and fires no event', async () => {
    const { id, title } = await item('crm.item.get', { id: allIds[4] ?? 0 });
    const fired = async (): Promise<number> =>
      (await portal.read<{ events: { fired: number } }>('/counters')).events.fired;
    // Somebody must listen; that he refuses what he hears is no matter here.
    await portal.act({ do: 'set-event-handler', url: `${portal.fake.control}/nowhere` });
    const before = await fired();
    const same = await item('crm.item.update', { id: id ?? 0, fields: { title: title ?? '' } });
    expect(same['updatedTime']).toBe((await item('crm.item.get', { id: id ?? 0 }))['updatedTime']);
    expect(await fired()).toBe(before);
    await item('crm.item.update', { id: id ?? 0, fields: { title: 'changed' } });
    expect(await fired()).toBe(before + 1);
  });
});

it('runs in a batch, where each command has its own operating time and references walk items', async () => {
  const page = 'crm.item.list?entityTypeId=2&order[id]=ASC&start=-1&select[]=id&filter[>id]=';
  const answer = await portal.call('batch', {
    halt: 0,
    cmd: { a: `${page}0`, b: `${page}$result[a][items][49][id]` },
  });
  const { result } = JSON.parse(answer.text) as {
    result: {
      result: Record<string, { items: { id: number }[] }>;
      result_time: Record<string, { operating: number }>;
    };
  };
  expect(result.result['b']?.items.map(({ id }) => id)).toEqual(allIds.slice(50, 100));
  expect(result.result_time['b']?.operating).toBeGreaterThan(0);
});

describe('contacts and companies', () => {
  it('are listed by pages; phones come only when they are named', async () => {
    const plain = JSON.parse((await portal.call('crm.contact.list', {})).text) as {
      result: Record<string, Json>[];
      total: number;
      next: number;
    };
    expect([plain.result.length, plain.total, plain.next]).toEqual([50, 5000, 50]);
    expect(plain.result.some((row) => 'PHONE' in row)).toBe(false);
    const params = { select: ['ID', 'PHONE'], filter: { '>ID': 4_990 }, start: -1 };
    const named = await portal.result<Record<string, Json>[]>('crm.contact.list', params);
    expect(named).toHaveLength(10);
    expect(new Set(named.flatMap((row) => Object.keys(row)))).toEqual(new Set(['ID', 'PHONE']));
    await portal.act({ do: 'set-rights', ownOnly: true });
    const own = JSON.parse((await portal.call('crm.contact.list', {})).text) as typeof plain;
    expect(own.total).toBeGreaterThan(0);
    expect(own.total).toBeLessThan(5_000);
    await portal.act({ do: 'set-rights' });
    const companies = await portal.result<Json[]>('crm.company.list', { order: { ID: 'DESC' } });
    expect(companies[0]).toMatchObject({ ID: '400' });
  });
});
