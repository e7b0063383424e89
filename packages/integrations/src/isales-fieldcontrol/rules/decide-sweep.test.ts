import { expect, test } from 'vitest';
import type { FieldObject, SweptDelivery } from './decide-object.ts';
import { decideSweep } from './decide-sweep.ts';

const SERVICE = 'MTcyMTExOjYyNDg5';
const ticket = (id: string, externalId: string | null, more: Partial<FieldObject> = {}) => ({
  ...{ kind: 'ticket' as const, id, externalId, serviceId: SERVICE, customerId: 'c' },
  ...{ locationId: 'l', ticketId: null, situacao: 'pending' },
  ...{ createdAt: new Date('2026-03-10T12:00:00Z'), ...more },
});
const delivery = (id: string, more: Partial<SweptDelivery> = {}): SweptDelivery => ({
  ...{ id, seq: 1, tipo: 'pedido', estado: 'enviado', tipoServico: SERVICE },
  ...{ chave: `isales:${id}:1`, isalesId: id, isalesClienteId: `c${id}`, fieldId: `t${id}` },
  ...{ dataFechamento: new Date('2026-03-01T12:00:00Z') },
  ...{ customerId: 'c', orderFieldId: null, situacao: 'pending', enviadoEm: new Date(0) },
  ...{ sumidoDesde: null, ...more },
});
const START = new Date('2026-11-26T02:40:00Z');
const decide = (
  objects: readonly FieldObject[],
  deliveries: readonly SweptDelivery[],
  unread = 0,
) => decideSweep({ objects, unread }, deliveries, START);

test('what is as it was changes nothing', () => {
  const plan = decide([ticket('t1', 'isales:1:1')], [delivery('1')]);
  expect(plan).toEqual({
    ...{
      updates: [],
      adopt: [],
      missing: [],
      returned: [],
      doubled: [],
      isSuspect: false,
      unread: 0,
    },
  });
});

test('an object under our key that nobody knew of is adopted', () => {
  const lost = delivery('1', { estado: 'incerto', fieldId: null });
  const plan = decide([ticket('t9', 'isales:1:1')], [lost]);
  expect(plan.adopt).toMatchObject([{ deliveryId: '1', object: { id: 't9' } }]);
});

test.each<[string, Partial<FieldObject>, Partial<SweptDelivery>, boolean]>([
  ['so is one under the client’s bare id', {}, {}, true],
  ['also while the customer is not known', {}, { customerId: null }, true],
  ['not one of another service', { serviceId: 'other' }, {}, false],
  ['not one of another customer', { customerId: 'other' }, {}, false],
  ['not one of before the project was sold', { createdAt: new Date('2025-03-10') }, {}, false],
  ['not one that was called off', { situacao: 'canceled' }, {}, false],
  ['not one that was put away', { situacao: 'archived' }, {}, false],
  ['not while nobody knows when the project was sold', {}, { dataFechamento: null }, false],
  ['not for a later move of the card', {}, { seq: 2 }, false],
  ['not under the card’s own id, which is another client’s', { externalId: '1' }, {}, false],
])('%s', (_says, object, more, is) => {
  const waiting = delivery('1', { estado: 'bloqueado', fieldId: null, ...more });
  expect(decide([ticket('t9', 'c1', object)], [waiting]).adopt).toHaveLength(is ? 1 : 0);
});

test('an accepted request is one, with its order, however often it is shown', () => {
  const order = ticket('o1', 'isales:1:1', { kind: 'order', ticketId: 't1', situacao: 'accepted' });
  const plan = decide(
    [order, ticket('t1', 'isales:1:1', { situacao: 'accepted' })],
    [delivery('1')],
  );
  expect(plan.updates).toEqual([{ deliveryId: '1', situacao: 'accepted', orderFieldId: 'o1' }]);
  expect(plan.doubled).toEqual([]);
});

test('two requests under one key are shown to somebody', () => {
  const plan = decide([ticket('t1', 'isales:1:1'), ticket('t2', 'isales:1:1')], [delivery('1')]);
  expect(plan.doubled).toEqual([{ isalesId: '1', chave: 'isales:1:1', count: 2 }]);
});

test('what is gone is missing, what is back is there', () => {
  const back = delivery('2', { sumidoDesde: new Date(0) });
  const plan = decide([ticket('t2', 'isales:2:1')], [delivery('1'), back]);
  expect(plan.missing.map(({ id }) => id)).toEqual(['1']);
  expect(plan.returned.map(({ id }) => id)).toEqual(['2']);
});

test('beside what cannot be read nothing is missing; what is shown counts', () => {
  const back = delivery('2', { sumidoDesde: new Date(0) });
  const lost = delivery('3', { estado: 'incerto', fieldId: null });
  const shown = [ticket('t2', 'isales:2:1'), ticket('t3', 'isales:3:1')];
  const plan = decide(shown, [delivery('1'), back, lost], 1);
  expect(plan).toMatchObject({ missing: [], isSuspect: false, unread: 1 });
  expect(plan.returned.map(({ id }) => id)).toEqual(['2']);
  expect(plan.adopt).toMatchObject([{ deliveryId: '3' }]);
  expect(decide([], [delivery('1')], 1).isSuspect).toBe(true);
});

test('what left while FieldControl was read is not missing', () => {
  const late = delivery('1', { enviadoEm: START });
  const plan = decide([ticket('t2', 'isales:2:1')], [late, delivery('2')]);
  expect(plan).toMatchObject({ missing: [], isSuspect: false });
});

test('a reading that shows nothing, or much too little, concludes nothing', () => {
  const many = Array.from({ length: 20 }, (_, index) => delivery(String(index + 1)));
  expect(decide([], [delivery('1')]).isSuspect).toBe(true);
  const few = many.slice(0, 15).map(({ fieldId, chave }) => ticket(fieldId ?? '', chave));
  expect(decide(few, many)).toMatchObject({ isSuspect: true, missing: [] });
});
