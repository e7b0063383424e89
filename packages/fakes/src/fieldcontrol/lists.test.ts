import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  inPath,
  q,
  startFieldcontrolUnderTest,
  type FieldcontrolUnderTest,
} from './test-support/fieldcontrol-under-test.ts';

let vendor: FieldcontrolUnderTest;
beforeAll(async () => {
  vendor = await startFieldcontrolUnderTest({ scenario: 'small' });
});
beforeEach(() => vendor.control('/reset', {}));
afterAll(() => vendor.fake.stop());

const total = async (path: string): Promise<unknown> => (await vendor.get(path)).json['totalCount'];

describe('paging', () => {
  it('gives ten items, or as many as asked, and the count of all', async () => {
    expect((await vendor.list('/customers')).length).toBe(10);
    expect((await vendor.list('/customers?limit=100')).length).toBe(40);
    expect((await vendor.list('/customers?limit=30&offset=30')).length).toBe(10);
    expect(await total('/customers?limit=1')).toBe(40);
  });
  it.each(['limit=0', 'limit=101', 'limit=x', 'limit=1.5', 'offset=-1', 'offset=200001'])(
    'refuses %s',
    async (query) => {
      const { status, json } = await vendor.get(`/customers?${query}`);
      const [name, range] = query.startsWith('limit')
        ? ['limit', '1 and 100']
        : ['offset', '0 and 200000'];
      expect([status, json]).toEqual([
        422,
        {
          code: 'parametersValidationErr',
          message: 'parameters are not valid',
          errors: [{ path: name, message: `must be an integer between ${range}` }],
        },
      ]);
    },
  );
  it('sorts by creation both ways, by id, and as it likes otherwise', async () => {
    const dates = async (query: string): Promise<string[]> =>
      (await vendor.list(`/customers?limit=100${query}`)).map((item) => String(item['createdAt']));
    const up = await dates('&sort=created_at');
    expect(up).toEqual(up.toSorted());
    expect(await dates('&sort=-created_at')).toEqual(up.toReversed());
    expect(await dates('')).toEqual(up.toReversed());
    expect(await dates('&sort=nonsense')).toEqual(up.toReversed());
    const ids = (await vendor.list('/customers?limit=100&sort=id')).map(({ id }) => id);
    const back = (await vendor.list('/customers?limit=100&sort=-id')).map(({ id }) => id);
    expect(ids).toEqual(back.toReversed());
  });
});

