import { acquireLease, endLease } from '@ponte/db/leases';
import { removeSetting, setSetting } from '@ponte/db/settings';
import { REPROCESSINGS, reprocess } from '@ponte/operations/reprocess-cards';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, test } from 'vitest';
import { dieAtEveryWrite, type DyingWrites } from './world/die-at-every-write.ts';
import {
  CANCELLED,
  EXPANSION,
  INSTALLATION,
  readCards,
  readDeliveriesOf,
  readHoldsOf,
  readRequestsOf,
  startFieldWorld,
  type FieldWorld,
} from './world/start-field-world.ts';

// One world for all: every scenario has cards of its own.
let world: FieldWorld;

beforeAll(async () => {
  world = await startFieldWorld({
    postgresUrl: inject('postgresUrl'),
    timeScale: 240,
    isQuiet: true,
  });
  await world.startWorker().ready;
});
afterAll(() => world.end());

const create = async (column: number, more: Record<string, unknown> = {}): Promise<number> =>
  Number((await world.isales.act('create-card', { column, vendedor: 'Davi', ...more }))['id']);
const move = (id: number, column: number) => world.isales.act('move-card', { id, column });
/** What became of each delivery, in order: `1 pedido enviado`, `2 cancelamento nao_aplicavel …`. */
const deliveries = (id: number) => readDeliveriesOf(world, id);
/** The card's requests at FieldControl, in the order in which they were made. */
const requestsOf = (id: number) => readRequestsOf(world, id);
const servicesOf = async (id: number): Promise<string[]> =>
  (await requestsOf(id)).map(({ service }) => service);
const holdsOf = (id: number) => readHoldsOf(world, id);
const countReads = async (): Promise<Record<string, number>> =>
  (await world.isales.counters())['requestsByMethod'] as Record<string, number>;
const countCalls = async (): Promise<number> => Number((await world.field.counters())['requests']);

// What dies on the way of a card from the board to its request. A customer whose making was cut off is
// found again, and its place with it, so that both have entries of their own in the ledger.
const SEEN = ['move_noted', 'row_kept', 'reading_kept', 'project_kept'];
const NEW = [...SEEN, 'person_kept', 'place_kept'];
const CUSTOMER = ['customer_begun', 'customer_settled', 'customer_kept', 'contacts_kept'];
const LOCATION = ['location_begun', 'location_settled', 'location_kept'];
const TICKET = ['ticket_begun', 'ticket_settled', 'delivery_enviando', 'delivery_enviado'];
const ORDERED = [...NEW, 'delivery_pronto', ...CUSTOMER, ...LOCATION, ...TICKET];
const MOVED = ['move_noted', 'row_kept'];
const CALLED_OFF = [...MOVED, 'delivery_pronto', ...TICKET];

