import { markDirty } from '@ponte/db/dirty';
import { afterAll, afterEach, beforeAll, describe, expect, inject, test } from 'vitest';
import {
  CANCELLED,
  INSTALLATION,
  readDeliveriesOf,
  readHolds,
  readHoldsOf,
  readRequestsOf,
  startFieldWorld,
  type FieldWorld,
} from './world/start-field-world.ts';

// What FieldControl shows, and what is concluded from it. One world for all: every scenario has cards
// of its own.
let world: FieldWorld;

beforeAll(async () => {
  world = await startFieldWorld({ postgresUrl: inject('postgresUrl'), timeScale: 240 });
  await world.startWorker().ready;
});
afterEach(() => world.field.faults([]));
afterAll(() => world.end());

/** In a column that nobody follows, so that no reading sees it before everything is prepared. */
const ASIDE = 1;
const SENT = ['1 pedido enviado'];

const createAside = async (more: Record<string, unknown> = {}): Promise<number> =>
  Number((await world.isales.act('create-card', { column: ASIDE, ...more }))['id']);
const approve = (id: number) => world.isales.act('move-card', { id, column: INSTALLATION });
const deliveriesOf = (id: number) => readDeliveriesOf(world, id);
const requestsOf = (id: number) => readRequestsOf(world, id);
const holdsOf = (id: number) => readHoldsOf(world, id);

async function readFailures(id: number): Promise<number> {
  const { rows } = await world.database.pool.query<{ falhas: number }>(
    `SELECT falhas FROM envio_field WHERE chave = $1`,
    [`isales:${id}:1`],
  );
  return rows[0]?.falhas ?? 0;
}

describe('objects that cannot be read', () => {
  const countMade = async (): Promise<Record<string, number>> =>
    (await world.field.counters())['createdByResource'] as Record<string, number>;

  test('are no proof of absence: what was made once is not made again, and somebody is told', async () => {
    const id = await createAside();
    const { customers = 0, tickets = 0 } = await countMade();
    await world.field.faults([{ kind: 'foreign-ids', match: { method: '*' } }]);
    await approve(id);
    await world.run('poll');
    await expect.poll(() => readFailures(id)).toBeGreaterThan(4);
    expect(await countMade()).toMatchObject({ customers: customers + 1 });
    expect(await holdsOf(id)).toEqual([`${id}:field_rejeitou`]);
    await world.field.faults([]);
    await world.rest();
    expect(await deliveriesOf(id)).toEqual(SENT);
    expect(await countMade()).toMatchObject({ customers: customers + 1, tickets: tickets + 1 });
    expect(await holdsOf(id)).toEqual([]);
  });

  test('keep a request in doubt, and the comparison from calling anything missing', async () => {
    const [known, id] = [await createAside(), await createAside()];
    await approve(known);
    await world.settle();
    const { tickets = 0 } = await countMade();
    await world.field.faults([
      { kind: 'foreign-ids', match: { method: 'post /tickets' } },
      { kind: 'foreign-ids', match: { method: 'get /tickets' } },
    ]);
    await approve(id);
    await world.run('poll');
    await expect.poll(() => readFailures(id)).toBeGreaterThan(4);
    expect(await deliveriesOf(id)).toEqual(['1 pedido incerto']);
    expect(await holdsOf(id)).toEqual([`${id}:incerto`]);
    expect(await countMade()).toMatchObject({ tickets: tickets + 1 });
    expect(await world.run('reconcile')).toMatchObject({ state: 'held', reason: 'sweep-suspect' });
    expect(await holdsOf(known)).toEqual([]);
    await world.field.faults([]);
    await world.rest();
    expect(await deliveriesOf(id)).toEqual(SENT);
    expect(await requestsOf(id)).toHaveLength(1);
    expect(await world.run('reconcile')).toMatchObject({ state: 'done' });
    expect(await readHolds(world)).toEqual([]);
  });
});

