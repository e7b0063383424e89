import { expect, test } from 'vitest';
import { geoEnv } from './env.ts';

test('nothing is needed: the public servers are known', () => {
  expect(geoEnv.read({})).toEqual({
    value: {
      ...{ viacepUrl: 'https://viacep.com.br', brasilapiUrl: 'https://brasilapi.com.br' },
      nominatimUrl: 'https://nominatim.openstreetmap.org',
      ...{ mapsUrl: undefined, contactEmail: undefined },
    },
  });
});

test('another provider is one variable, and so is a machine for trying things out', () => {
  const env = {
    ...{
      GEO_NOMINATIM_URL: 'https://nominatim.company.test/',
      GEO_MAPS_URL: 'http://127.0.0.1:9/',
    },
    GEO_CONTACT_EMAIL: 'it@company.test',
  };
  expect(geoEnv.read(env)).toMatchObject({
    value: {
      ...{ nominatimUrl: 'https://nominatim.company.test', mapsUrl: 'http://127.0.0.1:9' },
      contactEmail: 'it@company.test',
    },
  });
});

test('every problem is said at once', () => {
  const env = {
    ...{ GEO_VIACEP_URL: 'http://viacep.test', GEO_MAPS_URL: 'https://maps.app.goo.gl' },
    GEO_CONTACT_EMAIL: 'nobody',
  };
  const reading = geoEnv.read(env);
  const problems = 'problems' in reading ? reading.problems : [];
  expect(problems.map((problem) => problem.split(' ')[0])).toEqual([
    ...['GEO_VIACEP_URL', 'GEO_MAPS_URL', 'GEO_CONTACT_EMAIL'],
  ]);
});
