import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createClock } from '@ponte/clock';
import { failureOf } from '../testing/failure-of.ts';
import { address, marina, startFakeAccount, type FakeAccount } from './fake-account.suite.ts';
import type { FieldControlClient } from './index.ts';
import { findCurrentTask } from './model.ts';

const clock = createClock({ scale: 60 });
let at: FakeAccount;
let field: FieldControlClient;

beforeAll(async () => {
  at = await startFakeAccount(clock);
  ({ field } = at);
});
beforeEach(() => at.reset());
afterAll(() => at.stop());

const countRequests = async (): Promise<number> =>
  (await at.control.get('counters'))['requests'] as number;

describe('customers by document', () => {
  test.each([
    ['stored with its mask', '71428793860', ['Rita de Cássia Moura']],
    ['stored as digits', '15350946056', ['Augusto Bittencourt']],
    ['with letters', '12ABC34501DE35', ['Agro Serrana S.A.']],
    [
      'of a firm that is there twice, once archived',
      '11222333000181',
      ['Panificadora Vale Verde Ltda'],
    ],
    ['of two people', '27032236882', ['Valdir Antunes', 'Valdir Antunes Jr']],
    ['of an archived customer', '16899535009', []],
    ['of nobody', '39053344705', []],
  ])('one %s', async (_, document, names) => {
    const { items, swept } = await field.findCustomersByDocument(document);
    expect(items.map(({ name }) => name).toSorted()).toEqual(names);
    expect(swept).toBe(false);
    expect(await countRequests()).toBe(2);
  });

  test('nobody is asked for no document, however many customers have none', async () => {
    expect(await field.findCustomersByDocument('')).toEqual({ items: [], swept: false });
    expect(await countRequests()).toBe(0);
  });

  test.each(['71428793860', '15350946056', '16899535009', '39053344705'])(
    'an ignored filter is noticed, and %s is looked for among all',
    async (document) => {
      const { items } = await field.findCustomersByDocument(document);
      await at.control.setFaults({ kind: 'filter-ignored' });
      expect(await field.findCustomersByDocument(document)).toEqual({ items, swept: true });
    },
  );

  test('somebody behind the first page of an ignored filter is found', async () => {
    await at.control.reset({ scenario: { name: 'plain', customers: 260 } });
    await at.control.act({ do: 'set-rate', perMinute: 0, burst: 1 });
    await field.createCustomer(marina);
    await at.control.setFaults({ kind: 'filter-ignored' });
    const { items, swept } = await field.findCustomersByDocument('52998224725');
    expect([items.map(({ code }) => code), swept]).toEqual([['isales-501'], true]);
  });
});

describe('customers by code', () => {
  test('exactly this code, archived ones left out', async () => {
    const { id } = await field.createCustomer(marina);
    expect((await field.findCustomersByCode('isales-501')).items.map((each) => each.id)).toEqual([
      id,
    ]);
    expect((await field.findCustomersByCode('isales-50')).items).toEqual([]);
    await at.control.act({ do: 'archive-customer', customer: id });
    expect((await field.findCustomersByCode('isales-501')).items).toEqual([]);
  });

  test('a code with a quote is looked for among all, and never becomes a filter of its own', async () => {
    const { items, swept } = await field.findCustomersByCode('x" archived:"false');
    expect([items, swept]).toEqual([[], true]);
    const paths = (await at.control.requests()).map(({ path }) => path);
    expect(paths.every((path) => !path.includes('q='))).toBe(true);
  });
});

