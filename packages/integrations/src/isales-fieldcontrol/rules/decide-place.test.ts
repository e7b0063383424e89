import type { GeoPlace, LinkAnswer } from '@ponte/connectors/geo/model';
import { expect, test } from 'vitest';
import type { PlaceText } from '../project.ts';
import { choosePlace, distanceKm, toLinkPoint } from './decide-place.ts';

const there = { latitude: -20.8197, longitude: -49.3794 };

const street: GeoPlace = {
  ...{ coordinates: there, scope: 'street', placeRank: 26, osmRef: 'way/1' },
  ...{ road: 'Rua Marcolino', suburbs: ['Piedade'], city: 'Rio de Janeiro', uf: 'RJ' },
  ...{ postcode: '20751120', displayName: '' },
};
const other: GeoPlace = {
  ...street,
  coordinates: { latitude: -22.9320484, longitude: -43.6667168 },
  ...{ suburbs: ['Santa Cruz'], postcode: '23591240', osmRef: 'way/2' },
};
const address: PlaceText = {
  ...{ cep: '23591240', logradouro: 'Rua Marcolino', numero: null, complemento: null },
  ...{ bairro: 'Santa Cruz', cidade: 'Rio de Janeiro', estado: 'RJ' },
};

test('of two streets of one name the one with the CEP is meant', () => {
  const point = choosePlace([street, other], address, 'q');
  expect(point).toMatchObject({ osmRef: 'way/2', precisao: 'rua', provedor: 'nominatim' });
});

test('else the one with its first digits, else the one in the bairro', () => {
  const near = { ...other, postcode: '23591999' };
  expect(choosePlace([street, near], address, 'q')).toMatchObject({ osmRef: 'way/2' });
  const bare = [street, other].map((place) => ({ ...place, postcode: null }));
  expect(choosePlace(bare, address, 'q')).toMatchObject({ osmRef: 'way/2' });
});

test('what is left of several streets is ambiguous, pieces of one are not', () => {
  const nothing = { ...address, cep: null, bairro: null };
  expect(choosePlace([street, other], nothing, 'q')).toBe('ambiguous');
  const piece = { ...street, coordinates: { ...there, latitude: -20.82 } };
  expect(choosePlace([street, piece], nothing, 'q')).toMatchObject({ precisao: 'rua' });
});

test('a hit in another state is none', () => {
  expect(choosePlace([street], { ...address, estado: 'SP' }, 'q')).toBe(undefined);
});

test.each<[string, LinkAnswer, string | undefined]>([
  ['a pin', { state: 'found', coordinates: there, kind: 'pin', hops: 1 }, 'pin'],
  ['the middle of a map', { state: 'found', coordinates: there, kind: 'view', hops: 0 }, 'bairro'],
  ['a link to nowhere', { state: 'no-coordinates', hops: 2 }, undefined],
  ['no link', { state: 'refused', reason: 'not-a-link' }, undefined],
])('%s', (_says, answer, precisao) => {
  expect(toLinkPoint(answer)?.precisao).toBe(precisao);
});

test('a distance is one along the earth', () => {
  const rio = { latitude: -22.9068, longitude: -43.1729 };
  const saoPaulo = { latitude: -23.5505, longitude: -46.6333 };
  expect(Math.round(distanceKm(rio, saoPaulo))).toBe(361);
});
