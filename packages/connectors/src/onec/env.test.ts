import { expect, test } from 'vitest';
import { onecWorkerEnv } from './env.ts';

const given = {
  ONEC_BASE_URL: 'https://1c.company.kz/accounting',
  ONEC_USERNAME: 'Обмен',
  ONEC_PASSWORD: 'invented-password',
};

test('nothing set: not enabled', () => {
  expect(onecWorkerEnv.read({})).toEqual({ value: { enabled: false } });
});

test('everything set', () => {
  expect(
    onecWorkerEnv.read({
      ...given,
      ONEC_HTTP_SERVICE_PATH: '/hs/bitrix-integration',
      ONEC_SESSIONS: '2',
    }),
  ).toEqual({
    value: {
      enabled: true,
      baseUrl: given.ONEC_BASE_URL,
      username: 'Обмен',
      password: 'invented-password',
      servicePath: '/hs/bitrix-integration',
      sessions: 2,
    },
  });
});

test('every problem is said at once, and none repeats a value', () => {
  const reading = onecWorkerEnv.read({
    ONEC_BASE_URL: 'http://1c.company.kz/accounting',
    ONEC_PASSWORD: 'invented-password',
    ONEC_SESSIONS: 'many',
    ONEC_HTTP_SERVICE_PATH: 'bitrix',
  });
  const problems = 'problems' in reading ? reading.problems : [];
  expect(problems).toHaveLength(4);
  expect(problems.join('\n')).not.toMatch(/invented-password|http:\/\/1c/);
});

test.each([
  ['http://127.0.0.1:8080/acc', true],
  ['http://192.168.1.5/acc', true],
  ['http://server1c/acc', true],
  ['http://1c.company.kz/acc', false],
  ['ftp://1c.company.kz/acc', false],
  ['https://user:secret@1c.company.kz/acc', false],
])('%s is accepted: %s', (address, isAccepted) => {
  const reading = onecWorkerEnv.read({ ...given, ONEC_BASE_URL: address });
  expect('value' in reading).toBe(isAccepted);
});
