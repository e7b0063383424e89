import { afterEach, expect, inject, test } from 'vitest';
import {
  INSTALLATION,
  readCards,
  readDetailsAgain,
  readHolds,
  readRequests,
  startFieldWorld,
  type FieldWorld,
  type FieldWorldOptions,
} from './world/start-field-world.ts';

let world: FieldWorld;

// Nothing is read by itself: what is counted is what was asked for.
const start = async (more: Partial<FieldWorldOptions> = {}): Promise<void> => {
  world = await startFieldWorld({
    ...{ postgresUrl: inject('postgresUrl'), timeScale: 30, isQuiet: true, ...more },
  });
  await world.startWorker().ready;
};
afterEach(() => world.end());

interface MadeCard {
  readonly id: number;
  readonly clienteId: number;
}

interface WireCustomer {
  readonly id: string;
  readonly phones: readonly { number: string }[];
  readonly emails: readonly { address: string }[];
}

const PIN = 'https://www.google.com/maps?q=-20.8197,-49.3794';
const create = async (more: Record<string, unknown> = {}): Promise<MadeCard> =>
  (await world.isales.act('create-card', {
    column: INSTALLATION,
    ...more,
  })) as unknown as MadeCard;
const countCalls = async (): Promise<number> => Number((await world.field.counters())['requests']);
const requestOf = async ({ id }: MadeCard) =>
  (await readRequests(world)).find(({ externalId }) => externalId === `isales:${id}:1`);

async function readDocument({ id }: MadeCard): Promise<unknown> {
  const { cards } = (await world.isales.state(`?ids=${id}&details=1`)) as {
    cards: { cliente: Record<string, unknown> }[];
  };
  return cards[0]?.cliente['cpf'];
}

async function readAgain({ id }: MadeCard): Promise<void> {
  await readDetailsAgain(world, id);
  await world.rest();
}

async function readContacts(customerId: unknown): Promise<{ phones: string[]; emails: string[] }> {
  const { customers } = (await world.field.state('?customers=1')) as { customers: WireCustomer[] };
  const customer = customers.find(({ id }) => id === customerId);
  return {
    phones: (customer?.phones ?? []).map(({ number }) => number.replaceAll(/\D/g, '')),
    emails: (customer?.emails ?? []).map(({ address }) => address),
  };
}

async function readDetails(key: string): Promise<string[]> {
  const { rows } = await world.database.pool.query<{ detail: string }>(
    'SELECT detail FROM held WHERE released_at IS NULL AND key = $1',
    [key],
  );
  return rows.map(({ detail }) => detail);
}

test('a customer with phones of its own costs nine requests, gets one of ours, and the rest is told', async () => {
  await start();
  const email = 'cliente@example.test';
  const telefones = { telefone: '(17) 99666-1111', telefone_secundario: '(17) 99666-2222' };
  const card = await create({ column: 1, cliente: { ...telefones, email } });
  const { id: customer } = await world.field.act('create-customer', {
    ...{ name: 'Quem já estava', documentNumber: await readDocument(card) },
    ...{ phone: '(16) 3333-4444', email: 'escolhido@example.test' },
  });
  await world.isales.act('move-card', { id: card.id, column: INSTALLATION });
  const before = await countCalls();
  await world.settle();
  expect((await requestOf(card))?.customerId).toBe(customer);
  const emails = ['escolhido@example.test'];
  const phones = ['1633334444', '17996661111'];
  expect(await readContacts(customer)).toEqual({ phones, emails });
  expect((await countCalls()) - before).toBeLessThanOrEqual(9);
  const key = `${card.id}:contato_recusado`;
  expect(await readHolds(world)).toEqual([key]);
  expect(await readDetails(key)).toEqual([expect.stringContaining('ficou de fora')]);

  const settled = await countCalls();
  expect(await world.run('push')).toMatchObject({ state: 'skipped', reason: 'nothing-due' });
  expect(await countCalls()).toBe(settled);

  // Also a change later brings one phone, and leaves the e-mail that somebody chose.
  await world.isales.act('edit-card', { id: card.id, cliente: { telefone: '(17) 99666-3333' } });
  await readAgain(card);
  const changed = { phones: [...phones, '17996663333'], emails };
  expect(await readContacts(customer)).toEqual(changed);
  expect(await readHolds(world)).toEqual([key]);
});

test('one address, written in two ways and on three cards, is one place', async () => {
  await start({ timeScale: 240 });
  const short = {
    ...{ cep: '15085-480', logradouro: null, numero: '383', complemento: null, bairro: null },
    ...{ cidade: null, estado: null, link_localizacao: PIN },
  };
  const first = await create({ column: 1, cliente: short });
  const long = {
    ...{ cep: '15085480', logradouro: 'R. DAS ACACIAS', numero: '383', complemento: null },
    ...{ bairro: 'Jardim', cidade: 'SAO JOSE DO RIO PRETO', estado: 'sp', link_localizacao: PIN },
  };
  const cpf = await readDocument(first);
  const second = await create({ column: 1, cliente: { ...long, cpf } });
  const third = await create({ column: 1, clienteId: first.clienteId });
  // Lists show late what was made: nobody learns of the place by looking.
  await world.field.act('set-lists', { listDelayMs: 3_600_000 });
  for (const { id } of [first, second, third]) {
    await world.isales.act('move-card', { id, column: INSTALLATION });
  }
  await world.settle();
  expect((await readCards(world)).map(({ deliveries }) => deliveries)).toEqual(
    [first, second, third].map(() => ['1 pedido enviado']),
  );
  const { customers, locations } = (await world.field.state('?customers=1&locations=1')) as {
    customers: unknown[];
    locations: { id: string }[];
  };
  const [place] = locations;
  expect([customers.length, locations.length]).toEqual([1, 1]);
  const requests = await readRequests(world);
  expect(requests.map(({ locationId }) => locationId)).toEqual([place?.id, place?.id, place?.id]);
  const { rows } = await world.database.pool.query<{ fieldId: string }>(
    'SELECT location_field_id AS "fieldId" FROM endereco ORDER BY id',
  );
  expect(rows).toEqual([{ fieldId: place?.id }, { fieldId: place?.id }]);
});
