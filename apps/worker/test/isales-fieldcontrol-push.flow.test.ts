import { setSetting } from '@ponte/db/settings';
import { fieldFallbacks } from '@ponte/integrations/isales-fieldcontrol/settings';
import { afterAll, afterEach, beforeAll, describe, expect, inject, test } from 'vitest';
import {
  CANCELLED,
  EXPANSION,
  INSTALLATION,
  readDeliveriesOf,
  readHoldsOf,
  readRequests,
  readRequestsOf,
  startFieldWorld,
  type FieldWorld,
} from './world/start-field-world.ts';

const ASIDE = 1;

// One world for all: every scenario has cards of its own.
let world: FieldWorld;

beforeAll(async () => {
  world = await startFieldWorld({ postgresUrl: inject('postgresUrl'), timeScale: 240 });
  await world.startWorker().ready;
});
afterEach(() => world.field.faults([]));
afterAll(() => world.end());

const create = async (more: Record<string, unknown> = {}): Promise<number> =>
  Number((await world.isales.act('create-card', { column: INSTALLATION, ...more }))['id']);
/** In a column that nobody follows, so that no reading sees it before everything is prepared. */
const createAside = (more: Record<string, unknown> = {}): Promise<number> =>
  create({ column: ASIDE, ...more });
const move = (id: number, column: number) => world.isales.act('move-card', { id, column });
const edit = (id: number, cliente: Record<string, unknown>) =>
  world.isales.act('edit-card', { id, cliente });
const deliveries = (id: number) => readDeliveriesOf(world, id);
const requestsOf = (id: number) => readRequestsOf(world, id);
const holdsOf = (id: number) => readHoldsOf(world, id);

interface Card {
  readonly clienteId: number;
  readonly cliente: Record<string, string>;
}

async function readCard(id: number): Promise<Card> {
  const { cards } = (await world.isales.state(`?ids=${id}&details=1`)) as { cards: Card[] };
  const [card] = cards;
  if (card === undefined) throw new Error(`iSales has no card ${id}.`);
  return card;
}

interface WireCustomer {
  readonly id: string;
  readonly phones: readonly { number: string }[];
  readonly emails: readonly { address: string }[];
}

async function customerOf(id: number): Promise<WireCustomer | undefined> {
  const [request] = await requestsOf(id);
  const { customers } = (await world.field.state('?customers=1')) as { customers: WireCustomer[] };
  return customers.find((customer) => customer.id === request?.customerId);
}

/** A day later. */
async function readAgain(id: number): Promise<void> {
  const { pool } = world.database;
  await pool.query(`UPDATE os SET lido_em = lido_em - interval '1 day' WHERE isales_id = $1`, [id]);
  await world.run('refresh');
}

const NOWHERE = {
  ...{ cep: null, logradouro: null, numero: null, complemento: null, bairro: null },
  ...{ cidade: null, estado: null, link_localizacao: null },
};

describe('one delivery that cannot be written stops no other', () => {
  test('two cards of a client, one request of the first program: one takes it, the other asks anew', async () => {
    const first = await createAside();
    const { clienteId, cliente } = await readCard(first);
    const customer = await world.field.act('create-customer', {
      ...{ name: cliente['nome'], documentNumber: cliente['cpf'] },
    });
    await world.field.act('create-ticket', {
      ...{ customer: customer['id'], service: world.services.installation },
      ...{ name: cliente['nome'], subject: 'Instalação', message: '', externalId: `${clienteId}` },
    });
    const second = await createAside({ clienteId });
    await move(first, INSTALLATION);
    await move(second, INSTALLATION);
    await world.settle();
    expect(await deliveries(first)).toEqual(['1 pedido enviado']);
    expect(await deliveries(second)).toEqual(['1 pedido enviado']);
    const all = await readRequests(world);
    expect(all.filter(({ customerId }) => customerId === customer['id'])).toHaveLength(2);
  });

  test('a customer who is somebody else’s already is a person’s decision', async () => {
    const mine = await create();
    await world.settle();
    const taken = await createAside();
    const { cliente } = await readCard(taken);
    await world.field.act('edit-customer', {
      customer: (await customerOf(mine))?.id,
      documentNumber: cliente['cpf'],
    });
    await move(taken, INSTALLATION);
    const other = await create();
    await world.settle();
    expect(await deliveries(taken)).toEqual(['1 pedido bloqueado']);
    expect(await holdsOf(taken)).toEqual([`${taken}:cliente_ambiguo`]);
    expect(await deliveries(other)).toEqual(['1 pedido enviado']);
    await move(taken, CANCELLED);
    await world.settle();
    expect(await holdsOf(taken)).toEqual([]);
  });
});

test('what PostgreSQL does not take of one request is shown, looked up and kept when it does', async () => {
  const { pool } = world.database;
  const id = await createAside();
  await pool.query(`CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION 'not this one' USING ERRCODE = '23505'; END $$`);
  await pool.query(`CREATE TRIGGER refuse BEFORE UPDATE ON envio_field FOR EACH ROW
    WHEN (NEW.estado = 'enviado' AND NEW.chave = 'isales:${id}:1') EXECUTE FUNCTION refuse()`);
  await move(id, INSTALLATION);
  const other = await create();
  await world.run('poll');
  await expect.poll(() => deliveries(other)).toEqual(['1 pedido enviado']);
  await expect.poll(() => holdsOf(id)).toEqual([`${id}:field_rejeitou`]);
  await pool.query('DROP TRIGGER refuse ON envio_field');
  await world.rest();
  expect(await deliveries(id)).toEqual(['1 pedido enviado']);
  expect(await requestsOf(id)).toHaveLength(1);
  expect(await holdsOf(id)).toEqual([]);
});

