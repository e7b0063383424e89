import { createClock } from '@ponte/clock';
import { createGeo, type GeoClient } from '@ponte/connectors/geo';
import { startGeoFake, type GeoFake } from '@ponte/fakes/start';
import {
  climbLadder,
  type LadderEnd,
} from '@ponte/integrations/isales-fieldcontrol/places/climb-ladder';
import type { PlaceText } from '@ponte/integrations/isales-fieldcontrol/project';
import { fieldFallbacks } from '@ponte/integrations/isales-fieldcontrol/settings';
import { createLogger } from '@ponte/logging';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openVendorScreen, type VendorScreen } from './world/vendor-screen.ts';

let fake: GeoFake;
let screen: VendorScreen;
let geo: GeoClient;

beforeAll(async () => {
  const clock = createClock({ scale: 60 });
  fake = await startGeoFake({ time: { scale: clock.scale, originMs: clock.originMs } });
  screen = openVendorScreen(fake.control);
  const { viacepUrl, brasilapiUrl, nominatimUrl, mapsUrl } = fake;
  const logger = createLogger({
    service: 'test',
    level: 'debug',
    destination: { write: () => {} },
  });
  geo = createGeo({
    ...{ viacepUrl, brasilapiUrl, nominatimUrl, mapsUrl, contactEmail: 'it@example.test' },
    ...{ clock, logger },
  });
});
beforeEach(() => screen.faults([]));
afterAll(async () => {
  await geo.close();
  await fake.stop();
});

const ACACIAS: PlaceText = {
  ...{ cep: '15085480', logradouro: 'Rua das Acácias', numero: '383', complemento: null },
  ...{ bairro: 'Centro', cidade: 'São José do Rio Preto', estado: 'SP' },
};
const NOWHERE: PlaceText = {
  ...{ cep: null, logradouro: null, numero: null, complemento: null },
  ...{ bairro: null, cidade: null, estado: null },
};
const PIN = 'https://www.google.com/maps?q=-20.8197,-49.3794';

function climb(address: PlaceText, linkLocalizacao: string | null = null): Promise<LadderEnd> {
  const how = { settings: fieldFallbacks, signal: new AbortController().signal };
  return climbLadder(geo, { address, linkLocalizacao, known: null }, how);
}

describe('from the link down to the city', () => {
  test('a link’s pin is the place, whatever else there is', async () => {
    expect(await climb(ACACIAS, PIN)).toMatchObject({
      point: { precisao: 'pin', provedor: 'link', coordinates: { latitude: -20.8197 } },
      problems: [],
    });
  });

  test('a pin is enough without an address', async () => {
    expect(await climb(NOWHERE, PIN)).toMatchObject({ point: { precisao: 'pin' }, problems: [] });
  });

  test('a pin far from its CEP is not believed', async () => {
    const far = 'https://www.google.com/maps?q=-23.5502784,-46.6342179';
    const { point, problems } = await climb(ACACIAS, far);
    expect(point).toBeUndefined();
    expect(problems).toEqual(['cep_diverge']);
  });

  test('a pin that nobody can compare with its CEP is believed', async () => {
    const far = 'https://www.google.com/maps?q=-23.5502784,-46.6342179';
    await screen.faults([
      { kind: 'error-503', match: { method: 'brasilapi cep' } },
      { kind: 'error-503', match: { method: 'nominatim *' } },
    ]);
    expect(await climb(ACACIAS, far)).toMatchObject({ point: { precisao: 'pin' }, problems: [] });
  });

  test('a link without coordinates is told of, and the street is looked for', async () => {
    expect(await climb(ACACIAS, 'atrás do posto, casa azul')).toMatchObject({
      point: { provedor: expect.stringMatching(/nominatim|brasilapi/) },
      problems: ['link_sem_coordenadas'],
    });
  });

  test('without a link the street or its CEP is the place', async () => {
    const { point, problems } = await climb(ACACIAS);
    expect(['numero', 'rua', 'cep']).toContain(point?.precisao);
    expect(problems).toEqual([]);
  });

  test('of two streets of one name the one with the CEP is meant', async () => {
    const marcolino = { ...ACACIAS, logradouro: 'Rua Marcolino', numero: '77', bairro: null };
    const rio = { cidade: 'Rio de Janeiro', estado: 'RJ' };
    const one = await climb({ ...marcolino, ...rio, cep: '20751120' });
    const other = await climb({ ...marcolino, ...rio, cep: '23591240' });
    expect(one.point?.coordinates.longitude ?? -43.3061123).toBeCloseTo(-43.3061, 2);
    expect(other.point?.coordinates.longitude ?? -43.6667168).toBeCloseTo(-43.6667, 2);
  });

  test('the CEP of a whole town is no more than the town', async () => {
    const goioere = { ...NOWHERE, cep: '87360000' };
    expect(await climb(goioere)).toMatchObject({
      point: { precisao: 'cidade' },
      fill: { cidade: 'Goioerê', estado: 'PR' },
    });
  });
});

describe('what is wrong with the address', () => {
  test('a CEP that nobody knows', async () => {
    const { problems } = await climb({ ...ACACIAS, cep: '99999999' });
    expect(problems).toEqual(['cep_inexistente']);
  });

  test('a CEP of another city is not guessed about, and fills nothing', async () => {
    const other = { ...ACACIAS, cep: '01001000', logradouro: null };
    expect(await climb(other)).toEqual({ point: undefined, problems: ['cep_diverge'], fill: {} });
  });

  test('gaps are filled by the post office, what somebody wrote stays', async () => {
    const gaps = { ...NOWHERE, cep: '15085480', bairro: 'Jardim' };
    const { fill } = await climb(gaps);
    expect(fill).toMatchObject({ logradouro: 'Rua das Acácias', estado: 'SP' });
    expect(fill).not.toHaveProperty('bairro');
  });
});

describe('while providers are away', () => {
  test('BrasilAPI stands in for ViaCEP', async () => {
    await screen.faults([{ kind: 'error-503', match: { method: 'viacep cep' } }]);
    const caiubi = { ...NOWHERE, cep: '05010000' };
    expect((await climb(caiubi)).fill).toMatchObject({ logradouro: 'Rua Caiubi' });
  });

  test('an explicit pin needs no post office', async () => {
    await screen.faults([{ kind: 'error-503', match: { method: '* cep' } }]);
    const unasked = { ...ACACIAS, cep: '01001001' };
    expect(await climb(unasked, PIN)).toMatchObject({ point: { precisao: 'pin' } });
  });

  test('an address without a pin waits for them', async () => {
    await screen.faults([{ kind: 'error-503', match: { method: '* cep' } }]);
    const unasked = { ...ACACIAS, cep: '01001002' };
    await expect(climb(unasked)).rejects.toMatchObject({ name: 'VendorError' });
  });
});