describe('a new customer', () => {
  test('has a primary location, and its CEP is sent without a hyphen', async () => {
    const made = await field.createCustomer(marina);
    expect(made).toMatchObject({
      ...{ name: marina.name, documentNumber: '52998224725', code: 'isales-501', archived: false },
      ...{
        externalId: 'isales:cliente:501',
        address: { zipCode: '15085480', coords: address.coords },
      },
    });
    const locations = await field.listLocations(made.id);
    expect(locations.map(({ id }) => id)).toEqual([made.primaryLocationId]);
    expect(await field.getCustomer(made.id)).toEqual(made);
  });

  test('takes phones and e-mails, which can be looked up', async () => {
    const { id } = await field.createCustomer(marina);
    await field.addPhone(id, { number: '16988881234', type: 'mobile', primary: true });
    await field.addEmail(id, { address: 'marina@example.test', type: 'personal' });
    expect(await field.listPhones(id)).toMatchObject([{ number: '16988881234', type: 'mobile' }]);
    expect(await field.listEmails(id)).toMatchObject([{ address: 'marina@example.test' }]);
  });

  test('takes a second location under the name that locations have for the CEP', async () => {
    const { id } = await field.createCustomer(marina);
    const draft = { name: 'Rua das Acácias - 12', address: { ...address, number: '12' } };
    const made = await field.createLocation(id, draft);
    expect(made).toMatchObject({ customerId: id, address: { zipCode: '15085480', number: '12' } });
    expect(await field.listLocations(id)).toHaveLength(2);
  });
});

