import { acquireLease, endLease } from '@ponte/db/leases';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, test } from 'vitest';
import { dieAtEveryWrite, type DyingWrites } from './world/die-at-every-write.ts';
import {
  CANCELLED,
  EXPANSION,
  INSTALLATION,
  readCards,
  readHolds,
  readRequests,
  startFieldWorld,
  type FieldWorld,
} from './world/start-field-world.ts';

// One world for all: every scenario has cards of its own.
let world: FieldWorld;

beforeAll(async () => {
  world = await startFieldWorld({ postgresUrl: inject('postgresUrl'), timeScale: 240 });
  await world.startWorker().ready;
});
afterAll(() => world.end());

const create = async (column: number, more: Record<string, unknown> = {}): Promise<number> =>
  Number((await world.isales.act('create-card', { column, vendedor: 'Davi', ...more }))['id']);
const move = (id: number, column: number) => world.isales.act('move-card', { id, column });
/** What became of each delivery, in order: `1 pedido enviado`, `2 cancelamento nao_aplicavel …`. */
const deliveries = async (id: number): Promise<string[]> =>
  (await readCards(world)).find(({ isalesId }) => isalesId === String(id))?.deliveries ?? [];
/** The card's requests at FieldControl, in the order in which they were made. */
const requestsOf = async (id: number) =>
  (await readRequests(world)).filter(({ externalId }) => externalId?.startsWith(`isales:${id}:`));
const servicesOf = async (id: number): Promise<string[]> =>
  (await requestsOf(id)).map(({ service }) => service);
const holdsOf = async (id: number): Promise<string[]> =>
  (await readHolds(world)).filter((key) => key.startsWith(`${id}:`));
const countPosts = async (): Promise<number> => Number((await world.field.counters())['posts']);
const countReads = async (): Promise<Record<string, number>> =>
  (await world.isales.counters())['requestsByMethod'] as Record<string, number>;
