import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import {
  CANCELLED,
  INSTALLATION,
  readCards,
  readRequestsOf,
  startFieldWorld,
  type FieldWorld,
} from './world/start-field-world.ts';

// The faults of the program that Ponte replaces, as far as they show only with tables and vendors.
// Each expectation is put to what Ponte made of a board and, beside it, to a short port of the first
// program's rule, which must fail it.

let world: FieldWorld;

beforeAll(async () => {
  world = await startFieldWorld({ postgresUrl: inject('postgresUrl'), timeScale: 240 });
  await world.startWorker().ready;
});
afterAll(() => world.end());

const create = async (more: Record<string, unknown> = {}): Promise<number> =>
  Number((await world.isales.act('create-card', { column: INSTALLATION, ...more }))['id']);
const requestsOf = (id: number) => readRequestsOf(world, id);
const servicesOf = async (id: number): Promise<string[]> =>
  (await requestsOf(id)).map(({ service }) => service);

/** What the first program knew of a client when it came to send. */
interface Client {
  readonly isKnownHere: boolean;
  readonly isMadeByIt: boolean;
}

/** It geocoded clients that were new to it and sent what was geocoded, of clients that it had made. */
function firstProgramSends({ isKnownHere, isMadeByIt }: Client): string[] {
  const coordinates = isKnownHere ? null : 'found';
  if (!isMadeByIt) return [];
  return coordinates === null ? [] : ['installation'];
}

const expectInstallation = (services: string[]): void => expect(services).toEqual(['installation']);

describe('2: a customer who was there before is linked, and the order is never sent', () => {
  test('Ponte', async () => {
    const cpf = '390.533.447-05';
    const before = { name: 'Quem já estava', documentNumber: '39053344705' };
    const customer = await world.field.act('create-customer', before);
    const id = await create({ cliente: { cpf } });
    await world.settle();
    expectInstallation(await servicesOf(id));
    expect((await requestsOf(id))[0]?.customerId).toBe(customer['id']);
  });
  test.fails('the first program', () =>
    expectInstallation(firstProgramSends({ isKnownHere: false, isMadeByIt: false })),
  );
});

describe('4: a second project of a known client is never geocoded', () => {
  test('Ponte', async () => {
    const first = await create();
    await world.settle();
    const { cards } = (await world.isales.state(`?ids=${first}&details=1`)) as {
      cards: { clienteId: number }[];
    };
    const clienteId = cards[0]?.clienteId;
    const second = await create({ clienteId, cliente: { numero: '9999' } });
    await world.settle();
    expectInstallation(await servicesOf(second));
    const [one, other] = [await requestsOf(first), await requestsOf(second)];
    expect(other[0]?.customerId).toBe(one[0]?.customerId);
    expect(other[0]?.locationId).not.toBe(one[0]?.locationId);
  });
  test.fails('the first program', () =>
    expectInstallation(firstProgramSends({ isKnownHere: true, isMadeByIt: true })),
  );
});

describe('5: the original’s id is lost when it is cancelled', () => {
  const expectation = (made: readonly string[], kept: readonly string[]): void =>
    expect(kept).toEqual(made);
  test('Ponte', async () => {
    const id = await create();
    await world.settle();
    await world.isales.act('move-card', { id, column: CANCELLED });
    await world.settle();
    const made = (await requestsOf(id)).map((request) => request.id);
    expect(made).toHaveLength(2);
    const { rows } = await world.database.pool.query<{ fieldId: string }>(
      `SELECT e.field_id AS "fieldId" FROM envio_field e JOIN os o ON o.id = e.os_id
        WHERE o.isales_id = $1 ORDER BY e.seq`,
      [id],
    );
    expectation(
      made,
      rows.map(({ fieldId }) => fieldId),
    );
  });
  test.fails('the first program', () => {
    const os: { field_id?: string } = {};
    const made = ['order', 'cancellation'];
    for (const id of made) os.field_id = id;
    expectation(made, Object.values(os));
  });
});

interface Customer {
  readonly id: string;
  readonly documentNumber: string | null;
}

describe('11: a client without a document is linked to a stranger', () => {
  let stranger: string;
  const expectation = (linked: string | undefined): void => {
    expect(linked).toBeDefined();
    expect(linked).not.toBe(stranger);
  };
  const readCustomers = async (): Promise<Customer[]> =>
    (await world.field.state('?customers=1'))['customers'] as Customer[];
  beforeAll(async () => {
    stranger = String((await world.field.act('create-customer', { name: 'DPSP' }))['id']);
  });

  test('Ponte', async () => {
    const ids = [await create({ cliente: { cpf: null } }), await create({ cliente: { cpf: '' } })];
    await world.settle();
    const linked: (string | undefined)[] = [];
    for (const id of ids) linked.push((await requestsOf(id))[0]?.customerId);
    for (const customer of linked) expectation(customer);
    // Nor are two without a document one.
    expect(new Set(linked).size).toBe(2);
  });
  test.fails('the first program', async () => {
    const client: { documento: string | null } = { documento: null };
    const customers = await readCustomers();
    expectation(customers.find(({ documentNumber }) => documentNumber === client.documento)?.id);
  });
});

describe('16: a client without a document stops every later client, in every run', () => {
  const expectation = (done: readonly string[], cards: readonly string[]): void =>
    expect(done).toEqual(cards);
  test('Ponte', async () => {
    const persons = async (): Promise<number> => world.database.prisma.cliente.count();
    const cards = [await create(), await create({ cliente: { cpf: null } })].map(String);
    await world.settle();
    const before = await persons();
    // It is read once more, and another client comes behind it.
    const { pool } = world.database;
    await pool.query(`UPDATE os SET lido_em = lido_em - interval '1 day' WHERE isales_id = $1`, [
      cards[1],
    ]);
    cards.push(String(await create()));
    await world.settle();
    await world.run('refresh');
    await world.rest();
    const sent = (await readCards(world)).filter(({ isalesId }) => cards.includes(isalesId));
    expect(sent.map(({ deliveries }) => deliveries)).toEqual(cards.map(() => ['1 pedido enviado']));
    expectation(
      sent.map(({ isalesId }) => isalesId),
      cards,
    );
    expect(await persons()).toBe(before + 1);
  });
  test.fails('the first program', () => {
    const persons: (string | null)[] = [];
    const os = new Set<string>();
    const run = (clients: readonly { id: string; documento: string | null }[]): void => {
      for (const { id, documento } of clients) {
        // NULL is equal to nothing: whoever has no document is inserted again.
        if (documento !== null && persons.includes(documento)) continue;
        persons.push(documento);
        // The key that is there already ends the whole transaction.
        if (os.has(id)) return;
        os.add(id);
      }
    };
    const early = [
      { id: 'a', documento: '1' },
      { id: 'b', documento: null },
    ];
    run(early);
    run([...early, { id: 'c', documento: '3' }]);
    expectation([...os], ['a', 'b', 'c']);
  });
});