describe.each([
  { title: 'each row of the board’s moves, from the card to the request', isDying: false },
  { title: 'the same while every kind of write dies once in each of them', isDying: true },
])('$title', ({ isDying }) => {
  let dying: DyingWrites | undefined;
  beforeAll(async () => {
    if (isDying) dying = await dieAtEveryWrite(world);
  });
  beforeEach(() => dying?.again());
  afterAll(() => dying?.end());
  const rest = (): Promise<void> => world.rest({ wakes: isDying });
  /** Everything that follows from the board; then which writes died of it, and die anew. */
  const settle = async (...dead: readonly string[]): Promise<void> => {
    await world.settle({ wakes: isDying });
    await dying?.expectDead(...dead);
  };

  test('row 1: an approved card asks for its service, with everything the crews need', async () => {
    const before = await countCalls();
    const id = await create(INSTALLATION);
    await settle(...ORDERED);
    expect(await deliveries(id)).toEqual(['1 pedido enviado']);
    const [request] = await requestsOf(id);
    expect(request).toMatchObject({ service: 'installation', externalId: `isales:${id}:1` });
    expect(request?.subject).toMatch(/^Instalação: .+/);
    expect(request?.message).toMatch(/^VENDEDOR: Davi\n\nDATA DE FECHAMENTO: /);
    if (!isDying) expect((await countCalls()) - before).toBeLessThanOrEqual(9);
  });

  test('row 1: an expansion is another service', async () => {
    const id = await create(EXPANSION);
    await settle(...ORDERED);
    expect(await servicesOf(id)).toEqual(['expansion']);
    expect((await requestsOf(id))[0]?.subject).toMatch(/^Aumento de Sistema: /);
  });

  test('row 1: a customer who was there before is used, with one place more', async () => {
    const cpf = isDying ? '111.444.777-35' : '390.533.447-05';
    const name = 'Quem já estava';
    const known = await world.field.act('create-customer', { name, documentNumber: cpf });
    const id = await create(INSTALLATION, { cliente: { cpf } });
    await settle(...ORDERED);
    expect(await deliveries(id)).toEqual(['1 pedido enviado']);
    const [request] = await requestsOf(id);
    expect(request).toMatchObject({ service: 'installation', customerId: known['id'] });
    const places = await listLocations(request?.customerId);
    expect(places).toHaveLength(2);
    expect(places.at(-1)?.id).toBe(request?.locationId);
  });

  test('row 2: a card that is cancelled when it is first seen makes nothing, not even a customer', async () => {
    const before = await countCalls();
    const id = await create(CANCELLED);
    await settle(...NEW);
    expect(await deliveries(id)).toEqual(['1 cancelamento nao_aplicavel sem_historico']);
    expect(await countCalls()).toBe(before);
  });

  test('row 3: a delivered order is cancelled, for the same customer at the same place', async () => {
    const id = await create(INSTALLATION);
    await settle(...ORDERED);
    await move(id, CANCELLED);
    await settle(...CALLED_OFF);
    expect(await deliveries(id)).toEqual(['1 pedido enviado', '2 cancelamento enviado']);
    const [order, cancellation] = await requestsOf(id);
    expect(cancellation).toMatchObject({
      ...{ service: 'cancellation', externalId: `isales:${id}:2` },
      ...{ customerId: order?.customerId, locationId: order?.locationId },
    });
    expect(cancellation?.subject).toMatch(/^Cancelamento: /);
  });

  test('row 4: what was blocked when the card was cancelled never leaves', async () => {
    const before = await countCalls();
    const id = await create(INSTALLATION, { cliente: NOWHERE });
    await settle(...NEW, 'delivery_bloqueado', 'pending_opened');
    expect(await deliveries(id)).toEqual(['1 pedido bloqueado']);
    expect(await holdsOf(id)).toEqual([`${id}:sem_localizacao`]);
    await move(id, CANCELLED);
    await settle(...MOVED, 'delivery_suprimido', 'pending_closed');
    expect(await deliveries(id)).toEqual([
      '1 pedido suprimido nunca_enviado',
      '2 cancelamento nao_aplicavel nunca_enviado',
    ]);
    expect(await holdsOf(id)).toEqual([]);
    expect(await countCalls()).toBe(before);
  });

  test('row 5: a lost answer is cleared up first; the request is there and is cancelled', async () => {
    const id = await create(INSTALLATION);
    // What was never taken up has not left and is not uncertain.
    await dying?.spare('delivery_enviando');
    await loseTicketAnswer('lost-answer', id, isDying);
    await dying?.expectDead(...NEW, ...CUSTOMER, ...LOCATION, 'ticket_begun', 'delivery_incerto');
    await move(id, CANCELLED);
    await world.run('poll');
    await world.field.faults([]);
    await rest();
    await dying?.expectDead(...CALLED_OFF);
    expect(await deliveries(id)).toEqual(['1 pedido enviado', '2 cancelamento enviado']);
    expect(await servicesOf(id)).toEqual(['installation', 'cancellation']);
  });

  test('row 5: a lost answer is cleared up first; nothing is there and nothing is sent', async () => {
    const id = await create(INSTALLATION);
    // What was never taken up has not left and is not uncertain.
    await dying?.spare('delivery_enviando');
    await loseTicketAnswer('error-500', id, isDying);
    await dying?.expectDead(...NEW, ...CUSTOMER, ...LOCATION, 'ticket_begun', 'delivery_incerto');
    await move(id, CANCELLED);
    await world.run('poll');
    await world.field.faults([]);
    await rest();
    await dying?.expectDead(...MOVED, 'ticket_settled', 'delivery_suprimido');
    expect(await deliveries(id)).toEqual([
      '1 pedido suprimido nunca_enviado',
      '2 cancelamento nao_aplicavel nunca_enviado',
    ]);
    expect(await servicesOf(id)).toEqual([]);
  });

  test('row 6: after a cancellation a new order', async () => {
    const id = await create(INSTALLATION);
    await settle(...ORDERED);
    await move(id, CANCELLED);
    await settle(...CALLED_OFF);
    await move(id, EXPANSION);
    await settle(...MOVED, 'delivery_pronto', ...TICKET);
    expect(await deliveries(id)).toEqual([
      ...['1 pedido enviado', '2 cancelamento enviado', '3 pedido enviado'],
    ]);
    expect(await servicesOf(id)).toEqual(['installation', 'cancellation', 'expansion']);
  });

  test('row 7: cancelled first, approved later', async () => {
    const id = await create(CANCELLED);
    await settle(...NEW);
    await move(id, INSTALLATION);
    await settle(...MOVED, 'delivery_pronto', ...CUSTOMER, ...LOCATION, ...TICKET);
    expect(await deliveries(id)).toEqual([
      ...['1 cancelamento nao_aplicavel sem_historico', '2 pedido enviado'],
    ]);
    expect(await servicesOf(id)).toEqual(['installation']);
  });

  test('row 8: another service beside the first, which the planner is told of', async () => {
    const id = await create(INSTALLATION);
    await settle(...ORDERED);
    await move(id, EXPANSION);
    await settle(...MOVED, 'delivery_pronto', ...TICKET);
    expect(await deliveries(id)).toEqual(['1 pedido enviado', '2 pedido enviado tipo_trocado']);
    expect(await servicesOf(id)).toEqual(['installation', 'expansion']);
    // Both are the card's, each under its own id.
    expect(await readFieldIds(id)).toEqual((await requestsOf(id)).map((request) => request.id));
  });

  test('row 9: taken back before the cancellation left: neither is sent', async () => {
    const id = await create(INSTALLATION);
    await settle(...ORDERED);
    const release = await keepCustomerBusy(id);
    await move(id, CANCELLED);
    await world.run('poll');
    await expect.poll(async () => (await deliveries(id))[1]).toMatch(/pronto/);
    await dying?.expectDead(...MOVED, 'delivery_pronto');
    await move(id, INSTALLATION);
    await world.run('poll');
    await release();
    await rest();
    await dying?.expectDead('move_noted', 'delivery_suprimido');
    expect(await deliveries(id)).toEqual([
      '1 pedido enviado',
      '2 cancelamento suprimido par_anulado',
      '3 pedido suprimido par_anulado',
    ]);
    expect(await servicesOf(id)).toEqual(['installation']);
  });

  test('row 10: what changed is told while the planner has not acted, then shown to a person', async () => {
    const id = await create(INSTALLATION);
    await settle(...ORDERED);
    await world.isales.act('edit-card', { id, vendedor: 'Rui' });
    await settle('row_kept', 'change_noted', 'change_told');
    const [request] = await requestsOf(id);
    expect(request?.message).toMatch(/^VENDEDOR: Rui/);
    expect(await deliveries(id)).toEqual(['1 pedido enviado']);
    await world.field.act('accept-ticket', { ticket: request?.id });
    await world.isales.act('edit-card', { id, vendedor: 'Bia' });
    await settle('row_kept', 'change_noted', 'pending_opened');
    expect((await requestsOf(id))[0]?.message).toMatch(/^VENDEDOR: Rui/);
    expect(await holdsOf(id)).toEqual([`${id}:divergencia_pos_envio`]);
  });

  test('row 11: a card that is gone is told of a day later and nothing is cancelled', async () => {
    const id = await create(INSTALLATION);
    await settle(...ORDERED);
    await world.isales.act('delete-card', { id });
    await settle('absence_noted');
    expect(await holdsOf(id)).toEqual([]);
    await expect.poll(() => ageAbsence(id)).toBe(1);
    await settle('absence_told', 'pending_opened');
    expect(await holdsOf(id)).toEqual([`${id}:cartao_ausente`]);
    expect(await deliveries(id)).toEqual(['1 pedido enviado']);
  });
});