describe('a request', () => {
  test('is made, read and replaced', async () => {
    const draft = await at.newTicket();
    const made = await field.createTicket(draft);
    expect(made).toMatchObject({
      ...{ status: 'pending', externalId: 'isales:501:1', isCanceled: false, archived: false },
      ...{ customerId: draft.customerId, serviceId: draft.serviceId, message: draft.message },
      identifier: expect.stringMatching(/^1#\d{8}$/),
    });
    const changed = await field.updateTicket(made.id, { ...draft, message: 'VENDEDOR: Bia' });
    expect(changed).toMatchObject({ id: made.id, message: 'VENDEDOR: Bia' });
    expect((await field.getTicket(made.id)).message).toBe('VENDEDOR: Bia');
    await at.control.act({ do: 'cancel-ticket', ticket: made.id });
    expect((await field.getTicket(made.id)).isCanceled).toBe(true);
  });

  test.each(['contains', 'exact'])(
    'is found by its external id where names are compared as "%s"',
    async (nameFilter) => {
      await at.control.act({ do: 'set-lists', nameFilter });
      const draft = await at.newTicket({ name: '  Marina  Prado Lemos ' });
      const { id } = await field.createTicket(draft);
      await field.createTicket({ ...draft, externalId: 'isales:501:2' });
      const { items, swept } = await field.searchTickets(draft);
      expect([items.map((each) => each.id), swept]).toEqual([[id], false]);
    },
  );

  test('is found when the filter is ignored, and when the name cannot be asked for', async () => {
    const draft = await at.newTicket({ name: 'Marina "Nina" Lemos' });
    const { id } = await field.createTicket(draft);
    expect(await field.searchTickets(draft)).toMatchObject({ items: [{ id }], swept: true });
    await at.control.setFaults({ kind: 'filter-ignored' });
    const asked = { name: 'Marina', externalId: draft.externalId };
    expect(await field.searchTickets(asked)).toMatchObject({ items: [{ id }], swept: true });
  });

  test('comes into lists late, and is readable at once', async () => {
    await at.control.act({ do: 'set-lists', listDelayMs: 300_000 });
    const draft = await at.newTicket();
    const { id } = await field.createTicket(draft);
    expect((await field.searchTickets(draft)).items).toEqual([]);
    expect((await field.getTicket(id)).externalId).toBe(draft.externalId);
    await expect.poll(async () => (await field.searchTickets(draft)).items.length).toBe(1);
  });
});

describe('an order', () => {
  test('made by a planner is found by request and by external id, with tasks and comments', async () => {
    const ticket = await field.createTicket(await at.newTicket());
    await at.control.act({ do: 'accept-ticket', ticket: ticket.id });
    const { items } = await field.findOrdersByTicket(ticket.id);
    const [order] = items;
    expect(order).toMatchObject({ externalId: 'isales:501:1', ticketId: ticket.id });
    expect((await field.findOrdersByExternalId('isales:501:1')).items).toEqual(items);
    const id = order?.id ?? '';
    expect(await field.getOrder(id)).toEqual(order);
    await field.addOrderComment(id, { message: 'Valor: R$ 1', postedBy: 'Ponte' });
    expect(await field.listOrderComments(id)).toMatchObject([{ message: 'Valor: R$ 1' }]);
    await at.control.act({ do: 'move-task', order: id, status: 'in-progress' });
    expect(findCurrentTask(await field.listOrderTasks(id))?.status).toBe('in-progress');
  });

  test('is made with the one task that is demanded', async () => {
    const { subject, message, ...rest } = await at.newTicket();
    const description = `${subject}\n\n${message}${'x'.repeat(3_000)}`;
    const made = await field.createOrder({ ...rest, description, address });
    expect(made.description).toHaveLength(2_000);
    expect(await field.listOrderTasks(made.id)).toMatchObject([{ status: 'pending', position: 1 }]);
  });

  test('an ignored filter does not make another’s order ours', async () => {
    await at.control.setFaults({ kind: 'filter-ignored' });
    const { items, swept } = await field.findOrdersByExternalId('isales:501:1');
    expect([items, swept]).toEqual([[], true]);
  });
});

test('all types of order can be read, archived ones too', async () => {
  const services = await field.listServices();
  expect(services.find(({ id }) => id === at.fake.services.cancellation)?.name).toBe(
    'Cancelamento',
  );
  expect(services.some(({ archived }) => archived)).toBe(true);
});

describe('sweeps', () => {
  const sweep = async () => {
    const ids: string[] = [];
    const problems: string[] = [];
    for await (const page of field.sweepCustomers({ level: 'bulk' })) {
      ids.push(...page.items.map(({ id }) => id));
      problems.push(...page.problems);
    }
    return { ids, problems };
  };
  const fill = async (customers: number) => {
    await at.control.reset({ scenario: { name: 'plain', customers } });
    await at.control.act({ do: 'set-rate', perMinute: 0, burst: 1 });
  };

  test.each([
    [0, 1],
    [99, 1],
    [100, 2],
    [250, 3],
  ])('%i customers are all there after %i pages', async (customers, pages) => {
    await fill(customers);
    const { ids, problems } = await sweep();
    expect([new Set(ids).size, ids.length, problems]).toEqual([customers, customers, []]);
    expect(await countRequests()).toBe(pages);
  });

  test('a total that lags behind does not end them early', async () => {
    await fill(150);
    await at.control.act({ do: 'set-lists', staleTotalMs: 31_536_000_000 });
    expect((await sweep()).ids).toHaveLength(150);
  });

  test.each([
    ['repeated-page', 'repeated-page'],
    ['page-without-items', undefined],
  ])('%s ends them with an error', async (kind, code) => {
    await fill(250);
    // The second page.
    await at.control.setFaults({ kind, every: 2, count: 1 });
    const error = await failureOf(sweep());
    expect(error).toMatchObject({ kind: 'unexpected_answer', operation: 'sweepCustomers' });
    expect(error.code).toBe(code);
  });

  test('objects of another account are problems and nothing else', async () => {
    await fill(20);
    await at.control.setFaults({ kind: 'foreign-ids', count: 1 });
    const { ids, problems } = await sweep();
    expect([ids, problems.length]).toEqual([[], 20]);
  });

  test('of requests and orders end too', async () => {
    const kinds = [field.sweepTickets(), field.sweepOrders()];
    const counts = await Promise.all(
      kinds.map(async (pages) => {
        let count = 0;
        for await (const { items } of pages) count += items.length;
        return count;
      }),
    );
    expect(counts).toEqual([8, 12]);
  });
});