describe('q', () => {
  it('finds documents and codes as they are stored, sign by sign', async () => {
    const names = async (text: string) =>
      (await vendor.list(`/customers?${q(text)}`)).map(({ name }) => name);
    expect(await names('document_number:"714.287.938-60"')).toEqual(['Rita de Cássia Moura']);
    expect(await names('document_number:"71428793860"')).toEqual([]);
    expect(await names('code:"ERP-00017"')).toEqual(['Oficina do Beto']);
    expect(await names('archived:"false" document_number:"11.222.333/0001-81"')).toEqual([
      'Panificadora Vale Verde Ltda',
    ]);
  });
  it('finds a name anywhere and in any case, or exactly by switch', async () => {
    const path = `/customers?${q('name:"maria silva"')}`;
    expect(await vendor.list(path)).toHaveLength(2);
    await vendor.act({ do: 'set-lists', nameFilter: 'exact' });
    expect(await vendor.list(path)).toHaveLength(0);
    expect(await vendor.list(`/customers?${q('name:"Maria Silva"')}`)).toHaveLength(1);
  });
  it.each([
    ['/customers', 'campo_que_nao_existe_xyz:"1"'],
    ['/customers', 'documentNumber:"714.287.938-60"'],
    ['/customers', 'name>=:"A"'],
    ['/customers', 'no term at all'],
    ['/tickets', 'external_id:"isales:1:1"'],
    ['/tickets', 'status:"pending"'],
    ['/orders', 'status:"done"'],
    ['/orders', 'task_status:"done"'],
    ['/services', 'code:"x"'],
  ])('on %s passes over %s and brings everything', async (path, text) => {
    const all = await total(`${path}?limit=1`);
    expect(await total(`${path}?limit=1&${q(text)}`)).toBe(all);
  });
  it.each(['customerId=1', 'externalId=1', 'customer=1', 'page=2'])(
    'leaves parameters such as %s unread',
    async (query) => {
      expect(await total(`/orders?${query}`)).toBe(await total('/orders'));
    },
  );
  it('compares times, as days or to the millisecond, quoted or not', async () => {
    const all = await vendor.list('/customers?limit=100');
    const made = all.map((item) => String(item['createdAt'])).toSorted();
    const since = (from: string): number => made.filter((at) => at >= from).length;
    const [first = '', second = ''] = made;
    expect(await total(`/customers?${q('created_at>=:"2025-01-01T00:00:00Z"')}`)).toBe(
      since('2025'),
    );
    expect(await total(`/customers?${q('created_at>=:2025-01-01')}`)).toBe(since('2025'));
    expect(await total(`/customers?${q('created_at<:2025-01-01')}`)).toBe(40 - since('2025'));
    expect(await total(`/customers?${q(`created_at>:${first}`)}`)).toBe(since(second));
    expect(await total(`/customers?${q(`created_at<=:${first}`)}`)).toBe(40 - since(second));
    const between = 'created_at>=:2024-01-01 created_at<:2025-01-01';
    expect(await total(`/customers?${q(between)}`)).toBe(since('2024') - since('2025'));
  });
  it.each([
    ['/customers', 'created_at>=:yesterday', 'created_at', 'must be a valid ISO 8601 date'],
    ['/customers', 'archived:"maybe"', 'archived', 'must be true or false'],
    ['/orders', 'customer_id:"17"', 'customer_id', 'must be a valid id'],
  ])('on %s refuses %s', async (path, text, key, message) => {
    const { status, json } = await vendor.get(`${path}?${q(text)}`);
    expect([status, json['errors']]).toEqual([422, [{ path: key, message }]]);
  });
  it('names the legal states of tasks', async () => {
    const [order] = await vendor.list('/orders?limit=1');
    const path = `/orders/${inPath(order?.['id'])}/tasks`;
    expect((await vendor.get(`${path}?${q('status:"zzz"')}`)).text).toBe(
      '{"code":"parametersValidationErr","message":"parameters are not valid","errors":[{"path":"status","message":"must be a valid status: pending, scheduled, in-progress, done, canceled, reported, on-route, paused"}]}',
    );
  });
  it('reads a plus sign as a plus sign', async () => {
    expect(await vendor.list('/customers?q=name:"maria+silva"')).toHaveLength(0);
    expect(await vendor.list('/customers?q=name:%22maria%20silva%22')).toHaveLength(2);
  });
});

describe('what lists do on bad days', () => {
  it('a new object is there by id at once and in lists later', async () => {
    await vendor.act({ do: 'set-lists', listDelayMs: 2_000 });
    const { id } = await vendor.newCustomer({ code: 'isales-1' });
    const path = `/customers?${q('code:"isales-1"')}`;
    expect((await vendor.get(`/customers/${inPath(id)}`)).status).toBe(200);
    expect(await vendor.list(path)).toHaveLength(0);
    expect(await vendor.list(`/customers/${inPath(id)}/locations`)).toHaveLength(0);
    await vendor.control('/clock', { advanceMs: 2_000 });
    expect(await vendor.list(path)).toHaveLength(1);
    expect(await vendor.list(`/customers/${inPath(id)}/locations`)).toHaveLength(1);
  });
  it('totalCount lags behind the items', async () => {
    await vendor.act({ do: 'set-lists', staleTotalMs: 60_000 });
    await vendor.newCustomer();
    expect(await total('/customers')).toBe(40);
    expect((await vendor.list('/customers?limit=100')).length).toBe(41);
    await vendor.control('/clock', { advanceMs: 60_000 });
    expect(await total('/customers')).toBe(41);
  });
  it('a page comes twice', async () => {
    const page = (offset: number) =>
      vendor.get(`/customers?limit=5&sort=created_at&offset=${offset}`);
    const first = await page(0);
    await vendor.control('/faults', [{ kind: 'repeated-page', count: 1 }]);
    expect((await page(5)).text).toBe(first.text);
    expect((await page(5)).text).not.toBe(first.text);
  });
  it('a page comes without items', async () => {
    await vendor.control('/faults', [{ kind: 'page-without-items' }]);
    const { status, json } = await vendor.get('/customers');
    expect([status, 'items' in json]).toEqual([200, false]);
  });
  it('a filter is ignored that is known otherwise', async () => {
    const path = `/customers?limit=100&${q('code:"ERP-00017"')}`;
    await vendor.control('/faults', [{ kind: 'filter-ignored', count: 1 }]);
    expect(await vendor.list(path)).toHaveLength(40);
    expect(await vendor.list(path)).toHaveLength(1);
  });
});
