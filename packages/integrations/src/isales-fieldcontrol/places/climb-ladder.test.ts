import type { GeoOperations } from '@ponte/connectors/geo';
import type { CepAnswer, CepRecord, GeoPlace, LinkAnswer } from '@ponte/connectors/geo/model';
import { expect, test } from 'vitest';
import type { PlaceText } from '../project.ts';
import type { KnownPoint } from '../rules/decide-place.ts';
import { climbLadder } from './climb-ladder.ts';

const HOUSE = { latitude: -20.8197, longitude: -49.3794 };
const MANAUS = { latitude: -3.1, longitude: -60.02 };
const CITY = { latitude: -20.81, longitude: -49.38 };

const address: PlaceText = {
  ...{ cep: '15085480', logradouro: 'Rua das Acácias', numero: '383', complemento: null },
  ...{ bairro: 'Centro', cidade: 'São José do Rio Preto', estado: 'SP' },
};
const record: CepRecord = {
  ...{ cep: '15085480', logradouro: 'Rua das Acácias', bairro: 'Centro', uf: 'SP' },
  ...{ cidade: 'São José do Rio Preto', ibge: '3549805', coordinates: null },
};
const place = (scope: GeoPlace['scope'], coordinates = HOUSE): GeoPlace => ({
  ...{ coordinates, scope, placeRank: 26, osmRef: 'way/1', road: null, suburbs: [] },
  ...{ city: 'São José do Rio Preto', uf: 'SP', postcode: null, displayName: '' },
});
const city = { ...place('city'), coordinates: CITY };
const link = (kind: 'pin' | 'view', coordinates = HOUSE): LinkAnswer => ({
  ...{ state: 'found', coordinates, kind, hops: 0 },
});
const failure = (kind: string): Error =>
  Object.assign(new Error(kind), { name: 'VendorError', kind });

interface World {
  viacep: CepAnswer | Error;
  brasilapi: CepAnswer | Error;
  street: readonly GeoPlace[];
  city: readonly GeoPlace[] | Error;
  link: LinkAnswer | undefined;
}
const found = (more: Partial<CepRecord> = {}): CepAnswer => ({
  ...{ state: 'found', record: { ...record, ...more } },
});
const known: World = {
  ...{ viacep: found(), brasilapi: found({ coordinates: HOUSE }), street: [place('street')] },
  ...{ city: [city], link: undefined },
};

/** Answers as the world of a test says; what is an error fails. */
function playGeo(world: World): GeoOperations {
  const answer = <Value>(value: Value | Error): Promise<Value> =>
    value instanceof Error ? Promise.reject(value) : Promise.resolve(value);
  return {
    findCepAtViacep: () => answer(world.viacep),
    findCepAtBrasilapi: () => answer(world.brasilapi),
    searchAddress: ({ street }) =>
      answer<readonly GeoPlace[]>(street === undefined ? world.city : world.street),
    followMapsLink: () => answer(world.link ?? { state: 'no-coordinates', hops: 0 }),
  };
}

function climb(world: Partial<World>, from: Partial<PlaceText> = {}, before?: KnownPoint) {
  const given = { ...known, ...world };
  return climbLadder(
    playGeo(given),
    {
      ...{ address: { ...address, ...from }, known: before ?? null },
      linkLocalizacao: given.link === undefined ? null : 'https://maps.app.goo.gl/x',
    },
    { settings: { farthestKm: 60 }, signal: new AbortController().signal },
  );
}

const away = failure('unavailable');
const odd = failure('unexpected_answer');
const nobody: CepAnswer = { state: 'unknown' };
const words: LinkAnswer = { state: 'no-coordinates', hops: 1 };