describe('whatever the rows came to', () => {
  const choice = { account: 'default', since: new Date(0) };
  /** Everything that FieldControl has, and the writes that it was sent. */
  const readField = async (): Promise<Record<string, unknown>> => {
    const { posts, puts, duplicates } = await world.field.counters();
    const state = await world.field.state('?customers=1&locations=1&tickets=1&orders=1');
    const { customers, locations, tickets, orders } = state;
    return { posts, puts, duplicates, customers, locations, tickets, orders };
  };

  test.each(REPROCESSINGS)('a %s of every card sends nothing', async (kind) => {
    const [field, reads, rows] = [await readField(), await countReads(), await readCards(world)];
    expect(field).toMatchObject({ duplicates: { extra: 0 } });
    const { cards } = await reprocess(world.ports, { kind, choice }, { by: 'test' });
    expect(cards).toEqual(rows.map(({ isalesId }) => isalesId));
    await world.rest();
    for (const job of ['push', 'reconcile'] as const) await world.run(job);
    await world.rest();
    const asked = ((await countReads())['clientes'] ?? 0) - (reads['clientes'] ?? 0);
    if (kind === 'refetch') expect(asked).toBeGreaterThanOrEqual(cards.length);
    else expect(asked).toBe(0);
    expect(await readField()).toEqual(field);
    expect(await readCards(world)).toEqual(rows);
  });
});

