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

function climb(address: PlaceText): Promise<LadderEnd> {
  const how = { settings: fieldFallbacks, signal: new AbortController().signal };
  return climbLadder(geo, { address, linkLocalizacao: null, known: null }, how);
}

// The ladder's own choices are proven beside it; here its questions and the providers' answers meet.
test('of two streets of one name the one with the CEP is meant', async () => {
  const marcolino = { ...ACACIAS, logradouro: 'Rua Marcolino', numero: '77', bairro: null };
  const rio = { cidade: 'Rio de Janeiro', estado: 'RJ' };
  const one = await climb({ ...marcolino, ...rio, cep: '20751120' });
  const other = await climb({ ...marcolino, ...rio, cep: '23591240' });
  expect(one.point?.coordinates.longitude).toBeCloseTo(-43.3061, 2);
  expect(other.point?.coordinates.longitude).toBeCloseTo(-43.6667, 2);
});

test('the CEP of a whole town is no more than the town', async () => {
  expect(await climb({ ...NOWHERE, cep: '87360000' })).toMatchObject({
    point: { precisao: 'cidade' },
    fill: { cidade: 'Goioerê', estado: 'PR' },
  });
});

test('a CEP that both post offices answer not to know is a problem, and the street is found', async () => {
  const { point, problems } = await climb({ ...ACACIAS, cep: '99999999' });
  expect(problems).toEqual(['cep_inexistente']);
  expect(point?.provedor).toBe('nominatim');
});

describe('while providers are away', () => {
  test('BrasilAPI stands in for ViaCEP', async () => {
    await screen.faults([{ kind: 'error-503', match: { method: 'viacep cep' } }]);
    const caiubi = { ...NOWHERE, cep: '05010000' };
    expect((await climb(caiubi)).fill).toMatchObject({ logradouro: 'Rua Caiubi' });
  });

  test('an address waits for them', async () => {
    await screen.faults([{ kind: 'error-503', match: { method: '* cep' } }]);
    const unasked = { ...ACACIAS, cep: '01001002' };
    await expect(climb(unasked)).rejects.toMatchObject({ name: 'VendorError' });
  });
});