describe('webhooks', () => {
  const hint = (...ids: readonly string[]) => {
    const kind = 'field-object';
    return markDirty(world.database.pool, { account: 'default', kind, ids });
  };

  test('name objects: one that cannot be looked at keeps no other from its turn', async () => {
    const [poisoned, good] = [await createAside(), await createAside()];
    await approve(poisoned);
    await approve(good);
    await world.settle();
    const [[bad], [fine]] = [await requestsOf(poisoned), await requestsOf(good)];
    const readSituation = async (id: number): Promise<unknown> => {
      const { rows } = await world.database.pool.query<{ situacao: string | null }>(
        `SELECT situacao FROM envio_field WHERE chave = $1`,
        [`isales:${id}:1`],
      );
      return rows[0]?.situacao;
    };
    await world.field.faults([
      { kind: 'error-500', match: { method: 'get /tickets/{id}', id: bad?.id } },
    ]);
    for (const ticket of [bad?.id, fine?.id]) await world.field.act('accept-ticket', { ticket });
    await hint(`ticket:${bad?.id}`);
    await hint(`ticket:${fine?.id}`);
    await expect.poll(() => readSituation(good)).toBe('accepted');
    await expect.poll(readTries).toBeGreaterThan(0);
    expect(await readSituation(poisoned)).toBe('pending');
    await world.field.faults([]);
    await expect.poll(() => readSituation(poisoned)).toBe('accepted');
    await world.rest();
  });

  test('name a request in doubt: what was changed since it was sent is brought', async () => {
    const id = await createAside({ vendedor: 'Davi' });
    await world.field.faults([
      { kind: 'lost-answer', match: { method: 'post /tickets' }, count: 1 },
      { kind: 'error-502', match: { method: 'get /tickets' } },
    ]);
    await approve(id);
    await world.run('poll');
    await expect.poll(() => deliveriesOf(id)).toEqual(['1 pedido incerto']);
    await world.isales.act('edit-card', { id, vendedor: 'Rui' });
    await world.run('poll');
    await expect.poll(() => readSeller(id)).toBe('Rui');
    const [request] = await requestsOf(id);
    expect(request?.message).toMatch(/^VENDEDOR: Davi/);
    await hint(`ticket:${request?.id}`);
    await expect.poll(() => deliveriesOf(id)).toEqual(SENT);
    await world.field.faults([]);
    await world.rest();
    expect((await requestsOf(id)).map(({ message }) => message)).toEqual([
      expect.stringMatching(/^VENDEDOR: Rui/),
    ]);
  });

  async function readSeller(id: number): Promise<unknown> {
    const { rows } = await world.database.pool.query<{ vendedor: string | null }>(
      `SELECT vendedor FROM os WHERE isales_id = $1 AND NOT EXISTS (
         SELECT FROM dirty WHERE kind = 'card' AND vendor_id = $1)`,
      [String(id)],
    );
    return rows[0]?.vendedor;
  }

  async function readTries(): Promise<number> {
    const { rows } = await world.database.pool.query<{ tries: number }>(
      `SELECT tries FROM dirty WHERE kind = 'field-object'`,
    );
    return rows[0]?.tries ?? 0;
  }
});

describe('an earlier request under the client’s bare id', () => {
  /** A card whose client FieldControl knows, with a request of the first program's. */
  const createKnown = async (more: object = {}) => {
    const id = await createAside();
    const { cards } = (await world.isales.state(`?ids=${id}&details=1`)) as {
      cards: { clienteId: number; cliente: Record<string, string> }[];
    };
    const { clienteId, cliente } = cards[0] ?? { clienteId: 0, cliente: {} };
    const { nome: name, cpf: documentNumber } = cliente;
    const customer = await world.field.act('create-customer', { name, documentNumber });
    const { id: ticket } = await world.field.act('create-ticket', {
      ...{ customer: customer['id'], service: world.services.installation, name, ...more },
      ...{ subject: 'Instalação', message: '', externalId: String(clienteId) },
    });
    return { id, ticket };
  };

  test('of a project before is not this one’s', async () => {
    const { id } = await createKnown({ createdAt: '2025-03-10T12:00:00Z' });
    await approve(id);
    await world.settle();
    expect(await deliveriesOf(id)).toEqual(SENT);
    expect(await requestsOf(id)).toHaveLength(1);
    expect(await holdsOf(id)).toEqual([]);
  });

  test('that was called off is a person’s decision, until the card comes anew', async () => {
    const { id, ticket } = await createKnown();
    await world.field.act('cancel-ticket', { ticket });
    await approve(id);
    await world.settle();
    expect(await deliveriesOf(id)).toEqual(['1 pedido bloqueado']);
    expect(await holdsOf(id)).toEqual([`${id}:incerto`]);
    await world.run('reconcile');
    await world.rest();
    expect(await deliveriesOf(id)).toEqual(['1 pedido bloqueado']);
    await world.isales.act('move-card', { id, column: CANCELLED });
    await world.settle();
    await approve(id);
    await world.settle();
    expect((await deliveriesOf(id)).at(-1)).toBe('3 pedido enviado');
    expect(await requestsOf(id)).toHaveLength(1);
    expect(await holdsOf(id)).toEqual([]);
  });
});
