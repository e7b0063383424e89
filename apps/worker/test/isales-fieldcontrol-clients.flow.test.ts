import { markDirty } from '@ponte/db/dirty';
import { CARD_MARK, REPLAY_MARK } from '@ponte/db/os';
import { afterAll, afterEach, beforeAll, describe, expect, inject, test } from 'vitest';
import { closeGate } from './world/close-gate.ts';
import { holdFromOutside, lockedTable } from './world/hold-from-outside.ts';
import {
  CANCELLED,
  INSTALLATION,
  startFieldWorld,
  type FieldWorld,
} from './world/start-field-world.ts';
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

beforeAll(async () => {
  world = await startFieldWorld({ postgresUrl: inject('postgresUrl'), timeScale: 240 });
  field = stepField(world);
  one = field.as('one');
});
afterEach(() => world.field.faults([]));
afterAll(async () => {
  await field.close();
  await world.end();
});

const ASIDE = 1;
const SENT = ['1 pedido enviado'];
const account = 'default';

const createOther = (nome: string): Promise<MadeCard> =>
  field.create({ column: ASIDE, cliente: { nome } });
const mark = ({ id }: MadeCard, kind: string): Promise<void> =>
  markDirty(world.database.pool, { account, kind, ids: [String(id)] });

/** The request's answer is lost, and its client has been worked for often before. */
async function loseAnswer(card: MadeCard, kind: string): Promise<void> {
  await world.field.faults([{ kind, match: { method: 'post /tickets' }, count: 1 }]);
  await field.prepare();
  await world.database.pool.query(
    `INSERT INTO lease (name, owner, fence, expires_at, acquired_at)
     SELECT 'isales-fieldcontrol.customer:default:' || cliente_id, '', 1000, to_timestamp(0), now()
       FROM os WHERE isales_id = $1`,
    [card.id],
  );
  await one.push();
  expect(await field.deliveriesOf(card)).toEqual(['1 pedido incerto']);
}

describe('a row that becomes another client’s while its request is uncertain', () => {
  test('the request that was made for the old one is found by its name, and is the only one', async () => {
    const card = await field.create({ cliente: { nome: 'Aurora Teles' } });
    await loseAnswer(card, 'lost-answer');
    await field.reassign(card, await createOther('Benedita Rocha'));
    await field.prepare();
    await field.pushUntil(card, SENT);
    await one.push();
    expect(await field.requestsOf(card)).toMatchObject([
      { subject: expect.stringContaining('Aurora Teles') },
    ]);
    // Whose request it is now is for a person to say.
    await expect
      .poll(() => one.push().then(() => field.holdsOf(card)))
      .toEqual([`${card.id}:divergencia_pos_envio`]);
  });

  test('what is proven not to be there is asked for once, for the new one', async () => {
    const card = await field.create({ cliente: { nome: 'Celina Duarte' } });
    await loseAnswer(card, 'error-500');
    await field.reassign(card, await createOther('Dalva Moreira'));
    await field.prepare();
    await field.pushUntil(card, SENT);
    expect(await field.requestsOf(card)).toMatchObject([
      { subject: expect.stringContaining('Dalva Moreira') },
    ]);
    expect(await field.holdsOf(card)).toEqual([]);
  });

  test('in the moment of that proof: nothing leaves for the old one', async () => {
    const card = await field.create({ cliente: { nome: 'Elza Pontes' } });
    await loseAnswer(card, 'error-500');
    const other = await createOther('Flora Nunes');
    const reference = `isales:${card.id}:1`;
    const gate = await closeGate(world, {
      ...{ table: 'write_intent', event: 'UPDATE' },
      when: `NEW.reference = '${reference}' AND NEW.state = 'refused'`,
    });
    // As if the time in which it could have shown were over.
    const { pool } = world.database;
    const past = '2026-01-01T00:00:00Z';
    await pool.query('UPDATE write_intent SET look_up_at = $2 WHERE reference = $1', [
      ...[reference, past],
    ]);
    await pool.query('UPDATE envio_field SET proximo_em = $2 WHERE chave = $1', [reference, past]);
    const run = one.push();
    await gate.someoneWaits();
    await field.reassign(card, other);
    await field.prepare();
    await gate.open();
    await run;
    expect(await field.requestsOf(card)).toEqual([]);
    await field.pushUntil(card, SENT);
    expect(await field.requestsOf(card)).toMatchObject([
      { subject: expect.stringContaining('Flora Nunes') },
    ]);
  });
});

test('details of the old client that were being read are not written into the new one’s row', async () => {
  const { pool } = world.database;
  const card = await field.create();
  const other = await createOther('Iara Fontes');
  await field.prepare();
  await pool.query(`UPDATE os SET lido_em = lido_em - interval '1 day' WHERE isales_id = $1`, [
    card.id,
  ]);
  const hold = await holdFromOutside(world, {
    ...{ lock: lockedTable('cliente_isales'), waits: 'FROM cliente_isales' },
  });
  const reading = one.refresh();
  await hold.someoneWaits();
  await field.reassign(card, other);
  await one.poll();
  await hold.letPass();
  await reading;
  const { rows } = await pool.query('SELECT cliente_id FROM os WHERE isales_id = $1', [card.id]);
  expect(rows).toEqual([{ cliente_id: null }]);
  await one.push();
  expect(await field.requestsOf(card)).toEqual([]);
  await field.prepare();
  await field.pushUntil(card, SENT);
  expect(await field.requestsOf(card)).toMatchObject([
    { subject: expect.stringContaining('Iara Fontes') },
  ]);
});

test('a replay of a row that became another client’s does not take the old one’s answers', async () => {
  const card = await field.create({ column: CANCELLED, cliente: { nome: 'Gilda Amaral' } });
  await field.prepare();
  const other = await createOther('Hilda Barros');
  await world.isales.act('spoil-card', { id: other.id, read: 'propostas', body: 'nonsense' });
  await field.reassign(card, other);
  await world.isales.act('move-card', { id: card.id, column: INSTALLATION });
  await field.prepare();
  const unread = ['1 cancelamento nao_aplicavel sem_historico', '2 pedido pendente'];
  expect(await field.deliveriesOf(card)).toEqual(unread);
  await mark(card, REPLAY_MARK);
  await one.refresh();
  await one.locate();
  await one.push();
  expect(await field.deliveriesOf(card)).toEqual(unread);
  expect(await field.holdsOf(card)).toEqual([`${card.id}:isales_incompleto`]);
  expect(await field.requestsOf(card)).toEqual([]);
  await world.isales.act('heal-card', { id: other.id });
  await mark(card, CARD_MARK);
  await one.refresh();
  await one.locate();
  const sent = [unread[0] ?? '', '2 pedido enviado'];
  await field.pushUntil(card, sent);
  expect(await field.requestsOf(card)).toMatchObject([
    { subject: expect.stringContaining('Hilda Barros') },
  ]);
  // From its own answers it is done again, and says the same.
  const { posts } = await world.field.counters();
  await mark(card, REPLAY_MARK);
  expect(await one.refresh()).toMatchObject({ counts: { read: 1, held: 0 } });
  await one.push();
  expect(await world.field.counters()).toMatchObject({ posts });
  expect(await field.deliveriesOf(card)).toEqual(sent);
});