describe('what a setting changes', () => {
  const integration = 'isales-fieldcontrol';
  const set = (key: string, value: string): Promise<void> =>
    setSetting(world.database.pool, { integration, key, value, by: 'test' });
  afterEach(async () => {
    for (const key of ['target', 'changedAfterAcceptance']) {
      await removeSetting(world.database.pool, { integration, key, by: 'test' });
    }
  });
  const readOrders = async (): Promise<WireOrder[]> =>
    (await world.field.state('?orders=1'))['orders'] as WireOrder[];

  test('orders in place of requests: one each, also when the answer is lost', async () => {
    await set('target', 'order');
    const id = await create(INSTALLATION);
    await world.field.faults([
      { kind: 'lost-answer', match: { method: 'post /orders' }, count: 1 },
    ]);
    await world.settle();
    await move(id, CANCELLED);
    await world.settle();
    expect(await deliveries(id)).toEqual(['1 pedido enviado', '2 cancelamento enviado']);
    expect(await requestsOf(id)).toEqual([]);
    const { installation, cancellation } = world.services;
    const orders = (await readOrders()).filter(({ external }) =>
      external?.id.startsWith(`isales:${id}:`),
    );
    expect(orders).toMatchObject([
      { external: { id: `isales:${id}:1` }, service: { id: installation } },
      { external: { id: `isales:${id}:2` }, service: { id: cancellation } },
    ]);
    expect(orders[0]?.description).toMatch(/^Instalação: .+\n\nVENDEDOR: Davi/);
    expect(await readFieldIds(id)).toEqual(orders.map((order) => order.id));
  });

  test('a change after the planner’s yes is a comment of the order, once', async () => {
    await set('changedAfterAcceptance', 'comment');
    const id = await create(INSTALLATION);
    await world.settle();
    const [request] = await requestsOf(id);
    await world.field.act('accept-ticket', { ticket: request?.id });
    const comments = 'post /orders/{id}/comments';
    await world.field.faults([{ kind: 'lost-answer', match: { method: comments }, count: 1 }]);
    await world.isales.act('edit-card', { id, vendedor: 'Rui' });
    await world.settle();
    const order = (await readOrders()).find(({ ticket }) => ticket?.id === request?.id);
    expect(order?.comments).toMatchObject([{ message: expect.stringContaining('VENDEDOR: Rui') }]);
    expect((await requestsOf(id))[0]?.message).toMatch(/^VENDEDOR: Davi/);
    expect(await holdsOf(id)).toEqual([]);
  });
});

