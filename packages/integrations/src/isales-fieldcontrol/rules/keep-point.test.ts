import { expect, test } from 'vitest';
import type { FoundPoint, KnownPoint } from './decide-place.ts';
import { isBetter, isWithdrawn } from './keep-point.ts';
import type { Precision } from './precision.ts';

const there = { latitude: -20.8197, longitude: -49.3794 };
const known = (precisao: Precision): KnownPoint => ({
  ...{ coordinates: there, precisao, provedor: 'x' },
});
const found = (precisao: Precision): FoundPoint => ({
  ...{ ...known(precisao), osmRef: null, consulta: '' },
});

test.each<[string, KnownPoint | null, FoundPoint | undefined, boolean]>([
  ['nothing never replaces a point', known('cidade'), undefined, false],
  ['any point replaces none', null, found('cidade'), true],
  ['a worse one does not', known('pin'), found('rua'), false],
  ['a better one does', known('cep'), found('numero'), true],
  ['an equally good one is newer', known('pin'), found('pin'), true],
  ['a person’s word stays', known('pessoa'), found('pin'), false],
])('%s', (_says, before, after, is) => {
  expect(isBetter(before, after)).toBe(is);
});

test.each<[string, KnownPoint | null, FoundPoint | undefined, boolean]>([
  ['the link’s own point goes when it is not believed', pinned(), refused(), true],
  ['an earlier one stays', pinned(-20.9), refused(), false],
  ['a person’s word stays', { ...pinned(), provedor: 'pessoa' }, refused(), false],
  ['what is believed stays', pinned(), undefined, false],
  ['nothing is nothing', null, refused(), false],
])('%s', (_says, before, disbelieved, is) => {
  expect(isWithdrawn(before, disbelieved)).toBe(is);
});

function pinned(latitude = there.latitude): KnownPoint {
  return { coordinates: { ...there, latitude }, precisao: 'pin', provedor: 'link' };
}

function refused(): FoundPoint {
  return { ...pinned(), osmRef: null, consulta: '' };
}
