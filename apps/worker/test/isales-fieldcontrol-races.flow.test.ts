import { acquireLease, endLease, findLease } from '@ponte/db/leases';
import { beginIntent } from '@ponte/db/intents';
import { afterAll, afterEach, beforeAll, describe, expect, inject, test } from 'vitest';
import { closeGate, type Gate } from './world/close-gate.ts';
import { CANCELLED, startFieldWorld, type FieldWorld } from './world/start-field-world.ts';
import {
  stepField,
  type FieldSteps,
  type MadeCard,
  type SteppedField,
} from './world/step-field.ts';

// One world for all: every scenario has cards of its own.
let world: FieldWorld;
let field: SteppedField;
let one: FieldSteps;
let two: FieldSteps;

beforeAll(async () => {
  world = await startFieldWorld({ postgresUrl: inject('postgresUrl'), timeScale: 240 });
  field = stepField(world);
  [one, two] = [field.as('one'), field.as('two')];
});
afterEach(() => world.field.faults([]));
afterAll(async () => {
  await field.close();
  await world.end();
});

const ASIDE = 1;
const SENT = ['1 pedido enviado'];
const account = 'default';

/** The card's request is about to be claimed: its customer and its place are there. */
const beforeClaim = ({ id }: MadeCard): Promise<Gate> =>
  closeGate(world, {
    ...{ table: 'write_intent', event: 'INSERT', when: `NEW.reference = 'isales:${id}:1'` },
  });
const countMade = async (): Promise<Record<string, number>> =>
  (await world.field.counters())['createdByResource'] as Record<string, number>;
const countPuts = async (): Promise<unknown> => (await world.field.counters())['puts'];
const move = ({ id }: MadeCard, column: number) => world.isales.act('move-card', { id, column });

const phonesOf = async (card: MadeCard): Promise<string[]> => {
  const [request] = await field.requestsOf(card);
  const { customers } = (await world.field.state('?customers=1')) as { customers: WireCustomer[] };
  const customer = customers.find(({ id }) => id === request?.customerId);
  return customer?.phones.map(({ number }) => number) ?? [];
};

describe('what changes between the list of what is due and the claim', () => {
  test('data: nothing leaves as it was before, and one request has what is true now', async () => {
    const card = await field.create({ vendedor: 'Davi' });
    await field.prepare();
    const gate = await beforeClaim(card);
    const run = one.push();
    await gate.someoneWaits();
    await world.isales.act('edit-card', { id: card.id, vendedor: 'Rui' });
    await field.prepare();
    await gate.open();
    expect(await run).toMatchObject({ counts: { delivered: 0, later: 1 } });
    expect(await field.requestsOf(card)).toEqual([]);
    const puts = await countPuts();
    await field.pushUntil(card, SENT);
    const requests = await field.requestsOf(card);
    expect(requests).toMatchObject([{ message: expect.stringMatching(/^VENDEDOR: Rui/) }]);
    expect(await countPuts()).toBe(puts);
  });

  test('the client, its details not read yet: nothing leaves for the old one', async () => {
    const card = await field.create();
    const other = await field.create({ column: ASIDE, cliente: { nome: 'Helena Prado' } });
    await field.prepare();
    const gate = await beforeClaim(card);
    const run = one.push();
    await gate.someoneWaits();
    await field.reassign(card, other);
    await one.poll();
    await gate.open();
    await run;
    expect(await field.deliveriesOf(card)).toEqual(['1 pedido pendente']);
    expect(await field.requestsOf(card)).toEqual([]);
    await field.prepare();
    await field.pushUntil(card, SENT);
    expect(await field.requestsOf(card)).toMatchObject([
      { subject: expect.stringContaining('Helena Prado') },
    ]);
  });

  test('the client, its details read: another run waits, and one request is the new one’s', async () => {
    const card = await field.create();
    const other = await field.create({ column: ASIDE, cliente: { nome: 'Olga Sampaio' } });
    await field.prepare();
    const gate = await beforeClaim(card);
    const run = one.push();
    await gate.someoneWaits();
    await field.reassign(card, other);
    await field.prepare();
    expect(await field.deliveriesOf(card)).toEqual(['1 pedido pronto']);
    // The new client is free, the card is not.
    expect(await two.push()).toMatchObject({ outcome: 'skipped', keys: [] });
    await gate.open();
    await run;
    expect(await field.requestsOf(card)).toEqual([]);
    await field.pushUntil(card, SENT);
    expect(await field.requestsOf(card)).toMatchObject([
      { subject: expect.stringContaining('Olga Sampaio') },
    ]);
    expect(await field.holdsOf(card)).toEqual([]);
  });

  test('a phone that is still to be added: the old one is not', async () => {
    const { pool } = world.database;
    const card = await field.create({ cliente: { telefone: '(17) 99666-1111' } });
    // For as long as it takes: the next try is a second away, and could add the old one.
    await world.field.faults([
      { kind: 'error-502', match: { method: 'post /customers/{id}/phones' } },
    ]);
    await field.prepare();
    await field.pushUntil(card, SENT);
    await world.field.faults([]);
    const { rows } = await pool.query<{ id: string }>(
      `UPDATE dirty SET waits_until = NULL WHERE kind = 'contacts' RETURNING vendor_id AS id`,
    );
    expect(rows).toHaveLength(1);
    const gate = await closeGate(world, {
      ...{ table: 'lease', event: 'INSERT' },
      when: `NEW.name = 'isales-fieldcontrol.customer:${account}:${rows[0]?.id}'`,
    });
    const run = one.push();
    await gate.someoneWaits();
    const cliente = { telefone: '(17) 99666-2222' };
    await world.isales.act('edit-card', { id: card.id, cliente });
    await pool.query(`UPDATE os SET lido_em = lido_em - interval '1 day' WHERE isales_id = $1`, [
      card.id,
    ]);
    await field.prepare();
    await gate.open();
    expect(await run).toMatchObject({ counts: { contacts: 1 } });
    await one.push();
    expect(await phonesOf(card)).toEqual(['17996662222']);
  });

  test('the column: what is called off in that moment never leaves', async () => {
    const card = await field.create();
    await field.prepare();
    const gate = await beforeClaim(card);
    const run = one.push();
    await gate.someoneWaits();
    await move(card, CANCELLED);
    await one.poll();
    await gate.open();
    await run;
    await one.push();
    expect(await field.deliveriesOf(card)).toEqual([
      '1 pedido suprimido nunca_enviado',
      '2 cancelamento nao_aplicavel nunca_enviado',
    ]);
    expect(await field.requestsOf(card)).toEqual([]);
  });
});

