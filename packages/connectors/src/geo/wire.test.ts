import { describe, expect, test } from 'vitest';
import { brasilapiRecord, nominatimPlaces, toScope, viacepRecord, viacepUnknown } from './wire.ts';

const BLUMENAU = {
  ...{ cep: '89010025', state: 'SC', city: 'Blumenau', neighborhood: 'Centro' },
  ...{ street: 'Rua Doutor Luiz de Freitas Melro', ibge: { city: '4202404', state: '42' } },
};

describe('coordinates of BrasilAPI', () => {
  const read = (location: unknown) => brasilapiRecord.parse({ ...BLUMENAU, location }).coordinates;

  test('are texts', () => {
    const coordinates = { longitude: '-49.0629788', latitude: '-26.9244749' };
    expect(read({ type: 'Point', coordinates })).toEqual({
      ...{ latitude: -26.9244749, longitude: -49.0629788 },
    });
  });

  test.each([
    ['missing', undefined],
    ['null', null],
    ['empty', { coordinates: {} }],
    ['null inside', { coordinates: { longitude: null, latitude: null } }],
    ['blank', { coordinates: { longitude: '', latitude: '' } }],
    ['words', { coordinates: { longitude: 'x', latitude: 'y' } }],
  ])('are none when they are %s', (_, location) => expect(read(location)).toBeNull());
});

test.each([[{}], [[]], [null], [{ ...BLUMENAU, city: '' }], [{ ...BLUMENAU, state: 'Santa' }]])(
  '%j is no record',
  (body) => {
    expect(brasilapiRecord.safeParse(body).success).toBe(false);
    expect(viacepRecord.safeParse(body).success).toBe(false);
    expect(viacepUnknown.safeParse(body).success).toBe(false);
  },
);

describe('a place of Nominatim', () => {
  test('has its city under one of four names', () => {
    const [place] = nominatimPlaces.parse([
      { lat: '-24.18', lon: '-53.02', place_rank: 16, address: { town: 'Goioerê' } },
    ]);
    expect(place).toMatchObject({ city: 'Goioerê', uf: null, postcode: null, osmRef: null });
  });

  test('that cannot be read is left out, and the others stay', () => {
    const rows = [{ lat: 'x' }, { lat: '-20.8', lon: '-49.3' }, null];
    expect(nominatimPlaces.parse(rows)).toHaveLength(1);
    expect(nominatimPlaces.safeParse({ error: 'x' }).success).toBe(false);
  });

  test.each([
    [30, 'house'],
    [28, 'house'],
    [27, 'street'],
    [26, 'street'],
    [25, 'block'],
    [22, 'block'],
    [21, 'suburb'],
    [17, 'suburb'],
    [16, 'city'],
    [13, 'city'],
    [12, 'wider'],
    [0, 'wider'],
  ])('of rank %i is a %s', (rank, scope) => expect(toScope(rank)).toBe(scope));
});
