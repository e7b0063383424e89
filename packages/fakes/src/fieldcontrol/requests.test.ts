import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Json } from '../json.ts';
import {
  inPath,
  q,
  startFieldcontrolUnderTest,
  zipAddress,
  type FieldcontrolUnderTest,
} from './test-support/fieldcontrol-under-test.ts';

type Fields = Record<string, Json>;
let vendor: FieldcontrolUnderTest;
let customer: Fields;
let ticketBody: Fields;
let orderBody: Fields;

beforeAll(async () => {
  vendor = await startFieldcontrolUnderTest({ scenario: 'small' });
});
beforeEach(async () => {
  await vendor.control('/reset', {});
  customer = await vendor.newCustomer({ documentNumber: '52998224725' });
  const service = { id: vendor.fake.services.installation };
  const owner = { id: customer['id'] ?? '' };
  ticketBody = {
    ...{ name: 'Marina Prado Lemos', subject: 'Instalação: Marina Prado Lemos' },
    ...{
      external: { id: 'isales:501:1' },
      message: 'VENDEDOR: Davi\n\n',
      customer: owner,
      service,
    },
  };
  orderBody = {
    ...{ description: 'Instalar', external: { id: 'isales:501:1' }, customer: owner, service },
    address: zipAddress,
    tasks: [{ position: 1, status: 'pending', coords: zipAddress.coords }],
  };
});
afterAll(() => vendor.fake.stop());

const newTicket = async (fields: Fields = {}): Promise<Fields> =>
  (await vendor.post('/tickets/', { ...ticketBody, ...fields })).json;
const newOrder = async (fields: Fields = {}): Promise<Fields> =>
  (await vendor.post('/orders', { ...orderBody, ...fields })).json;
const read = async (resource: string, object: Fields): Promise<Fields> =>
  (await vendor.get(`/${resource}/${inPath(object['id'])}`)).json;
const wrongPaths = async (resource: string, body: Fields): Promise<string[]> => {
  const { status, json } = await vendor.post(`/${resource}`, body);
  expect(status).toBe(422);
  return (json['errors'] as { path: string }[]).map(({ path }) => path);
};

describe('a ticket', () => {
  it('is pending, numbered, and read as it was made', async () => {
    const made = await vendor.post('/tickets/', ticketBody);
    expect(made.status).toBe(201);
    expect(made.json).toMatchObject({
      ...ticketBody,
      ...{ identifier: '1#00004149', status: 'pending', archived: false, location: null },
      ...{ equipments: [], contact: { email: null }, cancelation: null },
    });
    expect(Object.keys(made.json['contact'] as Fields)).toEqual(['email']);
    const again = await vendor.get(`/tickets/${inPath(made.json['id'])}/`);
    expect([again.status, again.text]).toEqual([200, made.text]);
    expect((await newTicket())['identifier']).toBe('1#00004150');
  });
  it('may have a contact and a location of its customer', async () => {
    const contact = { email: 'marina@example.test', phone: '16988881234' };
    const location = customer['primaryLocation'] ?? {};
    expect(await newTicket({ contact, location })).toMatchObject({ contact, location });
    const stranger = await vendor.newCustomer();
    const paths = await wrongPaths('tickets', {
      ...ticketBody,
      location: stranger['primaryLocation'] ?? {},
    });
    expect(paths).toEqual(['@.location.id']);
  });
  it('needs a name, a subject, a customer and a service of this account', async () => {
    expect(await wrongPaths('tickets', {})).toEqual(
      expect.arrayContaining(['@.name', '@.subject', '@.customer.id', '@.service.id']),
    );
    const foreign = (await vendor.get('/customers?limit=1', vendor.fake.otherApiKey)).json;
    const [other] = foreign['items'] as Fields[];
    const body = { ...ticketBody, customer: { id: other?.['id'] ?? '' }, service: { id: 'x' } };
    expect((await vendor.post('/tickets', body)).json['errors']).toEqual([
      { path: '@.customer.id', message: 'must be an existing resource' },
      { path: '@.service.id', message: 'must be a valid id' },
    ]);
  });
  it('may share its external id with another, which the counters tell', async () => {
    await newTicket();
    await newTicket({ service: { id: vendor.fake.services.cancellation } });
    expect((await vendor.control('/counters'))['duplicates']).toEqual({ extra: 0, list: [] });
    await newTicket();
    expect((await vendor.control('/counters'))['duplicates']).toEqual({
      extra: 1,
      list: [
        {
          ...{ resource: 'tickets', externalId: 'isales:501:1', customer: customer['id'] },
          ...{ service: vendor.fake.services.installation, count: 2 },
        },
      ],
    });
  });
  it('is changed while it is pending and not later', async () => {
    const ticket = await newTicket();
    const path = `/tickets/${inPath(ticket['id'])}`;
    const changed = await vendor.put(path, { message: 'VENDEDOR: Ana' });
    expect([changed.status, changed.json]).toEqual([200, { ...ticket, message: 'VENDEDOR: Ana' }]);
    await vendor.act({ do: 'accept-ticket', ticket: 'isales:501:1' });
    expect((await vendor.put(path, { message: 'x' })).json['errors']).toEqual([
      { path: '@.status', message: 'must be pending' },
    ]);
  });
  it('becomes an order when it is accepted', async () => {
    const ticket = await newTicket();
    await vendor.act({ do: 'accept-ticket', ticket: ticket['identifier'] ?? '' });
    expect(await read('tickets', ticket)).toEqual({ ...ticket, status: 'accepted' });
    const [order = {}, ...others] = await vendor.list(`/orders?${q('external_id:"isales:501:1"')}`);
    expect(others).toEqual([]);
    expect(order).toMatchObject({
      ...{ ticket: { id: ticket['id'] }, external: { id: 'isales:501:1' } },
      ...{ customer: ticketBody['customer'], service: ticketBody['service'] },
      ...{ address: zipAddress, description: 'VENDEDOR: Davi\n\n' },
    });
    const byTicket = `/orders?${q(`ticket_id:"${String(ticket['id'])}"`)}`;
    expect(await vendor.list(byTicket)).toEqual([order]);
    expect(await vendor.list(`/orders/${inPath(order['id'])}/tasks`)).toMatchObject([
      { position: 1, status: 'pending', order: { id: order['id'] } },
    ]);
    await expect(vendor.act({ do: 'accept-ticket', ticket: ticket['id'] ?? '' })).rejects.toThrow(
      'is accepted; only pending ones can be',
    );
  });
  it('says why it was cancelled', async () => {
    const ticket = await newTicket();
    await vendor.act({ do: 'cancel-ticket', ticket: ticket['id'] ?? '', reason: 'duplicado' });
    expect(await read('tickets', ticket)).toMatchObject({
      status: 'canceled',
      cancelation: { reason: 'duplicado' },
    });
  });
  it('is found by name and identifier only', async () => {
    const ticket = await newTicket();
    const find = (text: string) => vendor.list(`/tickets?limit=100&${q(text)}`);
    expect(await find('name:"marina prado"')).toHaveLength(1);
    expect(await find(`identifier:"${String(ticket['identifier'])}"`)).toEqual([ticket]);
    expect(await find('external_id:"isales:501:1"')).toHaveLength(9);
  });
});

