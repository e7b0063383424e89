import { expect, test } from 'vitest';
import type { FieldObject, SweptDelivery } from './decide-object.ts';
import { decideSweep } from './decide-sweep.ts';

const SERVICE = 'MTcyMTExOjYyNDg5';
const ticket = (id: string, externalId: string | null, more: Partial<FieldObject> = {}) => ({
  ...{ kind: 'ticket' as const, id, externalId, serviceId: SERVICE, customerId: 'c' },
  ...{ locationId: 'l', ticketId: null, situacao: 'pending', ...more },
});
const delivery = (id: string, more: Partial<SweptDelivery> = {}): SweptDelivery => ({
  ...{ id, seq: 1, tipo: 'pedido', estado: 'enviado', tipoServico: SERVICE },
  ...{ chave: `isales:${id}:1`, isalesId: id, isalesClienteId: `c${id}`, fieldId: `t${id}` },
  ...{ orderFieldId: null, situacao: 'pending', sumidoDesde: null, ...more },
});

test('what is as it was changes nothing', () => {
  const plan = decideSweep([ticket('t1', 'isales:1:1')], [delivery('1')]);
  expect(plan).toEqual({
    ...{ updates: [], adopt: [], missing: [], returned: [], doubled: [], isSuspect: false },
  });
});

test('an object under our key that nobody knew of is adopted', () => {
  const lost = delivery('1', { estado: 'incerto', fieldId: null });
  const plan = decideSweep([ticket('t9', 'isales:1:1')], [lost]);
  expect(plan.adopt).toMatchObject([{ deliveryId: '1', object: { id: 't9' } }]);
});

test.each(['1', 'c1'])('so is one under the bare id %s, of the same service', (externalId) => {
  const waiting = delivery('1', { estado: 'bloqueado', fieldId: null });
  expect(decideSweep([ticket('t9', externalId)], [waiting]).adopt).toHaveLength(1);
  const other = ticket('t9', externalId, { serviceId: 'other' });
  expect(decideSweep([other], [waiting]).adopt).toEqual([]);
});

test('an accepted request is one, with its order, however often it is shown', () => {
  const order = ticket('o1', 'isales:1:1', { kind: 'order', ticketId: 't1', situacao: 'accepted' });
  const plan = decideSweep(
    [order, ticket('t1', 'isales:1:1', { situacao: 'accepted' })],
    [delivery('1')],
  );
  expect(plan.updates).toEqual([{ deliveryId: '1', situacao: 'accepted', orderFieldId: 'o1' }]);
  expect(plan.doubled).toEqual([]);
});

test('two requests under one key are shown to somebody', () => {
  const plan = decideSweep(
    [ticket('t1', 'isales:1:1'), ticket('t2', 'isales:1:1')],
    [delivery('1')],
  );
  expect(plan.doubled).toEqual([{ isalesId: '1', chave: 'isales:1:1', count: 2 }]);
});

test('what is gone is missing, what is back is there', () => {
  const back = delivery('2', { sumidoDesde: new Date(0) });
  const plan = decideSweep([ticket('t2', 'isales:2:1')], [delivery('1'), back]);
  expect(plan.missing.map(({ id }) => id)).toEqual(['1']);
  expect(plan.returned.map(({ id }) => id)).toEqual(['2']);
});

test('a reading that shows nothing, or much too little, concludes nothing', () => {
  const many = Array.from({ length: 20 }, (_, index) => delivery(String(index + 1)));
  expect(decideSweep([], [delivery('1')]).isSuspect).toBe(true);
  const few = many.slice(0, 15).map(({ fieldId, chave }) => ticket(fieldId ?? '', chave));
  expect(decideSweep(few, many)).toMatchObject({ isSuspect: true, missing: [] });
});
