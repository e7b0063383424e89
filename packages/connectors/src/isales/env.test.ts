import { expect, test } from 'vitest';
import { isalesEnv } from './env.ts';

const SET = { ISALES_API_TOKEN: 'own-token-987654', ISALES_FUNIL_ID: '2666' };

test('off without token and funnel, on with both', () => {
  expect(isalesEnv.read({})).toEqual({ value: { enabled: false } });
  expect(isalesEnv.read(SET)).toEqual({
    value: {
      ...{ enabled: true, apiToken: 'own-token-987654', funilId: '2666' },
      baseUrl: 'https://app.isales.company',
    },
  });
});

test('a slash at the end is taken off, and a fake on this machine may be plain http', () => {
  const env = { ...SET, ISALES_BASE_URL: 'http://127.0.0.1:9100/' };
  expect(isalesEnv.read(env)).toMatchObject({ value: { baseUrl: 'http://127.0.0.1:9100' } });
});

test.each([
  ['half of it', { ISALES_API_TOKEN: SET.ISALES_API_TOKEN }, 'ISALES_FUNIL_ID is missing'],
  ['the other half', { ISALES_FUNIL_ID: '2666' }, 'ISALES_API_TOKEN is missing'],
  ['a short token', { ...SET, ISALES_API_TOKEN: 'xyz1' }, 'ISALES_API_TOKEN is shorter'],
  ['a funnel’s name', { ...SET, ISALES_FUNIL_ID: 'engenharia' }, 'ISALES_FUNIL_ID is not a number'],
  ['plain http', { ...SET, ISALES_BASE_URL: 'http://app.test' }, 'ISALES_BASE_URL must begin'],
])('%s is a problem that names no value', (_, env, problem) => {
  const reading = isalesEnv.read(env);
  const problems = 'problems' in reading ? reading.problems : [];
  expect(problems).toEqual([expect.stringContaining(problem)]);
  expect(problems.join()).not.toMatch(/own-token-987654|engenharia|xyz1|app\.test/);
});