describe('a lost answer', () => {
  test('is cleared up by what was sent, though the card says something else now', async () => {
    const id = await createAside();
    await world.field.faults([
      { kind: 'lost-answer', match: { method: 'post /tickets' }, count: 1 },
      { kind: 'error-502', match: { method: 'get /tickets' } },
    ]);
    await move(id, INSTALLATION);
    await world.run('poll');
    await expect.poll(() => deliveries(id)).toEqual(['1 pedido incerto']);
    await edit(id, { ...NOWHERE, nome: 'Outra Pessoa Completamente' });
    await readAgain(id);
    await world.field.faults([]);
    await expect.poll(() => deliveries(id)).toEqual(['1 pedido enviado']);
    expect(await requestsOf(id)).toHaveLength(1);
    expect((await world.field.counters())['duplicates']).toMatchObject({ extra: 0 });
    // The new name follows as a change; the place of nowhere is never found, and somebody is told.
    await expect
      .poll(() => holdsOf(id))
      .toEqual([`${id}:divergencia_pos_envio`, `${id}:sem_localizacao`]);
    await world.rest();
  });

  test('of a phone: it is looked up, added once, and the request does not wait', async () => {
    const cliente = { telefone: '(17) 99666-4321', email: 'a@example.test' };
    const id = await createAside({ cliente });
    await world.field.faults([
      { kind: 'lost-answer', match: { method: 'post /customers/{id}/phones' }, count: 1 },
    ]);
    await move(id, INSTALLATION);
    await world.settle();
    const customer = await customerOf(id);
    expect(customer?.phones.map(({ number }) => number)).toEqual(['17996664321']);
    expect(customer?.emails.map(({ address }) => address)).toEqual(['a@example.test']);
    expect(await holdsOf(id)).toEqual([]);
  });
});

test('a phone that is refused takes no e-mail with it, and one that changes is added', async () => {
  const cliente = { telefone: '(17) 99666-7777', email: 'b@example.test' };
  const id = await createAside({ cliente });
  await world.field.faults([
    { kind: 'unknown-422', match: { method: 'post /customers/{id}/phones' }, count: 1 },
  ]);
  await move(id, INSTALLATION);
  await world.settle();
  expect((await customerOf(id))?.emails.map(({ address }) => address)).toEqual(['b@example.test']);
  expect(await holdsOf(id)).toEqual([`${id}:contato_recusado`]);
  await edit(id, { telefone: '(17) 99666-8888' });
  await readAgain(id);
  await world.rest();
  expect((await customerOf(id))?.phones.map(({ number }) => number)).toEqual(['17996668888']);
  expect(await holdsOf(id)).toEqual([]);
});

test('row 10: a new address reaches the request with its place', async () => {
  const id = await create();
  await world.settle();
  const [before] = await requestsOf(id);
  await edit(id, {
    ...{ cep: '15085-480', logradouro: 'Rua das Acácias', numero: '999', bairro: 'Centro' },
    ...{ cidade: 'São José do Rio Preto', estado: 'SP' },
    link_localizacao: 'https://www.google.com/maps?q=-20.8197,-49.3794',
  });
  await readAgain(id);
  await world.rest();
  const [after] = await requestsOf(id);
  expect(after?.id).toBe(before?.id);
  expect(after?.locationId).not.toBe(before?.locationId);
  expect(await holdsOf(id)).toEqual([]);
  const { pool } = world.database;
  const { rows } = await pool.query<{ at: string }>(
    'SELECT location_field_id AS at FROM envio_field WHERE field_id = $1',
    [after?.id],
  );
  expect(rows).toEqual([{ at: after?.locationId }]);
});

test('what is refused once keeps that it is another service, and its pending goes with the card', async () => {
  const id = await create();
  await world.settle();
  await world.field.faults([{ kind: 'unknown-422', match: { method: 'post /tickets' }, count: 1 }]);
  await move(id, EXPANSION);
  await world.settle();
  expect((await deliveries(id))[1]).toMatch(/^2 pedido rejeitado/);
  expect(await holdsOf(id)).toEqual([`${id}:field_rejeitou`]);
  await world.isales.act('edit-card', { id, cliente: { email: 'c@example.test' } });
  await readAgain(id);
  await world.rest();
  expect(await deliveries(id)).toEqual(['1 pedido enviado', '2 pedido enviado tipo_trocado']);
  expect(await holdsOf(id)).toEqual([]);
});

test('a cancellation without a service waits for the mapping and then leaves', async () => {
  const id = await create();
  await world.settle();
  const { columns } = fieldFallbacks;
  const map = async (service: string | null): Promise<void> => {
    const cancelled = { status: 'cancelado', prefix: 'Cancelamento', service };
    await setSetting(world.database.pool, {
      ...{ integration: 'isales-fieldcontrol', key: 'columns', by: 'test' },
      value: { ...columns, [CANCELLED]: cancelled },
    });
  };
  await map(null);
  await move(id, CANCELLED);
  await world.settle();
  expect(await deliveries(id)).toEqual(['1 pedido enviado', '2 cancelamento bloqueado']);
  expect(await holdsOf(id)).toEqual([`${id}:servico_nao_mapeado`]);
  await map(world.services.cancellation);
  await world.settle();
  expect(await deliveries(id)).toEqual(['1 pedido enviado', '2 cancelamento enviado']);
  expect(await holdsOf(id)).toEqual([]);
});
