import { expect, test } from 'vitest';
import type { KnownPoint } from './decide-place.ts';
import { decideShift, isShifted } from './decide-shift.ts';

const at = (latitude: number): KnownPoint => ({
  ...{ coordinates: { latitude, longitude: -49.3794 }, precisao: 'pin', provedor: 'link' },
});
const HERE = at(-20.8197);
const BESIDE = at(-20.8199);
const AWAY = at(-20.8287);

test.each<[string, KnownPoint | null, boolean]>([
  ['the same point', HERE, false],
  ['one some steps away', BESIDE, false],
  ['one a kilometre away', AWAY, true],
  ['none that is believed any more', null, true],
])('before: %s', (_says, known, is) => {
  expect(isShifted(known, HERE)).toBe(is);
});

test('a place that FieldControl has elsewhere is told with the coordinates of now', () => {
  expect(decideShift(HERE, AWAY.coordinates)).toEqual({
    motivo: 'divergencia_pos_envio',
    detalhe: expect.stringContaining('-20.8197, -49.3794'),
  });
});

test('so is one that cannot be seen there', () => {
  expect(decideShift(HERE, null)?.motivo).toBe('divergencia_pos_envio');
});

test('one that FieldControl has there is not', () => {
  expect(decideShift(HERE, BESIDE.coordinates)).toBe(null);
});