describe('two runs on one customer at once', () => {
  test('the second leaves all of the customer’s cards alone while the first works for it', async () => {
    const card = await field.create();
    const { clienteId } = card;
    const next = await field.create({ clienteId, cliente: { numero: '9999' } });
    await field.prepare();
    const before = await countMade();
    const gate = await closeGate(world, {
      ...{ table: 'write_intent', event: 'INSERT' },
      when: `NEW.operation = 'fieldcontrol.createCustomer'`,
    });
    const run = one.push();
    await gate.someoneWaits();
    expect(await two.push()).toMatchObject({ outcome: 'skipped', keys: [] });
    await gate.open();
    await run;
    await field.pushUntil(card, SENT);
    await field.pushUntil(next, SENT);
    expect(await countMade()).toMatchObject({
      customers: (before['customers'] ?? 0) + 1,
      tickets: (before['tickets'] ?? 0) + 2,
    });
  });

  test('over and over, with answers lost: one customer, one place each, one request each', async () => {
    const cards: MadeCard[] = [];
    for (let client = 0; client < 2; client += 1) {
      const card = await field.create();
      cards.push(card);
      for (const numero of ['11', '12']) {
        cards.push(await field.create({ clienteId: card.clienteId, cliente: { numero } }));
      }
    }
    await field.prepare();
    const before = await countMade();
    await world.field.faults([{ kind: 'lost-answer', match: { method: 'post *' }, every: 3 }]);
    const workers = ['three', 'four', 'five'].map((name) => field.as(name));
    const pushAndCount = async (): Promise<number> => {
      await Promise.all(workers.map((worker) => worker.push()));
      const all = await Promise.all(cards.map((card) => field.deliveriesOf(card)));
      return all.filter(([first]) => first === SENT[0]).length;
    };
    await expect.poll(pushAndCount).toBe(cards.length);
    expect(await countMade()).toMatchObject({
      customers: (before['customers'] ?? 0) + 2,
      tickets: (before['tickets'] ?? 0) + cards.length,
    });
    expect(await world.field.counters()).toMatchObject({ duplicates: { extra: 0 } });
    expect(await findTwinPlaces()).toEqual([]);
  });

  test('a run that stood still and was taken over sends nothing any more', async () => {
    const { pool } = world.database;
    const card = await field.create();
    await field.prepare();
    const reference = `isales:${card.id}:1`;
    const gate = await closeGate(world, {
      ...{ table: 'envio_field', event: 'UPDATE' },
      when: `NEW.estado = 'enviando' AND NEW.chave = '${reference}'`,
    });
    const frozen = one.push();
    await gate.someoneWaits();
    const name = `isales-fieldcontrol.card:${account}:${card.id}`;
    const deadOwner = (await findLease(pool, name))?.owner ?? '';
    const taken = { name, owner: 'a later run', ttlMs: 60_000, deadOwner };
    const answer = await acquireLease(pool, taken);
    if (answer.state === 'taken') throw new Error('The lease was not to be had.');
    await beginIntent(pool, {
      ...{ account, operation: 'fieldcontrol.createTicket', reference, bodyHash: 'another' },
      ...{ fence: answer.fence, now: world.clock.now(), settleDelayMs: 30_000 },
    });
    await gate.open();
    await frozen;
    expect(await field.requestsOf(card)).toEqual([]);
    await endLease(pool, taken);
    await field.pushUntil(card, SENT);
    expect(await field.requestsOf(card)).toHaveLength(1);
  });
});

interface WireCustomer {
  readonly id: string;
  readonly phones: readonly { number: string }[];
}

interface WireLocation {
  readonly customer: { readonly id: string };
  readonly address: unknown;
}

/** Places that a customer has twice. */
async function findTwinPlaces(): Promise<string[]> {
  const { locations } = (await world.field.state('?locations=1')) as { locations: WireLocation[] };
  const all = locations.map(({ customer, address }) => `${customer.id} ${JSON.stringify(address)}`);
  return all.filter((place, at) => all.indexOf(place) !== at);
}
