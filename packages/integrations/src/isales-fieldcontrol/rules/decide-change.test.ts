import { expect, test } from 'vitest';
import type { Delivery } from '../delivery.ts';
import type { ChangedDelivery } from '../ports.ts';
import { decideUnbrought, isCalledOff, isMoved, isPlaceKnown } from './decide-change.ts';
import type { Precision } from './precision.ts';

type Place = Pick<ChangedDelivery, 'location' | 'delivered' | 'point'>;

function changed(
  fieldId: string | null,
  delivered: string,
  precisao?: Precision,
  isSought = false,
): ChangedDelivery {
  const coordinates = { latitude: -20.8, longitude: -49.4 };
  const place: Place = {
    location: { enderecoId: '1', fieldId, isSought },
    delivered: { customerId: 'c', locationId: delivered },
    point: precisao === undefined ? null : { coordinates, precisao, provedor: 'link' },
  };
  // What these rules read of a delivery, and nothing else.
  return place as ChangedDelivery;
}

test.each<[string, ChangedDelivery, boolean, boolean]>([
  ['the same place', changed('a', 'a'), false, true],
  ['another place that FieldControl has', changed('b', 'a', 'rua'), true, true],
  ['a new address that was found', changed(null, 'a', 'pin'), true, true],
  ['one whose place is still looked for', changed(null, 'a'), true, false],
  ['one whose link was corrected since it was found', changed(null, 'a', 'pin', true), true, false],
  ['the same place, its link corrected', changed('a', 'a', 'pin', true), false, true],
  ['one that is only known by its city', changed(null, 'a', 'cidade'), true, false],
])('%s', (_says, one, moved, known) => {
  expect([isMoved(one), isPlaceKnown(one, { leastPrecision: 'cep' })]).toEqual([moved, known]);
});

test('a change that cannot be brought waits, and after some tries somebody is told, once', () => {
  const tries = [0, 4, 5, 6].map((before) => decideUnbrought(before, 'incomplete')?.motivo);
  expect(tries).toEqual([undefined, undefined, 'divergencia_pos_envio', undefined]);
});

test.each<[string, Pick<Delivery, 'refEnvioId' | 'estado'>[], boolean]>([
  ['nothing cancels', [], false],
  ['a cancellation that was delivered calls off', [{ refEnvioId: '7', estado: 'enviado' }], true],
  ['one that may still be taken back does not', [{ refEnvioId: '7', estado: 'pronto' }], false],
  ['nor does that of another order', [{ refEnvioId: '6', estado: 'enviado' }], false],
])('%s', (_says, cancellations, expected) => {
  const deliveries = cancellations.map((one, index): Delivery => ({
    ...{ id: `c${index}`, seq: index + 2, tipo: 'cancelamento', colunaId: 20363, tipoServico: 's' },
    ...one,
  }));
  expect(isCalledOff({ id: '7', deliveries })).toBe(expected);
});
