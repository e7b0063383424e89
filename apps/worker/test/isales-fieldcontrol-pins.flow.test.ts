import { afterAll, afterEach, beforeAll, expect, inject, test } from 'vitest';
import {
  CANCELLED,
  INSTALLATION,
  readDeliveriesOf,
  readDetailsAgain,
  readHoldsOf,
  readRequestsOf,
  startFieldWorld,
  type FieldWorld,
} from './world/start-field-world.ts';

// One world for all: every scenario has cards of its own.
let world: FieldWorld;

beforeAll(async () => {
  world = await startFieldWorld({ postgresUrl: inject('postgresUrl'), timeScale: 240 });
  await world.startWorker().ready;
});
afterEach(async () => {
  await world.geo.faults([]);
  await world.field.faults([]);
});
afterAll(() => world.end());

const STREET = {
  ...{ cep: '15085-480', logradouro: 'Rua das Acácias', numero: '383', bairro: 'Centro' },
  ...{ cidade: 'São José do Rio Preto', estado: 'SP' },
};
const HERE = 'https://www.google.com/maps?q=-20.8197,-49.3794';
const A_KILOMETRE_AWAY = 'https://www.google.com/maps?q=-20.8287,-49.3794';
const IN_ANOTHER_STATE = 'https://www.google.com/maps?q=-3.1,-60.02';
const toShort = (code: string): string => `https://maps.app.goo.gl/${code}`;

const create = async (link: string | null, column = INSTALLATION): Promise<number> => {
  const cliente = { ...STREET, link_localizacao: link };
  return Number((await world.isales.act('create-card', { column, cliente }))['id']);
};
const move = (id: number, column: number) => world.isales.act('move-card', { id, column });
const setLink = (id: number, link: string) =>
  world.isales.act('edit-card', { id, cliente: { link_localizacao: link } });
const deliveriesOf = (id: number) => readDeliveriesOf(world, id);
const requestsOf = (id: number) => readRequestsOf(world, id);
const holdsOf = (id: number) => readHoldsOf(world, id);

const readAgain = (id: number) => readDetailsAgain(world, id);

async function readWords(id: number): Promise<{ reason: string; detail: string } | undefined> {
  const { rows } = await world.database.pool.query<{ reason: string; detail: string }>(
    'SELECT reason, detail FROM held WHERE key = $1 AND released_at IS NULL',
    [`${id}:local_divergente`],
  );
  return rows[0];
}

async function readProblems(id: number): Promise<string[] | null> {
  const { rows } = await world.database.pool.query<{ problems: string[] | null }>(
    `SELECT a.geo_problemas AS problems FROM os o JOIN endereco a ON a.id = o.endereco_id
      WHERE o.isales_id = $1`,
    [id],
  );
  return rows[0]?.problems ?? null;
}

test('a pin that is corrected at the same address is told with its coordinates, until it agrees again', async () => {
  const id = await create(HERE);
  await world.settle();
  const sent = await requestsOf(id);
  await setLink(id, A_KILOMETRE_AWAY);
  await readAgain(id);
  await world.rest();
  expect(await holdsOf(id)).toEqual([`${id}:local_divergente`]);
  expect(await readWords(id)).toEqual({
    reason: 'divergencia_pos_envio',
    detail: expect.stringContaining('-20.8287, -49.3794'),
  });
  expect(await requestsOf(id)).toEqual(sent);
  // Something else that is told to FieldControl says nothing of the place.
  await world.isales.act('edit-card', { id, vendedor: 'Rui' });
  await world.settle();
  expect(await holdsOf(id)).toEqual([`${id}:local_divergente`]);
  await setLink(id, HERE);
  await readAgain(id);
  await world.rest();
  expect(await holdsOf(id)).toEqual([]);
});

test('what was told of a place goes when the card is of another address', async () => {
  const id = await create(HERE);
  await world.settle();
  await setLink(id, A_KILOMETRE_AWAY);
  await readAgain(id);
  await world.rest();
  expect(await holdsOf(id)).toEqual([`${id}:local_divergente`]);
  await world.isales.act('edit-card', { id, cliente: { numero: '1383' } });
  await readAgain(id);
  await world.rest();
  expect(await holdsOf(id)).toEqual([]);
});

test('a pin that is set anew beside the old one is the same place', async () => {
  const id = await create(HERE);
  await world.settle();
  await setLink(id, 'https://www.google.com/maps?q=-20.8198,-49.3795');
  await readAgain(id);
  await world.rest();
  expect(await holdsOf(id)).toEqual([]);
});

test('an order waits until a corrected link was followed, and then the place is told', async () => {
  const id = await create(HERE);
  await world.settle();
  await move(id, CANCELLED);
  await world.settle();
  await world.geo.act('add-link', { code: 'corrected', location: A_KILOMETRE_AWAY });
  await world.geo.faults([{ kind: 'too-many-requests', match: { method: 'maps *' } }]);
  await setLink(id, toShort('corrected'));
  await move(id, INSTALLATION);
  await world.run('poll');
  await world.run('refresh');
  await world.run('locate');
  await world.run('push');
  expect((await deliveriesOf(id))[2]).not.toMatch(/enviado/);
  expect(await requestsOf(id)).toHaveLength(2);
  await world.geo.faults([]);
  await world.rest();
  expect((await deliveriesOf(id))[2]).toBe('3 pedido enviado');
  expect(await holdsOf(id)).toEqual([`${id}:local_divergente`]);
});

test('searches that fail take back nothing that was found wrong before', async () => {
  const id = await create(null);
  await world.settle();
  await move(id, CANCELLED);
  await world.settle();
  await setLink(id, IN_ANOTHER_STATE);
  await readAgain(id);
  await expect.poll(() => readProblems(id)).toEqual(['cep_diverge']);
  await world.geo.act('add-link', { code: 'unheard', location: A_KILOMETRE_AWAY });
  await world.geo.faults([{ kind: 'error-503', match: { method: 'maps *' } }]);
  await setLink(id, toShort('unheard'));
  await readAgain(id);
  await expect.poll(() => readProblems(id)).toContain('busca_falhou');
  expect(await readProblems(id)).toContain('cep_diverge');
  await move(id, INSTALLATION);
  await world.run('poll');
  await expect.poll(() => deliveriesOf(id)).toContain('3 pedido bloqueado');
  expect(await holdsOf(id)).toContain(`${id}:cep_diverge`);
  await world.geo.faults([]);
  await world.rest();
  expect((await deliveriesOf(id))[2]).toBe('3 pedido enviado');
});