describe('an order', () => {
  it('has no status and shows what it was made of', async () => {
    const made = await vendor.post('/orders/', orderBody);
    expect(made.status).toBe(201);
    const { tasks: _tasks, ...rest } = orderBody;
    expect(made.json).toMatchObject({ ...rest, archived: false, ticket: null, createdBy: null });
    expect(made.json['identifier']).toMatch(/^\d{4}-017431$/);
    for (const name of ['status', 'tasks']) expect(made.json).not.toHaveProperty(name);
    expect(made.json['updatedAt']).toBe(made.json['createdAt']);
  });
  it('needs a customer, a service, the whole address and a task', async () => {
    const address = ['zipCode', 'street', 'number', 'neighborhood', 'city', 'state'];
    const paths = await wrongPaths('orders', {});
    expect(paths).toEqual(
      expect.arrayContaining([
        ...['@.customer.id', '@.service.id', '@.tasks', '@.address.coords.latitude'],
        ...address.map((name) => `@.address.${name}`),
      ]),
    );
    const location = customer['primaryLocation'] ?? {};
    const body = { ...orderBody, location, address: null };
    expect(await wrongPaths('orders', body)).toContain('@.address.zipCode');
  });
  it('has a zipCode of eight digits without a hyphen', async () => {
    const refused = await vendor.post('/orders', {
      ...orderBody,
      address: { ...zipAddress, zipCode: '15085-480' },
    });
    expect([refused.status, refused.text]).toEqual([
      422,
      '{"code":"resourceValidationErr","message":"resource is not valid","errors":[{"path":"@.address.zipCode","message":"must be not null and must have 8 digits"}]}',
    ]);
    expect(await vendor.list(`/orders?${q('external_id:"isales:501:1"')}`)).toEqual([]);
  });
  it('is refused with no tasks, a wrong state, a long description or a taken identifier', async () => {
    expect(await wrongPaths('orders', { ...orderBody, tasks: [] })).toEqual(['@.tasks']);
    const tasks = [{ status: 'open' }];
    expect(await wrongPaths('orders', { ...orderBody, tasks })).toEqual(['@.tasks.0.status']);
    const description = 'x'.repeat(2_001);
    expect(await wrongPaths('orders', { ...orderBody, description })).toEqual(['@.description']);
    await newOrder({ identifier: 'A-1' });
    expect(await wrongPaths('orders', { ...orderBody, identifier: 'A-1' })).toEqual([
      '@.identifier',
    ]);
    await vendor.act({ do: 'set-rules', orderIdentifiers: 'manual' });
    expect(await wrongPaths('orders', orderBody)).toEqual(['@.identifier']);
  });
  it.each(['PATCH', 'DELETE'])('is nothing that %s knows', async (verb) => {
    const order = await newOrder();
    const answer = await vendor.call(verb, `/orders/${inPath(order['id'])}`, { body: {} });
    expect([answer.status, answer.text]).toEqual([404, '{"message":"Not found"}']);
  });
  it('moves its updatedAt with every change, and so do its tasks and comments', async () => {
    const order = await newOrder();
    const name = { order: order['id'] ?? '' };
    const times = [String(order['updatedAt'])];
    for (const change of [
      () => vendor.act({ do: 'move-task', status: 'scheduled', ...name }),
      () => vendor.act({ do: 'finish-task', ...name }),
      () => vendor.put(`/orders/${inPath(order['id'])}`, { description: 'Instalar tudo' }),
      () => vendor.post(`/orders/${inPath(order['id'])}/comments`, { message: 'mudou' }),
      () => vendor.act({ do: 'archive-order', ...name }),
    ]) {
      await change();
      times.push(String((await read('orders', order))['updatedAt']));
    }
    expect(new Set(times).size).toBe(6);
    expect(times).toEqual(times.toSorted());
    const since = `/orders?${q(`updated_at>=:${times.at(-1) ?? ''} archived:"true"`)}`;
    expect(await vendor.list(since)).toMatchObject([{ id: order['id'], archived: true }]);
    const tasks = await vendor.list(`/orders/${inPath(order['id'])}/tasks`);
    expect(tasks).toMatchObject([{ status: 'done' }]);
    expect((await read('tasks', tasks[0] ?? {}))['status']).toBe('done');
  });
  it('keeps comments', async () => {
    const order = await newOrder();
    const path = `/orders/${inPath(order['id'])}/comments`;
    const postedBy = { name: 'Ponte', avatarUrl: null, externalId: 'isales:501:2' };
    const made = await vendor.post(path, {
      message: 'Projeto cancelado',
      type: 'public',
      postedBy,
    });
    expect([made.status, made.json['postedBy']]).toEqual([201, postedBy]);
    expect(await vendor.list(path)).toEqual([made.json]);
    for (const name of ['attachments', 'forms', 'materials', 'labels', 'equipments']) {
      expect(await vendor.list(`/orders/${inPath(order['id'])}/${name}`)).toEqual([]);
    }
  });
  it('is found by what it belongs to', async () => {
    const order = await newOrder();
    const find = (text: string) => vendor.list(`/orders?${q(text)}`);
    expect(await find(`customer_id:"${String(customer['id'])}"`)).toEqual([order]);
    expect(await find(`service_id:"${vendor.fake.services.installation}"`)).toEqual([order]);
    expect(await find(`identifier:"${String(order['identifier'])}"`)).toEqual([order]);
  });
});

