import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Json } from '../json.ts';
import { decodeId, encodeId } from './ids.ts';
import {
  inPath,
  place,
  startFieldcontrolUnderTest,
  zipAddress,
  type FieldcontrolUnderTest,
} from './test-support/fieldcontrol-under-test.ts';

let vendor: FieldcontrolUnderTest;
beforeAll(async () => {
  vendor = await startFieldcontrolUnderTest({ scenario: 'small' });
});
beforeEach(() => vendor.control('/reset', {}));
afterAll(() => vendor.fake.stop());

const isMissing = (path: string): Json => ({ path, message: 'must be not null' });
const isWrong = (errors: Json): Json => ({
  code: 'resourceValidationErr',
  message: 'resource is not valid',
  errors,
});

describe('who asks', () => {
  it('without a key, or with nobody’s, is unauthorized', async () => {
    const { url } = vendor.fake;
    const nobody = await vendor.send(`${url}/customers`, {});
    expect([nobody.status, nobody.text]).toEqual([401, '{"message":"Unauthorized"}']);
    expect((await vendor.get('/customers', 'invented')).status).toBe(401);
    await vendor.act({ do: 'revoke-key' });
    expect((await vendor.get('/customers')).status).toBe(401);
    await vendor.act({ do: 'restore-key' });
    expect((await vendor.get('/customers')).status).toBe(200);
  });
  it('without a User-Agent is forbidden, while that rule holds', async () => {
    const headers = { 'x-api-key': vendor.fake.apiKey, 'user-agent': '' };
    const ask = () => vendor.send(`${vendor.fake.url}/customers`, { headers });
    const refused = await ask();
    expect([refused.status, refused.text]).toEqual([403, '{"message":"Forbidden"}']);
    await vendor.act({ do: 'set-rules', demandsUserAgent: false });
    expect((await ask()).status).toBe(200);
  });
  it('sees the objects of one account only', async () => {
    const { id } = await vendor.newCustomer();
    const { otherApiKey, accountId, otherAccountId } = vendor.fake;
    expect(decodeId(String(id))?.account).toBe(accountId);
    expect((await vendor.get(`/customers/${inPath(id)}`, otherApiKey)).status).toBe(404);
    const others = await vendor.get('/customers?limit=100', otherApiKey);
    for (const item of others.json['items'] as Record<string, Json>[]) {
      expect(decodeId(String(item['id']))?.account).toBe(otherAccountId);
    }
  });
});

describe('an id', () => {
  it('that is malformed is 422, one of nothing 404', async () => {
    const malformed = await vendor.get('/customers/123');
    expect([malformed.status, malformed.text]).toEqual([
      422,
      '{"code":"parametersValidationErr","message":"parameters are not valid","errors":[{"path":"id","message":"must be a valid id"}]}',
    ]);
    for (const text of ['MTIz', 'x:62489', '']) {
      expect((await vendor.get(`/customers/${inPath(text || 'OTAwMTo2MjQ4OQ')}`)).status).toBe(422);
    }
    const unknown = await vendor.get(`/customers/${inPath(encodeId(1, vendor.fake.accountId))}`);
    expect([unknown.status, unknown.text]).toEqual([404, '{"message":"Not found"}']);
  });
  it('stands in paths as it is or escaped, and a slash at the end is forgiven', async () => {
    const { id } = await vendor.newCustomer();
    expect(String(id)).toMatch(/=$/);
    for (const path of [`/customers/${inPath(id)}`, `/customers/${String(id)}/`]) {
      expect((await vendor.get(path)).json['id']).toBe(id);
    }
    expect((await vendor.get('/customers/')).status).toBe(200);
  });
});

describe('a path', () => {
  it.each([
    ...['/tags', '/reviews', '/forms/MTox', '/nothing', '/'],
    ...['/orders/MTox/activities', '/customers/MTox/tags', '/customers/MTox/equipments'],
  ])('%s does not exist', async (path) => {
    expect((await vendor.get(path)).status).toBe(404);
  });
  it.each([
    ...['/services', '/employees', '/employees/tracking', '/tickets', '/orders', '/tasks'],
    ...['/equipments', '/labels', '/ratings', '/quotations', '/work-services'],
  ])('%s is a list', async (path) => {
    const { status, json } = await vendor.get(path);
    expect([status, Object.keys(json)]).toEqual([200, ['items', 'totalCount']]);
  });
});

describe('the services of the main account', () => {
  it('are the three that requests are made for, and others', async () => {
    const { services } = vendor.fake;
    expect(services).toEqual({
      installation: 'MTcyMTExOjYyNDg5',
      expansion: 'MTgyMTc2OjYyNDg5',
      cancellation: 'MzE2MTA0OjYyNDg5',
    });
    for (const id of Object.values(services)) {
      expect((await vendor.get(`/services/${inPath(id)}`)).json['archived']).toBe(false);
    }
    expect((await vendor.list('/services')).length).toBeGreaterThan(3);
  });
});

