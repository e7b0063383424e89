import { setSetting } from '@ponte/db/settings';
import { afterAll, afterEach, beforeAll, describe, expect, inject, test } from 'vitest';
import { closeGate } from './world/close-gate.ts';
import {
  CANCELLED,
  EXPANSION,
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

describe.each([
  { target: 'order', path: '/orders' },
  { target: 'ticket', path: '/tickets' },
])('with $target as the target, a card’s deliveries arrive in their order', ({ target, path }) => {
  beforeAll(() =>
    setSetting(world.database.pool, {
      ...{ integration: 'isales-fieldcontrol', key: 'target', value: target, by: 'test' },
    }),
  );

  const move = async ({ id }: MadeCard, column: number): Promise<void> => {
    await world.isales.act('move-card', { id, column });
    await field.prepare();
  };
  /** The card's writes in the order in which FieldControl got them, also those that came to nothing. */
  const postsOf = async ({ id }: MadeCard): Promise<number[]> => {
    const { requests } = await world.field.requests('?method=post *&limit=500');
    return requests
      .filter((request) => request.path.startsWith(path))
      .flatMap(({ body }) => new RegExp(`isales:${id}:(\\d+)`).exec(body)?.[1] ?? [])
      .map(Number);
  };
  /** Another run, whenever it is its turn. */
  const pushTimes = async (times: number): Promise<void> => {
    for (let time = 0; time < times; time += 1) await one.push();
  };

  test('while the first is uncertain the second does not leave', async () => {
    const card = await field.create();
    await field.prepare();
    await world.field.faults([
      { kind: 'lost-answer', match: { method: `post ${path}` }, count: 1 },
      { kind: 'error-502', match: { method: `get ${path}` } },
    ]);
    await one.push();
    await move(card, EXPANSION);
    const waiting = ['1 pedido incerto', '2 pedido pronto tipo_trocado'];
    expect(await field.deliveriesOf(card)).toEqual(waiting);
    await pushTimes(5);
    expect(await field.deliveriesOf(card)).toEqual(waiting);
    expect(await postsOf(card)).toEqual([1]);
    await world.field.faults([]);
    await field.pushUntil(card, ['1 pedido enviado', '2 pedido enviado tipo_trocado']);
    expect(await postsOf(card)).toEqual([1, 2]);
  });

  test('while the first is on its way in one run the second does not leave in another', async () => {
    const card = await field.create();
    await field.prepare();
    await field.pushUntil(card, ['1 pedido enviado']);
    await move(card, CANCELLED);
    await move(card, EXPANSION);
    expect((await field.deliveriesOf(card)).slice(1)).toEqual([
      ...['2 cancelamento pronto', '3 pedido pronto'],
    ]);
    const gate = await closeGate(world, {
      ...{ table: 'write_intent', event: 'INSERT', when: `NEW.reference = 'isales:${card.id}:2'` },
    });
    const run = one.push();
    await gate.someoneWaits();
    expect(await field.as('two').push()).toMatchObject({ outcome: 'skipped', keys: [] });
    await gate.open();
    await run;
    await field.pushUntil(card, [
      ...['1 pedido enviado', '2 cancelamento enviado', '3 pedido enviado'],
    ]);
    expect(await postsOf(card)).toEqual([1, 2, 3]);
  });

  test('a second that is refused holds back the third of its card, and nobody else', async () => {
    const card = await field.create();
    await field.prepare();
    await field.pushUntil(card, ['1 pedido enviado']);
    await world.field.faults([
      { kind: 'unknown-422', match: { method: `post ${path}`, id: `isales:${card.id}:2` } },
    ]);
    await move(card, CANCELLED);
    await one.push();
    await move(card, EXPANSION);
    const bystander = await field.create();
    await field.prepare();
    await field.pushUntil(bystander, ['1 pedido enviado']);
    await pushTimes(3);
    expect(await field.deliveriesOf(card)).toEqual([
      ...['1 pedido enviado', '2 cancelamento rejeitado', '3 pedido pronto'],
    ]);
    expect(await postsOf(card)).toEqual([1, 2]);
    await world.field.faults([]);
    await world.isales.act('edit-card', { id: card.id, vendedor: 'Rui' });
    await field.prepare();
    await field.pushUntil(card, [
      ...['1 pedido enviado', '2 cancelamento enviado', '3 pedido enviado'],
    ]);
    expect(await postsOf(card)).toEqual([1, 2, 2, 3]);
  });
});