describe('what people do in the panel', () => {
  it('is unchecked: documents as typed, customers archived and renamed', async () => {
    const made = await vendor.act({
      ...{ do: 'create-customer', name: 'Célia', documentNumber: ' 529.982.247-25 ' },
      ...{ createdAt: '2024-03-01T10:00:00Z', phone: '(16) 98888-1234', email: 'c@example.test' },
    });
    expect(made).toMatchObject({
      ...{ documentNumber: ' 529.982.247-25 ', createdAt: '2024-03-01T10:00:00.000Z' },
      contact: { phone: '(16) 98888-1234', email: 'c@example.test' },
    });
    const name = made['id'] ?? '';
    await vendor.act({
      do: 'edit-customer',
      customer: name,
      name: 'Célia M',
      documentNumber: null,
    });
    await vendor.act({ do: 'archive-customer', customer: 'Célia M' });
    expect(await read('customers', made)).toMatchObject({
      ...{ name: 'Célia M', documentNumber: null, archived: true },
    });
  });
  it('makes locations and tickets of any time and external id', async () => {
    const owner = customer['id'] ?? '';
    const location = await vendor.act({
      ...{ do: 'create-location', customer: owner, name: 'Sítio' },
      address: { zipCode: '15085-480', street: 'Estrada velha' },
    });
    expect(location['address']).toMatchObject({ postalCode: '15085-480', street: 'Estrada velha' });
    const ticket = await vendor.act({
      ...{ do: 'create-ticket', customer: owner, service: 'Cancelamento', location: 'Sítio' },
      ...{ externalId: '501', createdAt: '2025-04-01T10:00:00Z' },
    });
    expect(await read('tickets', ticket)).toMatchObject({
      ...{ external: { id: '501' }, location: { id: location['id'] } },
      subject: 'Cancelamento: Marina Prado Lemos',
    });
    await vendor.act({ do: 'remove', id: ticket['id'] ?? '' });
    expect((await vendor.get(`/tickets/${inPath(ticket['id'])}`)).status).toBe(404);
  });
  it.each([
    [{ do: 'nothing' }, 'accept-ticket, cancel-ticket'],
    [{ do: 'accept-ticket', ticket: 'none' }, 'has no ticket "none"'],
    [{ do: 'accept-ticket', tiket: 'none' }, 'knows no "tiket"'],
    [{ do: 'redeliver', account: '1' }, 'there are 62489 and 8817'],
  ])('is refused in plain words: %#', async (body, words) => {
    await expect(vendor.act(body as Fields)).rejects.toThrow(words);
  });
});