describe('a customer', () => {
  it('is made with its primary location, and read as it was made', async () => {
    const made = await vendor.post('/customers', {
      ...{ name: 'Marina Prado Lemos', documentNumber: '52998224725', code: 'isales-501' },
      ...{ external: { id: 'isales:cliente:501' }, address: zipAddress },
    });
    expect(made.status).toBe(201);
    const { json: customer } = made;
    expect(customer).toMatchObject({
      ...{ name: 'Marina Prado Lemos', code: 'isales-501', notes: null, archived: false },
      ...{ documentNumber: '52998224725', external: { id: 'isales:cliente:501' } },
      contact: { email: null, phone: null },
      address: {
        ...zipAddress,
        formattedAddress:
          'Rua das Acácias, 383, Centro, São José do Rio Preto - SP, 15085480, Brasil',
      },
      statistics: { service: { firstAt: null, lastAt: null, total: 0 }, rating: {} },
    });
    expect(customer['createdAt']).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    const read = await vendor.get(`/customers/${inPath(customer['id'])}`);
    expect([read.status, read.text]).toEqual([200, made.text]);
    const [location] = await vendor.list(`/customers/${inPath(customer['id'])}/locations`);
    expect(customer['primaryLocation']).toEqual({ id: location?.['id'] });
    expect(location).toMatchObject({
      customer: { id: customer['id'] },
      address: { postalCode: '15085480', ...place },
    });
  });
  it('needs a name, a city, a state and coordinates', async () => {
    const empty = await vendor.post('/customers', {});
    expect([empty.status, empty.json]).toEqual([
      422,
      isWrong([
        ...['@.name', '@.address.city', '@.address.state'].map(isMissing),
        ...['latitude', 'longitude'].map((name) => ({
          path: `@.address.coords.${name}`,
          message: 'must be not null and must be a valid coordinate',
        })),
      ]),
    ]);
    const coords = { latitude: null, longitude: -49.3794 };
    const address = { ...zipAddress, coords };
    const refused = await vendor.post('/customers', { name: 'Marina', address });
    expect(refused.json['errors']).toMatchObject([{ path: '@.address.coords.latitude' }]);
    expect(await vendor.control('/counters')).toMatchObject({ created: 0, posts: 2 });
  });
  it('has eight digits or nothing as zipCode; postalCode is not its word', async () => {
    const send = (fields: Record<string, Json>) =>
      vendor.post('/customers', { name: 'Marina', address: { ...place, ...fields } });
    expect((await send({ zipCode: '15085-480' })).text).toBe(
      '{"code":"resourceValidationErr","message":"resource is not valid","errors":[{"path":"@.address.zipCode","message":"must be not null and must have 8 digits"}]}',
    );
    const lost = await send({ postalCode: '15085480' });
    expect(lost.json['address']).toMatchObject({ zipCode: null });
  });
  it('may have coordinates as texts, until that is switched off', async () => {
    const coords = { latitude: '-20.8197', longitude: '-49.3794' };
    const send = () =>
      vendor.post('/customers', { name: 'Marina', address: { ...zipAddress, coords } });
    expect((await send()).json['address']).toMatchObject({ coords: place.coords });
    await vendor.act({ do: 'set-rules', textCoords: 'rejected' });
    expect((await send()).status).toBe(422);
  });
  it('may have somebody else’s document, until that is switched off', async () => {
    const [first, second] = [
      await vendor.newCustomer({ documentNumber: '52998224725' }),
      await vendor.newCustomer({ documentNumber: '52998224725' }),
    ];
    expect(first['id']).not.toBe(second['id']);
    await vendor.act({ do: 'set-rules', duplicateDocuments: 'rejected' });
    const body = { name: 'Marina', documentNumber: '529.982.247-25', address: zipAddress };
    expect((await vendor.post('/customers', body)).json['errors']).toEqual([
      { path: '@.documentNumber', message: 'must be unique' },
    ]);
    const nobody = await vendor.newCustomer({ documentNumber: null });
    expect(nobody['documentNumber']).toBeNull();
  });
  it('has its document unchecked and its name as short as it likes, unless told otherwise', async () => {
    expect(await vendor.newCustomer({ name: 'D1', documentNumber: '27032236881' })).toMatchObject({
      ...{ name: 'D1', documentNumber: '27032236881' },
    });
    await vendor.act({ do: 'set-rules', shortestName: 6 });
    const refused = await vendor.post('/customers', { name: 'DPSP', address: zipAddress });
    expect(refused.json['errors']).toEqual([
      { path: '@.name', message: 'must have at least 6 characters' },
    ]);
  });
  it('is changed by PUT, which keeps what it was not sent, or replaces everything', async () => {
    const { id } = await vendor.newCustomer({ code: 'isales-501' });
    const path = `/customers/${inPath(id)}`;
    expect((await vendor.put(path, { notes: 'portão azul' })).json).toMatchObject({
      ...{ name: 'Marina Prado Lemos', code: 'isales-501', notes: 'portão azul' },
    });
    await vendor.act({
      do: 'edit-customer',
      customer: id ?? '',
      address: { zipCode: '15085-480' },
    });
    expect((await vendor.put(path, { name: 'Marina' })).status).toBe(200);
    expect((await vendor.put(path, { address: { number: '384' } })).status).toBe(422);
    await vendor.act({ do: 'set-rules', putStyle: 'replaces' });
    expect((await vendor.put(path, { notes: 'x' })).status).toBe(422);
    const whole = await vendor.put(path, { name: 'Marina', address: zipAddress });
    expect([whole.status, whole.json['code']]).toEqual([200, null]);
  });
  it('shows its primary phone and e-mail', async () => {
    const { id } = await vendor.newCustomer();
    const path = `/customers/${inPath(id)}`;
    const phone = await vendor.post(`${path}/phones`, { number: '1633331234', type: 'landline' });
    expect([phone.status, phone.json['primary']]).toEqual([201, true]);
    const mobile = { number: '16988881234', type: 'mobile', primary: true };
    await vendor.post(`${path}/phones`, mobile);
    await vendor.post(`${path}/emails`, { address: 'marina@example.test', type: 'personal' });
    expect((await vendor.get(path)).json['contact']).toEqual({
      ...{ email: 'marina@example.test', phone: '16988881234' },
    });
    const phones = await vendor.list(`${path}/phones?sort=created_at`);
    expect(phones.map(({ number, primary }) => [number, primary])).toEqual([
      ['1633331234', false],
      ['16988881234', true],
    ]);
    expect((await vendor.post(`${path}/phones`, { type: 'mobile' })).status).toBe(422);
    expect((await vendor.post(`${path}/emails`, { address: 'x', type: 'personal' })).status).toBe(
      422,
    );
  });
});