test.each<[string, Partial<World>, string | undefined, string[]]>([
  ['the street of the address', {}, 'rua', []],
  ['its house', { street: [place('house')] }, 'numero', []],
  ['a pin', { link: link('pin') }, 'pin', []],
  [
    'a pin, whatever the post office says',
    { link: link('pin'), viacep: nobody, brasilapi: nobody },
    'pin',
    ['cep_inexistente'],
  ],
  [
    'a pin, while the post office is away',
    { link: link('pin'), viacep: away, brasilapi: away },
    'pin',
    [],
  ],
  [
    'a pin far from the CEP’s city is not believed',
    { link: link('pin', MANAUS) },
    undefined,
    ['cep_diverge'],
  ],
  [
    'nor one far from where BrasilAPI has the CEP',
    { link: link('pin', MANAUS), viacep: away, city: [] },
    undefined,
    ['cep_diverge'],
  ],
  ['a pin that nobody can compare', { link: link('pin', MANAUS), city: away }, 'pin', []],
  ['so does the CEP’s point', { link: link('view'), street: [] }, 'cep', []],
  [
    'the middle of a map before the city’s',
    { link: link('view'), street: [], brasilapi: found() },
    'bairro',
    [],
  ],
  [
    'but not of a map of elsewhere',
    { link: link('view', MANAUS), street: [], brasilapi: found() },
    'cidade',
    ['link_sem_coordenadas'],
  ],
  ['a link of words', { link: words }, 'rua', ['link_sem_coordenadas']],
  ['BrasilAPI, when ViaCEP is away', { viacep: away }, 'rua', []],
  ['also when ViaCEP answers nonsense', { viacep: odd }, 'rua', []],
  [
    'a CEP that nobody has',
    { viacep: nobody, brasilapi: nobody, street: [] },
    'cidade',
    ['cep_inexistente'],
  ],
  [
    'two streets of one name are none',
    { street: [place('street'), place('street', MANAUS)] },
    'cidade',
    [],
  ],
  ['a CEP’s point that cannot be read is none', { street: [], brasilapi: odd }, 'cidade', []],
  [
    'a CEP of another city is not guessed about',
    { viacep: found({ cidade: 'Manaus', uf: 'AM' }) },
    undefined,
    ['cep_diverge'],
  ],
])('%s', async (_says, world, precisao, problems) => {
  const end = await climb(world);
  expect([end.point?.precisao, end.problems]).toEqual([precisao, problems]);
});

test.each([
  ['both post offices are away', { viacep: away, brasilapi: away }, away],
  ['one is away, the other answers nonsense', { viacep: away, brasilapi: odd }, odd],
  ['nobody can be asked for the city', { street: [], brasilapi: found(), city: away }, away],
])('%s: the search has failed', async (_says, world, error) => {
  await expect(climb(world)).rejects.toBe(error);
});

test('the street goes before the middle of a map', async () => {
  const { point } = await climb({ link: link('view', MANAUS) });
  expect(point).toMatchObject({ provedor: 'nominatim', coordinates: HOUSE });
});

const NOTHING = { logradouro: null, bairro: null, cidade: null, estado: null };

test('what iSales leaves open is filled by the post office', async () => {
  const end = await climb({}, NOTHING);
  expect(end.fill).toEqual({
    ...{ logradouro: 'Rua das Acácias', bairro: 'Centro', cidade: 'São José do Rio Preto' },
    ...{ estado: 'SP', ibge: '3549805' },
  });
});

test('what somebody wrote stays, and a CEP of elsewhere fills nothing', async () => {
  expect((await climb({}, { ...NOTHING, bairro: 'Jardim' })).fill).not.toHaveProperty('bairro');
  const elsewhere = { viacep: found({ cidade: 'Manaus', uf: 'AM' }) };
  expect((await climb(elsewhere, { logradouro: null })).fill).toEqual({});
});

test('a pin is enough without an address', async () => {
  const { point, problems } = await climb({ link: link('pin') }, { ...NOTHING, cep: null });
  expect([point?.precisao, problems]).toEqual(['pin', []]);
});

test.each<[string, Partial<World>]>([
  ['a pin', { link: link('pin', MANAUS) }],
  ['the middle of a map', { link: link('view', MANAUS), street: [] }],
])('%s that is too far is told as not believed', async (_says, world) => {
  expect((await climb({ brasilapi: found(), ...world })).disbelieved?.coordinates).toEqual(MANAUS);
});

test('what is believed is not', async () => {
  expect((await climb({ link: link('pin') })).disbelieved).toBe(undefined);
});

test('against a person’s word nothing is looked for', async () => {
  const before: KnownPoint = { coordinates: HOUSE, precisao: 'pessoa', provedor: 'pessoa' };
  expect((await climb({ viacep: away, brasilapi: away }, {}, before)).point).toBe(undefined);
});
