import { reopenDeliveries } from '@ponte/db/field-overview';
import { moveUnsent } from '@ponte/db/os-details';
import { setSetting } from '@ponte/db/settings';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { wirePush } from '../src/wiring/fieldcontrol-push.ts';
import {
  INSTALLATION,
  readDeliveriesOf,
  readHolds,
  readRequestsOf,
  startFieldWorld,
  type FieldWorld,
} from './world/start-field-world.ts';

const account = 'default';
let world: FieldWorld;

beforeAll(async () => {
  world = await startFieldWorld({ postgresUrl: inject('postgresUrl'), timeScale: 240 });
  await world.startWorker().ready;
});
afterAll(() => world.end());

const deliveries = (id: number) => readDeliveriesOf(world, id);
const requestsOf = (id: number) => readRequestsOf(world, id);

const setPrecision = (value: string) =>
  setSetting(world.database.pool, {
    ...{ integration: 'isales-fieldcontrol', key: 'leastPrecision', value, by: 'test' },
  });

/** A card whose document two customers of FieldControl have. */
async function createTwofold(cpf: string): Promise<{ id: number; twin: unknown }> {
  let twin: unknown;
  for (const documentNumber of [cpf, cpf.replaceAll(/\D/g, '')]) {
    twin = (await world.field.act('create-customer', { name: 'Valdir', documentNumber }))['id'];
  }
  const made = await world.isales.act('create-card', { column: INSTALLATION, cliente: { cpf } });
  const id = Number(made['id']);
  await world.settle();
  expect(await deliveries(id)).toEqual(['1 pedido bloqueado']);
  expect(await readHolds(world)).toContain(`${id}:cliente_ambiguo`);
  return { id, twin };
}

test('several customers block an order; that its place is too rough by now blocks it all the same', async () => {
  const { id, twin } = await createTwofold('412.087.965-85');
  await setPrecision('pessoa');
  await world.settle();
  expect(await readHolds(world)).toContain(`${id}:geo_precisao_baixa`);
  await world.field.act('edit-customer', { customer: twin, documentNumber: null });
  await world.run('reconcile');
  await world.rest();
  expect(await deliveries(id)).toEqual(['1 pedido bloqueado']);
  expect(await requestsOf(id)).toEqual([]);

  await setPrecision('cep');
  await world.settle();
  expect(await deliveries(id)).toEqual(['1 pedido enviado']);
  expect(await readHolds(world)).toEqual([]);
});

test('an order that is judged to lack something while its customer is looked for stays blocked', async () => {
  const { id } = await createTwofold('529.982.247-25');
  const { database, clock } = world;
  const isalesId = String(id);
  const { rows } = await database.pool.query<{ id: string }>(
    'SELECT id::text FROM envio_field WHERE chave = $1',
    [`isales:${id}:1`],
  );
  const notAsked = (): never => {
    throw new Error('No vendor is asked.');
  };
  const push = wirePush({
    ...{ database, clock, ringer: world.ports.ringer, worker: 'test', funilId: '1' },
    ...{
      companyZone: 'America/Sao_Paulo',
      isales: notAsked,
      fieldcontrol: notAsked,
      geo: notAsked,
    },
  });
  await reopenDeliveries(database.pool, { account, isalesIds: [isalesId] });
  await moveUnsent(database.pool, { account, isalesId, state: 'incomplete' });
  // A run that took it up before ends now.
  await push.saveEnd(
    { account, runId: crypto.randomUUID() },
    {
      ...{ deliveryId: rows[0]?.id ?? '', isalesId, lookUps: 0, end: 'blocked' },
      pending: { motivo: 'cliente_ambiguo', detalhe: 'O FieldControl tem 2 clientes.' },
    },
  );
  await reopenDeliveries(database.pool, { account, isalesIds: [isalesId] });
  expect(await deliveries(id)).toEqual(['1 pedido bloqueado']);
});