describe('a location', () => {
  it('calls its CEP postalCode and belongs to its customer', async () => {
    const [{ id }, stranger] = [await vendor.newCustomer(), await vendor.newCustomer()];
    const path = `/customers/${inPath(id)}/locations`;
    const body = { name: 'Rua das Acácias - 383', address: { postalCode: '15085480', ...place } };
    const made = await vendor.post(path, { ...body, customer: { id: id ?? '' } });
    expect(made.status).toBe(201);
    expect(made.json).toMatchObject({ ...body, customer: { id }, notes: null, archived: false });
    const lost = await vendor.post(path, { ...body, address: zipAddress });
    expect(lost.json['address']).toMatchObject({ postalCode: null });
    expect(await vendor.list(path)).toHaveLength(3);
    const one = inPath(made.json['id']);
    expect((await vendor.get(`${path}/${one}`)).text).toBe(made.text);
    const elsewhere = `/customers/${inPath(stranger['id'])}/locations/${one}`;
    expect((await vendor.get(elsewhere)).status).toBe(404);
    const wrong = await vendor.post(path, { ...body, customer: { id: stranger['id'] ?? '' } });
    expect(wrong.json['errors']).toMatchObject([{ path: '@.customer.id' }]);
    expect((await vendor.put(`${path}/${one}`, { notes: 'fundos' })).json['notes']).toBe('fundos');
  });
  it('needs coordinates', async () => {
    const { id } = await vendor.newCustomer();
    const address = { postalCode: '15085480', ...place, coords: null };
    const refused = await vendor.post(`/customers/${inPath(id)}/locations`, { name: 'x', address });
    expect(refused.status).toBe(422);
  });
});

describe('a body', () => {
  it('that is no JSON is 400, one of another kind 422', async () => {
    const headers = { 'x-api-key': vendor.fake.apiKey };
    const init = { method: 'POST', headers, body: '{"name":' };
    expect((await vendor.send(`${vendor.fake.url}/customers`, init)).status).toBe(400);
    expect((await vendor.post('/customers', [])).status).toBe(422);
    const numbers = await vendor.post('/customers', { name: 7, address: zipAddress });
    expect(numbers.json['errors']).toEqual([{ path: '@.name', message: 'must be a string' }]);
  });
});

describe('the accounts at the start', () => {
  it('hold customers as real ones do', async () => {
    const customers = (await vendor.control('/state?customers=1'))['customers'] as {
      documentNumber: string | null;
      archived: boolean;
      createdAt: string;
    }[];
    const documents = customers.map(({ documentNumber }) => documentNumber);
    expect(documents.filter((text) => text === null).length).toBeGreaterThan(10);
    for (const typed of ['714.287.938-60', '15350946056', '12.ABC.345/01DE-35', 'isento', '']) {
      expect(documents).toContain(typed);
    }
    expect(customers.some(({ archived }) => archived)).toBe(true);
    expect(customers.some(({ createdAt }) => createdAt < '2025')).toBe(true);
  });
  it('are the same bytes for the same seed, and others for another', async () => {
    const read = async (seed: number): Promise<string> => {
      await vendor.control('/reset', { seed });
      const paths = ['/customers?limit=100', '/tickets?limit=100', '/orders?limit=100'];
      const answers = await Promise.all(paths.map((path) => vendor.get(path)));
      return answers.map(({ text }) => text).join('\n');
    };
    const first = await read(7);
    expect(await read(7)).toBe(first);
    expect(await read(8)).not.toBe(first);
  });
});