const countCalls = async (): Promise<number> => Number((await world.field.counters())['requests']);

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

  test('row 1: an approved card asks for its service, with everything the crews need', async () => {
    const id = await create(INSTALLATION);
    await world.settle();
    expect(await deliveries(id)).toEqual(['1 pedido enviado']);
    const [request] = await requestsOf(id);
    expect(request).toMatchObject({ service: 'installation', externalId: `isales:${id}:1` });
    expect(request?.subject).toMatch(/^Instalação: .+/);
    expect(request?.message).toMatch(/^VENDEDOR: Davi\n\nDATA DE FECHAMENTO: /);
    if (isDying) expect(await dying?.countDead()).toBeGreaterThan(8);
    else expect(await countCalls()).toBeLessThanOrEqual(9);
  });

  test('row 1: an expansion is another service', async () => {
    const id = await create(EXPANSION);
    await world.settle();
    expect(await servicesOf(id)).toEqual(['expansion']);
    expect((await requestsOf(id))[0]?.subject).toMatch(/^Aumento de Sistema: /);
  });

  test('row 2: a card that is cancelled when it is first seen makes nothing, not even a customer', async () => {
    const before = await countCalls();
    const id = await create(CANCELLED);
    await world.settle();
    expect(await deliveries(id)).toEqual(['1 cancelamento nao_aplicavel sem_historico']);
    expect(await countCalls()).toBe(before);
  });

  test('row 3: a delivered order is cancelled, for the same customer at the same place', async () => {
    const id = await create(INSTALLATION);
    await world.settle();
    await move(id, CANCELLED);
    await world.settle();
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
    await world.settle();
    expect(await deliveries(id)).toEqual(['1 pedido bloqueado']);
    await move(id, CANCELLED);
    await world.settle();
    expect(await deliveries(id)).toEqual([
      '1 pedido suprimido nunca_enviado',
      '2 cancelamento nao_aplicavel nunca_enviado',
    ]);
    expect(await countCalls()).toBe(before);
  });

  test('row 5: a lost answer is cleared up first; the request is there and is cancelled', async () => {
    const id = await create(INSTALLATION);
    // What was never taken up has not left and is not uncertain.
    await dying?.spare('delivery_enviando');
    await loseTicketAnswer('lost-answer', id);
    await move(id, CANCELLED);
    await world.run('poll');
    await world.field.faults([]);
    await world.rest();
    expect(await deliveries(id)).toEqual(['1 pedido enviado', '2 cancelamento enviado']);
    expect(await servicesOf(id)).toEqual(['installation', 'cancellation']);
  });

  test('row 5: a lost answer is cleared up first; nothing is there and nothing is sent', async () => {
    const id = await create(INSTALLATION);
    // What was never taken up has not left and is not uncertain.
    await dying?.spare('delivery_enviando');
    await loseTicketAnswer('error-500', id);
    await move(id, CANCELLED);
    await world.run('poll');
    await world.field.faults([]);
    await world.rest();
    expect(await deliveries(id)).toEqual([
      '1 pedido suprimido nunca_enviado',
      '2 cancelamento nao_aplicavel nunca_enviado',
    ]);
    expect(await servicesOf(id)).toEqual([]);
  });

  test('row 6: after a cancellation a new order', async () => {
    const id = await create(INSTALLATION);
    for (const column of [CANCELLED, EXPANSION]) {
      await world.settle();
      await move(id, column);
    }
    await world.settle();
    expect(await deliveries(id)).toEqual([
      ...['1 pedido enviado', '2 cancelamento enviado', '3 pedido enviado'],
    ]);
    expect(await servicesOf(id)).toEqual(['installation', 'cancellation', 'expansion']);
  });

  test('row 7: cancelled first, approved later', async () => {
    const id = await create(CANCELLED);
    await world.settle();
    await move(id, INSTALLATION);
    await world.settle();
    expect(await deliveries(id)).toEqual([
      ...['1 cancelamento nao_aplicavel sem_historico', '2 pedido enviado'],
    ]);
    expect(await servicesOf(id)).toEqual(['installation']);
  });

  test('row 8: another service beside the first, which the planner is told of', async () => {
    const id = await create(INSTALLATION);
    await world.settle();
    await move(id, EXPANSION);
    await world.settle();
    expect(await deliveries(id)).toEqual(['1 pedido enviado', '2 pedido enviado tipo_trocado']);
    expect(await servicesOf(id)).toEqual(['installation', 'expansion']);
  });

  test('row 9: taken back before the cancellation left: neither is sent', async () => {
    const id = await create(INSTALLATION);
    await world.settle();
    const release = await keepCustomerBusy(id);
    await move(id, CANCELLED);
    await world.run('poll');
    await expect.poll(async () => (await deliveries(id))[1]).toMatch(/pronto/);
    await move(id, INSTALLATION);
    await world.run('poll');
    await release();
    await world.rest();
    expect(await deliveries(id)).toEqual([
      '1 pedido enviado',
      '2 cancelamento suprimido par_anulado',
      '3 pedido suprimido par_anulado',
    ]);
    expect(await servicesOf(id)).toEqual(['installation']);
  });

  test('row 10: what changed is told while the planner has not acted, then shown to a person', async () => {
    const id = await create(INSTALLATION);
    await world.settle();
    await world.isales.act('edit-card', { id, vendedor: 'Rui' });
    await world.settle();
    const [request] = await requestsOf(id);
    expect(request?.message).toMatch(/^VENDEDOR: Rui/);
    expect(await deliveries(id)).toEqual(['1 pedido enviado']);
    await world.field.act('accept-ticket', { ticket: request?.id });
    await world.isales.act('edit-card', { id, vendedor: 'Bia' });
    await world.settle();
    expect((await requestsOf(id))[0]?.message).toMatch(/^VENDEDOR: Rui/);
    expect(await holdsOf(id)).toEqual([`${id}:divergencia_pos_envio`]);
  });

  test('row 11: a card that is gone is told of a day later and nothing is cancelled', async () => {
    const id = await create(INSTALLATION);
    await world.settle();
    await world.isales.act('delete-card', { id });
    await world.settle();
    expect(await holdsOf(id)).toEqual([]);
    const { pool } = world.database;
    await pool.query(`UPDATE os SET ausente_desde = ausente_desde - interval '21 hours'`);
    await world.settle();
    expect(await holdsOf(id)).toEqual([`${id}:cartao_ausente`]);
    expect(await deliveries(id)).toEqual(['1 pedido enviado']);
  });
});

describe('what it costs', () => {
  test('an unchanged board costs one request to iSales and none to FieldControl', async () => {
    const [calls, reads] = [await countCalls(), await countReads()];
    await world.run('poll');
    await world.rest();
    expect(await countCalls()).toBe(calls);
    const after = await countReads();
    expect(after['clientes']).toBe(reads['clientes']);
    // One by this poll; the schedule may have had its own on this fast clock.
    expect(after['funil-clientes']).toBeGreaterThan(reads['funil-clientes'] ?? 0);
  });

  test('whatever the rows came to, playing all of it again sends nothing', async () => {
    const posts = await countPosts();
    await world.settle();
    await world.run('reconcile');
    await world.rest();
    expect(await world.field.counters()).toMatchObject({ posts, duplicates: { extra: 0 } });
  });
});

/** Another run has the customer, so that nothing of it leaves. Gives what ends that. */
async function keepCustomerBusy(id: number): Promise<() => Promise<void>> {
  const { pool } = world.database;
  const { rows } = await pool.query<{ clienteId: string }>(
    'SELECT cliente_id::text AS "clienteId" FROM os WHERE isales_id = $1',
    [id],
  );
  const name = `isales-fieldcontrol.customer:default:${rows[0]?.clienteId}`;
  const lease = { name, owner: 'another-run', ttlMs: 60_000 };
  await acquireLease(pool, lease);
  return () => endLease(pool, lease);
}

/** The request's answer is lost, and looking it up fails until the faults are taken away. */
async function loseTicketAnswer(kind: string, id: number): Promise<void> {
  await world.field.faults([
    { kind, match: { method: 'post /tickets' }, count: 1 },
    { kind: 'error-502', match: { method: 'get /tickets' } },
  ]);
  await world.run('poll');
  await expect.poll(() => deliveries(id)).toEqual(['1 pedido incerto']);
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