test('what the first program asked for is taken over, its cancellation is not, and nothing is sent', async () => {
  const cliente = { nome: 'Zilda Prado Lemos', cpf: '529.982.247-25' };
  const clienteId = await readClientId(await create(CANCELLED, { cliente }));
  const { nome: name, cpf: documentNumber } = cliente;
  const customer = await world.field.act('create-customer', { name, documentNumber });
  const ask = async (service: string): Promise<unknown> => {
    const given = { customer: customer['id'], service, name, externalId: String(clienteId) };
    return (await world.field.act('create-ticket', given))['id'];
  };
  await ask(world.services.cancellation);
  const earlier = await ask(world.services.installation);
  const before = await world.field.counters();
  const id = await create(INSTALLATION, { clienteId, cliente: { numero: '77' } });
  await world.settle();
  expect(await deliveries(id)).toEqual(['1 pedido enviado']);
  expect(await readFieldIds(id)).toEqual([earlier]);
  const { tickets } = (await world.field.counters())['createdByResource'] as { tickets: number };
  expect(before).toMatchObject({ createdByResource: { tickets } });
});

/** A day later; 0 while nobody has noted that the card is gone. */
async function ageAbsence(id: number): Promise<number | null> {
  const { rowCount } = await world.database.pool.query(
    `UPDATE os SET ausente_desde = ausente_desde - interval '21 hours'
      WHERE isales_id = $1 AND ausente_desde IS NOT NULL`,
    [id],
  );
  return rowCount;
}

interface WireOrder {
  readonly id: string;
  readonly description: string;
  readonly external: { readonly id: string } | null;
  readonly ticket: { readonly id: string } | null;
  readonly comments: readonly unknown[];
}

async function readClientId(id: number): Promise<number> {
  const { cards } = (await world.isales.state(`?ids=${id}&cards=1`)) as {
    cards: { clienteId: number }[];
  };
  return cards[0]?.clienteId ?? 0;
}

async function listLocations(customerId: string | undefined): Promise<{ id: string }[]> {
  const { locations } = (await world.field.state('?locations=1')) as {
    locations: { id: string; customer: { id: string } }[];
  };
  return locations.filter(({ customer }) => customer.id === customerId);
}

/** Ids at FieldControl that are kept of the card's deliveries, in order. */
async function readFieldIds(id: number): Promise<string[]> {
  const { rows } = await world.database.pool.query<{ fieldId: string }>(
    `SELECT e.field_id AS "fieldId" FROM envio_field e JOIN os o ON o.id = e.os_id
      WHERE o.isales_id = $1 AND e.field_id IS NOT NULL ORDER BY e.seq`,
    [id],
  );
  return rows.map(({ fieldId }) => fieldId);
}

/** Another run has the customer, so that nothing of it leaves. Gives what ends that. */
async function keepCustomerBusy(id: number): Promise<() => Promise<void>> {
  const { pool } = world.database;
  const { rows } = await pool.query<{ clienteId: string }>(
    'SELECT cliente_id::text AS "clienteId" FROM os WHERE isales_id = $1',
    [id],
  );
  const name = `isales-fieldcontrol.customer:default:${rows[0]?.clienteId}`;
  const lease = { name, owner: 'another-run', ttlMs: 600_000 };
  // A run that has nothing left to do may still hold it.
  await expect.poll(async () => (await acquireLease(pool, lease)).state).not.toBe('taken');
  return () => endLease(pool, lease);
}

/** The request's answer is lost, and looking it up fails until the faults are taken away. */
async function loseTicketAnswer(kind: string, id: number, wakes: boolean): Promise<void> {
  await world.field.faults([
    { kind, match: { method: 'post /tickets' }, count: 1 },
    { kind: 'error-502', match: { method: 'get /tickets' } },
  ]);
  await world.run('poll');
  const wakeAndRead = async (): Promise<string[]> => {
    if (wakes) await world.wake();
    return deliveries(id);
  };
  await expect.poll(wakeAndRead).toEqual(['1 pedido incerto']);
}

