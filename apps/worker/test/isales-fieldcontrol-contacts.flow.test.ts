import { afterAll, afterEach, beforeAll, expect, inject, test } from 'vitest';
import {
  INSTALLATION,
  readDeliveriesOf,
  readHolds,
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

interface MadeCard {
  readonly id: number;
  readonly clienteId: number;
}
/** In a column that nobody follows, so that no reading sees it before everything is prepared. */
const createAside = async (more: object = {}): Promise<MadeCard> =>
  (await world.isales.act('create-card', { column: ASIDE, ...more })) as unknown as MadeCard;
const approve = ({ id }: MadeCard) => world.isales.act('move-card', { id, column: INSTALLATION });
const deliveriesOf = ({ id }: MadeCard) => readDeliveriesOf(world, id);
const contactHolds = async (): Promise<string[]> =>
  (await readHolds(world)).filter((key) => key.endsWith(':contato_recusado'));
const SENT = ['1 pedido enviado'];
const phones = { method: 'post /customers/{id}/phones' };

test('a phone that arrives late closes what stands under whichever card of the person', async () => {
  const first = await createAside();
  const second = await createAside({ clienteId: first.clienteId });
  await world.field.faults([{ kind: 'error-502', match: phones, count: 1 }]);
  await approve(first);
  await approve(second);
  await world.settle();
  expect(await deliveriesOf(first)).toEqual(SENT);
  expect(await deliveriesOf(second)).toEqual(SENT);
  expect(await readHolds(world)).toEqual([]);
});

test('what a person without a card lacks stands under no card, not under the card that it had', async () => {
  const card = await createAside();
  const other = await createAside({ cliente: { nome: 'Helena Prado' } });
  await world.field.faults([{ kind: 'unknown-422', match: phones }]);
  await approve(card);
  await world.settle();
  expect(await contactHolds()).toEqual([`${card.id}:contato_recusado`]);
  await world.field.faults([]);
  await world.isales.act('reassign-card', { id: card.id, clienteId: other.clienteId });
  await world.settle();
  expect(await contactHolds()).toEqual([]);
  const { pool } = world.database;
  // Its first owner is asked for once more, and FieldControl still refuses.
  await world.field.faults([{ kind: 'unknown-422', match: phones }]);
  await pool.query(
    `UPDATE cliente SET hash_contatos = NULL WHERE NOT EXISTS
       (SELECT FROM os WHERE cliente_id = cliente.id)`,
  );
  const { rowCount } = await pool.query(
    `INSERT INTO dirty (account, kind, vendor_id)
     SELECT account, 'contacts', id::text FROM cliente
      WHERE NOT EXISTS (SELECT FROM os WHERE cliente_id = cliente.id)`,
  );
  expect(rowCount).toBe(1);
  await world.run('push');
  await world.rest();
  expect(await contactHolds()).toEqual([]);
});