const NOWHERE = {
  ...{ cep: null, logradouro: null, numero: null, complemento: null, bairro: null },
  ...{ cidade: null, estado: null, link_localizacao: null },
};

test('approved, cancelled and approved between two readings of FieldControl: one request', async () => {
  const id = await create(INSTALLATION);
  await world.field.faults([{ kind: 'error-502', match: { method: '*' } }]);
  for (const column of [CANCELLED, INSTALLATION]) {
    await world.run('poll');
    await move(id, column);
  }
  await world.run('poll');
  await world.field.faults([]);
  await world.rest();
  expect(await deliveries(id)).toEqual([
    '1 pedido suprimido nunca_enviado',
    '2 cancelamento nao_aplicavel nunca_enviado',
    '3 pedido enviado',
  ]);
  expect(await servicesOf(id)).toEqual(['installation']);
});

test('what was missing is completed in iSales, and its pending closes by itself', async () => {
  const id = await create(INSTALLATION);
  const { cards } = (await world.isales.state(`?ids=${id}&details=1`)) as {
    cards: { cliente: Record<string, unknown> }[];
  };
  await world.isales.act('edit-card', { id, cliente: { ...NOWHERE, telefone: '16 8888-1234' } });
  await world.settle();
  expect(await holdsOf(id)).toEqual([`${id}:sem_localizacao`, `${id}:telefone_invalido`]);
  await world.isales.act('edit-card', { id, cliente: cards[0]?.cliente });
  await readAgain(id);
  expect(await holdsOf(id)).toEqual([]);
  expect(await deliveries(id)).toEqual(['1 pedido enviado']);
});

/** A day later. */
async function readAgain(id: number): Promise<void> {
  const { pool } = world.database;
  await pool.query(`UPDATE os SET lido_em = lido_em - interval '1 day' WHERE isales_id = $1`, [id]);
  await world.run('refresh');
  await world.rest();
}

test('what the planner does comes by webhook, as often as it likes; a stranger is not heard', async () => {
  const { field, api, database } = world;
  const url = `${api.url}/webhook/fieldcontrol`;
  const login = { username: 'fieldcontrol', password: 'a-long-invented-password' };
  const id = await create(INSTALLATION);
  await world.settle();
  const [request] = await requestsOf(id);
  await field.act('set-webhook', { url, ...login });
  await field.act('configure-webhooks', { duplicateEvery: 1, repeatEvery: 1 });
  await field.act('accept-ticket', { ticket: request?.id });
  const readSituation = async (): Promise<unknown> => {
    const { rows } = await database.pool.query<{ situacao: string; order: boolean }>(
      `SELECT situacao, order_field_id IS NOT NULL AS "order" FROM envio_field WHERE field_id = $1`,
      [request?.id],
    );
    return rows[0];
  };
  await expect.poll(readSituation).toEqual({ situacao: 'accepted', order: true });
  const stranger = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-fieldcontrol-event': 'ticket-accepted' },
    body: '{}',
  });
  expect(stranger.status).toBe(401);
  await field.act('set-webhook', {});
});

test('coordinates are not lost when the card is read again without its link', async () => {
  const id = await create(INSTALLATION, {
    cliente: {
      ...{ cep: '15085-480', logradouro: 'Rua das Acácias', numero: '383', bairro: 'Centro' },
      ...{ cidade: 'São José do Rio Preto', estado: 'SP' },
      link_localizacao: 'https://www.google.com/maps?q=-20.8197,-49.3794',
    },
  });
  await world.settle();
  const { pool } = world.database;
  const readPoint = async (): Promise<Record<string, unknown> | undefined> => {
    const { rows } = await pool.query<Record<string, unknown>>(
      `SELECT latitude, longitude, precisao FROM endereco a JOIN os o ON o.endereco_id = a.id
        WHERE o.isales_id = $1`,
      [id],
    );
    return rows[0];
  };
  const before = await readPoint();
  expect(before).toMatchObject({ precisao: 'pin' });
  await world.isales.act('edit-card', { id, cliente: { link_localizacao: null } });
  await readAgain(id);
  expect(await readPoint()).toEqual(before);
});
